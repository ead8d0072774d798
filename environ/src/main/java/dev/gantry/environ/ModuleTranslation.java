package dev.gantry.environ;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.binary.NameSection;
import dev.gantry.wasm.module.Export;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TagType;
import dev.gantry.wasm.types.TypeMapping;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.validate.ValidModule;
import dev.gantry.wasm.validate.Validator;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A validated module with its types interned: what compilers and instances read.
///
/// Its types stay in the registry until the translation is unreachable.
///
/// Threading: immutable, on the condition that nobody writes to arrays and bit sets.
public final class ModuleTranslation {
    private final ModuleDef def;
    private final Set<WasmFeature> features;
    private final TypeRegistry types;
    private final int[] typeIds;
    private final TypeMapping toIds;
    private final Tunables tunables;
    private final BitSet escapedFuncs;
    private final NameSection names;
    private final @Nullable ValidModule valid;

    private ModuleTranslation(
            @Nullable ValidModule valid,
            ModuleDef def,
            Set<WasmFeature> features,
            TypeRegistry types,
            int[] typeIds,
            Tunables tunables,
            BitSet escapedFuncs) {
        this.valid = valid;
        this.def = def;
        this.features = Set.copyOf(features);
        this.types = types;
        this.typeIds = typeIds;
        this.toIds = TypeRegistry.mapping(typeIds);
        this.tunables = tunables;
        this.escapedFuncs = escapedFuncs;
        this.names = NameSection.of(def);
    }

    /// Decodes and validates a module and interns its types.
    ///
    /// @param bytes      the binary, not copied: nobody may write to it afterwards
    /// @param features   the features that are on
    /// @param types      the engine's types
    /// @param tunables   what the module's code is to depend on
    /// @param isParallel whether several threads may validate
    /// @return the translation
    /// @throws dev.gantry.wasm.MalformedException  if the bytes are no module
    /// @throws dev.gantry.wasm.ValidationException if the module is invalid
    /// @throws dev.gantry.wasm.UnsupportedException if constant expressions need a collector and there is none
    public static ModuleTranslation translate(
            byte[] bytes, Set<WasmFeature> features, TypeRegistry types, Tunables tunables, boolean isParallel) {
        ModuleDef def = ModuleReader.read(bytes, features);
        ValidModule valid = isParallel
                ? Validator.validate(def, features, types.interner())
                : Validator.validate(def, features, types.interner(), Runnable::run);
        return of(valid, features, types, tunables);
    }

    /// The translation of a module that has been validated.
    ///
    /// @param valid    the module, which the translation closes
    /// @param features the features that are on
    /// @param types    the engine's types, in whose interner it was validated
    /// @param tunables what the module's code is to depend on
    /// @return the translation
    /// @throws dev.gantry.wasm.UnsupportedException if constant expressions need a collector and there is none
    public static ModuleTranslation of(
            ValidModule valid, Set<WasmFeature> features, TypeRegistry types, Tunables tunables) {
        ModuleDef def = valid.module();
        ModuleTranslation translation =
                new ModuleTranslation(valid, def, features, types, valid.typeIds(), tunables, valid.declaredFuncs());
        TypeRegistry.whenUnreachable(translation, valid::close);
        if (tunables.collector().equals(Tunables.NO_COLLECTOR)) {
            ConstExprs.checkNoAllocation(def);
        }
        return translation;
    }

    /// The translation of a module that has been translated before, without its bodies. Nothing is checked.
    ///
    /// @param outline      the module
    /// @param features     the features that it was validated with
    /// @param types        the engine's types
    /// @param tunables     what the module's code depends on
    /// @param escapedFuncs what [#escapedFuncs] was; not copied
    /// @return the translation
    /// @throws IllegalArgumentException if the types cannot be those of a valid module
    public static ModuleTranslation restore(
            ModuleDef outline, Set<WasmFeature> features, TypeRegistry types, Tunables tunables, BitSet escapedFuncs) {
        List<RecGroup> groups = outline.recGroups();
        int[] typeIds = types.intern(groups);
        ModuleTranslation translation =
                new ModuleTranslation(null, outline, features, types, typeIds, tunables, escapedFuncs);
        TypeRegistry.whenUnreachable(translation, new Held(types, groups, typeIds));
        return translation;
    }

    /// The types that a restored translation holds; run when it is unreachable.
    @SuppressWarnings("ArrayRecordComponent") // nobody compares it
    private record Held(TypeRegistry types, List<RecGroup> groups, int[] typeIds) implements Runnable {
        @Override
        public void run() {
            types.release(groups, typeIds);
        }
    }

    /// The decoded module.
    ///
    /// @return the module
    public ModuleDef def() {
        return def;
    }

