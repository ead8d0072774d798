package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.component.CoreTypeDef;
import dev.gantry.wasm.component.CoreTypeDef.ModuleDecl;
import dev.gantry.wasm.component.types.ModuleType;
import dev.gantry.wasm.component.types.ResolvedCoreType;
import dev.gantry.wasm.module.Export;
import dev.gantry.wasm.module.Import;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StorageType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TagType;
import dev.gantry.wasm.types.TypeMapping;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.validate.ExternTypeCheck;
import dev.gantry.wasm.validate.ValidModule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Core types of components, and the types of core modules.
///
/// Threading: confined to one thread.
final class CoreTypes {
    private final ComponentContext context;
    private final ExternTypeCheck externTypes;

    CoreTypes(ComponentContext context) {
        this.context = context;
        this.externTypes = new ExternTypeCheck(context.features);
    }

    void define(CoreTypeDef definition, Scope scope) {
        context.at(definition.offsetBytes());
        switch (definition) {
            case CoreTypeDef.Rec rec -> {
                List<ResolvedCoreType> added = new ArrayList<>();
                addGroup(rec.group(), scope.coreTypes, added);
                added.forEach(scope::addCoreType);
            }
            case CoreTypeDef.Module module ->
                scope.addCoreType(new ResolvedCoreType.Module(moduleType(module.declarations(), scope)));
        }
    }

    /// Interns a group whose types name those of a space and each other.
    private void addGroup(RecGroup group, List<ResolvedCoreType> space, List<ResolvedCoreType> added) {
        List<SubType> types = group.types();
        if (types.isEmpty()) {
            return;
        }
        int first = space.size();
        context.limit((long) first + types.size(), Limits.TYPES, "types");
        int[] depths = new int[types.size()];
        for (int position = 0; position < types.size(); position++) {
            SubType type = types.get(position);
            depths[position] = checkSupertype(type, position, first, depths, space);
            checkComposite(type.composite(), first + types.size(), first, space);
        }
        int firstId = context.interner.intern(types, index -> definedAt(index, space), first);
        context.heldTypes.add(firstId);
        for (int position = 0; position < types.size(); position++) {
            if (!context.interner.fitsSupertype(firstId + position)) {
                throw context.fail(Failure.SUB_TYPE, "type " + (first + position) + " does not fit its supertype");
            }
            added.add(new ResolvedCoreType.Defined(firstId + position));
        }
    }

    private int checkSupertype(SubType type, int position, int first, int[] depths, List<ResolvedCoreType> space) {
        HeapType supertype = type.supertype();
        if (supertype == null) {
            return 0;
        }
        if (!(supertype instanceof HeapType.Index(int above)) || above < 0 || above >= first + position) {
            throw context.fail(Failure.UNKNOWN_TYPE, "supertype " + supertype + " of type " + (first + position));
        }
        int depth = 1 + (above >= first ? depths[above - first] : context.interner.depth(definedAt(above, space)));
        context.limit(depth, Limits.SUBTYPING_DEPTH, "supertypes above each other");
        return depth;
    }

    private void checkComposite(CompositeType type, int end, int first, List<ResolvedCoreType> space) {
        switch (type) {
            case FuncType func -> {
                func.params().forEach(param -> checkStorage(param, end, first, space));
                func.results().forEach(result -> checkStorage(result, end, first, space));
            }
            case StructType struct ->
                struct.fields().forEach(field -> checkStorage(field.storage(), end, first, space));
            case ArrayType array -> checkStorage(array.element().storage(), end, first, space);
        }
    }

    private void checkStorage(StorageType type, int end, int first, List<ResolvedCoreType> space) {
        if (type instanceof RefType ref && ref.heap() instanceof HeapType.Index(int index)) {
            if (index < 0 || index >= end) {
                throw unknown(index);
            }
            if (index < first) {
                definedAt(index, space);
            }
        }
    }

    private RuntimeException unknown(int index) {
        return context.fail(Failure.UNKNOWN_TYPE, Integer.toUnsignedString(index) + ": core type index out of bounds");
    }

    private int definedAt(int index, List<ResolvedCoreType> space) {
        if (index < 0 || index >= space.size()) {
            throw unknown(index);
        }
        return switch (space.get(index)) {
            case ResolvedCoreType.Defined defined -> defined.typeId();
            case ResolvedCoreType.Module _ ->
                throw context.fail(Failure.TYPE_MISMATCH, "type index " + index + " is a module type, not a sub type");
        };
    }