    /// What is known of a module that has just been validated, for compilers that want the types of operands.
    ///
    /// @return the validated module
    /// @throws IllegalStateException if the translation was restored from an artifact
    public ValidModule valid() {
        if (valid == null) {
            throw new IllegalStateException("the module was not validated here");
        }
        return valid;
    }

    /// Whether places of the module can hold references to objects of the collected heap, of the host or to
    /// exceptions: some of its types, globals or tables say so, or it has tags.
    ///
    /// @return false if all references in it are to functions
    public boolean holdsObjects() {
        return def.types().stream().anyMatch(type -> holdsObjects(type.composite()))
                || def.globalSpace().stream().anyMatch(global -> isTraced(global.type()))
                || def.tableSpace().stream().anyMatch(table -> isTraced(table.element()))
                || def.tagSpace().length > 0;
    }

    private boolean holdsObjects(CompositeType type) {
        return switch (type) {
            case StructType _, ArrayType _ -> true;
            case FuncType func ->
                func.params().stream().anyMatch(this::isTraced)
                        || func.results().stream().anyMatch(this::isTraced);
        };
    }

    private boolean isTraced(ValType type) {
        return type instanceof RefType ref
                && switch (ref.heap()) {
                    case AbsHeapType heap -> types.top(heap) != AbsHeapType.FUNC;
                    case HeapType.Index index -> types.top(toIds.map(index)) != AbsHeapType.FUNC;
                    case HeapType.Rec _, HeapType.Id _ -> true;
                };
    }

    /// The features that the module was validated with.
    ///
    /// @return the features
    public Set<WasmFeature> features() {
        return features;
    }

    /// The engine's types.
    ///
    /// @return the registry
    public TypeRegistry types() {
        return types;
    }

    /// The canonical id of each type index. Not a copy.
    ///
    /// @return the ids
    public int[] typeIds() {
        return typeIds;
    }

    /// What the module's code is to depend on.
    ///
    /// @return the tunables
    public Tunables tunables() {
        return tunables;
    }

    /// The functions that may become references: those that exports, segments, globals and tables name, which
    /// includes all that `ref.func` may name. Not a copy.
    ///
    /// @return function indices
    public BitSet escapedFuncs() {
        return escapedFuncs;
    }

    /// The names of the name section. They are read with the module and not when a backtrace asks for them, which
    /// may be when the stack is used up.
    ///
    /// @return the names, [NameSection#NONE] if there are none
    public NameSection names() {
        return names;
    }

    /// The canonical id of a function's type.
    ///
    /// @param funcIndex the function
    /// @return the id
    public int funcTypeId(int funcIndex) {
        return typeIds[def.funcSpace()[funcIndex]];
    }

    /// The type of a function, with ids.
    ///
    /// @param funcIndex the function
    /// @return the type
    public FuncType funcType(int funcIndex) {
        return types.funcType(funcTypeId(funcIndex));
    }

    /// The type of a global, with ids.
    ///
    /// @param globalIndex the global
    /// @return the type
    public GlobalType globalType(int globalIndex) {
        GlobalType type = def.globalSpace().get(globalIndex);
        return new GlobalType(toIds.map(type.type()), type.isMutable());
    }

    /// The type of a table, with ids.
    ///
    /// @param tableIndex the table
    /// @return the type
    public TableType tableType(int tableIndex) {
        TableType type = def.tableSpace().get(tableIndex);
        return new TableType(type.is64(), type.limits(), toIds.map(type.element()));
    }

    /// The type of an export, with ids.
    ///
    /// @param export one of the module's exports
    /// @return the type
    public ExternType exportType(Export export) {
        int index = export.index();
        return switch (export.kind()) {
            case FUNC -> new ExternType.Func(new HeapType.Id(funcTypeId(index)));
            case TABLE -> tableType(index);
            case MEMORY -> def.memorySpace().get(index);
            case GLOBAL -> globalType(index);
            case TAG -> new TagType(new HeapType.Id(typeIds[def.tagSpace()[index]]));
        };
    }

    /// A heap type with the id in place of the index.
    ///
    /// @param type the type as the module writes it
    /// @return the canonical type
    public HeapType canonical(HeapType type) {
        return toIds.map(type);
    }

    /// A reference type with ids.
    ///
    /// @param type the type as the module writes it
    /// @return the canonical type
    public RefType canonical(RefType type) {
        return toIds.map(type);
    }

    /// The type of an import or export with ids.
    ///
    /// @param type the type as the module writes it
    /// @return the canonical type
    public ExternType canonical(ExternType type) {
        return toIds.map(type);
    }
}