    private ModuleType moduleType(List<ModuleDecl> declarations, Scope scope) {
        List<ResolvedCoreType> space = new ArrayList<>();
        Map<ModuleType.ImportName, ExternType> imports = new LinkedHashMap<>();
        Map<String, ExternType> exports = new LinkedHashMap<>();
        for (ModuleDecl declaration : declarations) {
            context.at(declaration.offsetBytes());
            switch (declaration) {
                case ModuleDecl.Type type -> {
                    List<ResolvedCoreType> added = new ArrayList<>();
                    addGroup(type.group(), space, added);
                    space.addAll(added);
                }
                case ModuleDecl.OuterType outer -> space.add(outerType(outer, space, scope));
                case ModuleDecl.Import entry ->
                    addImport(imports, entry.module(), entry.name(), externType(entry, entry.type(), space));
                case ModuleDecl.Export export -> {
                    if (exports.put(export.name(), externType(export, export.type(), space)) != null) {
                        throw context.fail(Failure.DUPLICATE_EXPORT_NAME, "`" + export.name() + "` already defined");
                    }
                }
            }
            context.limit(space.size(), Limits.TYPES, "types");
        }
        ModuleType type = ModuleType.of(imports, exports);
        context.checkSize(type.facts());
        return type;
    }

    private ResolvedCoreType outerType(ModuleDecl.OuterType outer, List<ResolvedCoreType> space, Scope scope) {
        if (outer.count() == 0) {
            return new ResolvedCoreType.Defined(definedAt(outer.index(), space));
        }
        List<ResolvedCoreType> outerSpace = scope.outward(outer.count() - 1).coreTypes;
        return new ResolvedCoreType.Defined(definedAt(outer.index(), outerSpace));
    }

    private void addImport(
            Map<ModuleType.ImportName, ExternType> imports, String module, String name, ExternType type) {
        if (imports.put(new ModuleType.ImportName(module, name), type) != null) {
            throw context.fail(
                    Failure.CONFLICTING_NAME,
                    "module has a duplicate import name `" + module + ":" + name
                            + "` that is not allowed in components");
        }
    }

    private ExternType externType(ModuleDecl place, ExternType type, List<ResolvedCoreType> space) {
        externTypes.check(type, place.offsetBytes());
        switch (type) {
            case ExternType.Func func -> funcType(func.type(), space);
            case TagType tag -> {
                if (!funcType(tag.type(), space).results().isEmpty()) {
                    throw context.fail(Failure.NON_EMPTY_TAG_RESULT, "");
                }
            }
            case TableType table -> checkRef(table.element(), space);
            case GlobalType global -> checkRef(global.type(), space);
            case MemoryType _ -> {}
        }
        return TypeMapping.ofIndices(index -> definedAt(index, space)).map(type);
    }

    private void checkRef(ValType type, List<ResolvedCoreType> space) {
        checkStorage(type, space.size(), space.size(), space);
    }

    private FuncType funcType(HeapType type, List<ResolvedCoreType> space) {
        int index = ((HeapType.Index) type).typeIndex();
        SubType sub = context.interner.type(definedAt(index, space));
        if (sub.composite() instanceof FuncType func) {
            return func;
        }
        throw context.fail(Failure.UNKNOWN_TYPE, "type index " + index + " is not a function type");
    }

    /// The type of a module that was defined.
    ModuleType moduleType(ValidModule valid) {
        ModuleDef module = valid.module();
        TypeMapping toIds = valid.toIds();
        Map<ModuleType.ImportName, ExternType> imports = new LinkedHashMap<>();
        for (Import entry : module.imports()) {
            addImport(imports, entry.module(), entry.name(), toIds.map(entry.type()));
        }
        Map<String, ExternType> exports = new LinkedHashMap<>();
        for (Export export : module.exports()) {
            exports.put(export.name(), toIds.map(exported(module, export)));
        }
        ModuleType type = ModuleType.of(imports, exports);
        context.checkSize(type.facts());
        return type;
    }

    private static ExternType exported(ModuleDef module, Export export) {
        return switch (export.kind()) {
            case FUNC -> new ExternType.Func(new HeapType.Index(module.funcSpace()[export.index()]));
            case TABLE -> module.tableSpace().get(export.index());
            case MEMORY -> module.memorySpace().get(export.index());
            case GLOBAL -> module.globalSpace().get(export.index());
            case TAG -> new TagType(new HeapType.Index(module.tagSpace()[export.index()]));
        };
    }
}
