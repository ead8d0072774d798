package dev.gantry.wasm.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.PackedType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StorageType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.TypeCode;
import dev.gantry.wasm.types.TypeInterner;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.types.VecType;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// What the instructions of a module are checked against: its types and index spaces, packed into arrays.
///
/// Filled by [ModuleValidator], section by section.
///
/// Threading: written by one thread; read-only, hence shared, once all sections but the code have been checked.
///
/// @wasm context
@SuppressWarnings("EnumOrdinal") // the ordinals of Opcode are the constants of Ops
final class ModuleContext {
    private static final int[] NONE = {};
    private static final int[][] SINGLES = {{0}, {1}, {2}, {3}, {4}};

    final ModuleDef def;
    final TypeInterner interner;
    final Set<WasmFeature> features;
    /// Whether the feature of each instruction is on, by the constants of [dev.gantry.wasm.Ops].
    final boolean[] isEnabled;

    /// The canonical id of each type; valid below `typeCount`.
    final int[] typeIds;
    int typeCount;
    final int[][] typeParams;
    final int[][] typeResults;
    /// The storage types of the fields of structs, and of the element of arrays.
    final int[][] typeFields;

    int[] globalTypes = NONE;
    boolean[] isGlobalMutable = {};
    int[] tableTypes = NONE;
    boolean[] isTable64 = {};
    boolean[] isMemory64 = {};
    int[] elemTypes = NONE;
    /// The functions that `ref.func` may name in bodies.
    final BitSet declaredFuncs = new BitSet();

    ModuleContext(ModuleDef def, Set<WasmFeature> features, TypeInterner interner) {
        this.def = def;
        this.interner = interner;
        this.features = EnumSet.copyOf(features);
        this.features.add(WasmFeature.MVP);
        this.isEnabled = new boolean[Opcode.values().length];
        for (Opcode opcode : Opcode.values()) {
            isEnabled[opcode.ordinal()] = this.features.contains(opcode.feature());
        }
        int types = def.types().size();
        this.typeIds = new int[types];
        this.typeParams = new int[types][];
        this.typeResults = new int[types][];
        this.typeFields = new int[types][];
    }

    boolean has(WasmFeature feature) {
        return features.contains(feature);
    }

    void require(WasmFeature feature, Site site) {
        if (!features.contains(feature)) {
            throw site.fail(Failure.FEATURE_DISABLED, feature.toString());
        }
    }

    /// Packs the structure of a type; its id and those of all types it names are known.
    void addType(int typeIndex, Site site) {
        switch (def.types().get(typeIndex).composite()) {
            case FuncType func -> {
                typeParams[typeIndex] = codes(func.params(), site);
                typeResults[typeIndex] = codes(func.results(), site);
            }
            case StructType struct -> {
                int[] fields = new int[struct.fields().size()];
                for (int field = 0; field < fields.length; field++) {
                    fields[field] = code(struct.fields().get(field).storage(), site);
                }
                typeFields[typeIndex] = fields;
            }
            case ArrayType array ->
                typeFields[typeIndex] = new int[] {code(array.element().storage(), site)};
        }
    }

    private int[] codes(List<ValType> types, Site site) {
        if (types.isEmpty()) {
            return NONE;
        }
        int[] codes = new int[types.size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = code(types.get(i), site);
        }
        return codes;
    }

    /// Checks and packs a storage or value type.
    int code(StorageType type, Site site) {
        return switch (type) {
            case NumType number -> number.ordinal();
            case VecType _ -> {
                require(WasmFeature.SIMD, site);
                yield TypeCode.V128;
            }
            case PackedType packed -> packed == PackedType.I8 ? TypeCode.I8 : TypeCode.I16;
            case RefType ref -> {
                require(WasmFeature.REFERENCE_TYPES, site);
                yield refCode(ref, site);
            }
        };
    }

    /// Checks and packs a reference type; `funcref` is allowed without the feature of reference types.
    int refCode(RefType type, Site site) {
        if (!type.nullable()) {
            require(WasmFeature.FUNCTION_REFERENCES, site);
        }
        return TypeCode.ref(type.nullable(), heapCode(type.heap(), site));
    }

    /// Checks and packs a heap type.
    int heapCode(HeapType heap, Site site) {
        return switch (heap) {
            case AbsHeapType abstractType -> {
                if (abstractType != AbsHeapType.FUNC) {
                    require(featureOf(abstractType), site);
                }
                yield abstractType.ordinal();
            }
            case HeapType.Index index -> {
                if (index.typeIndex() < 0 || index.typeIndex() >= typeCount) {
                    throw unknownType(index.typeIndex(), site);
                }
                require(WasmFeature.FUNCTION_REFERENCES, site);
                yield TypeCode.INDEXED | typeIds[index.typeIndex()];
            }
            case HeapType.Rec _, HeapType.Id _ ->
                throw new IllegalArgumentException("expected a type index, found " + heap);
        };
    }

    private static WasmFeature featureOf(AbsHeapType type) {
        return switch (type) {
            case FUNC, EXTERN -> WasmFeature.REFERENCE_TYPES;
            case EXN, NOEXN -> WasmFeature.EXCEPTIONS;
            case ANY, EQ, I31, STRUCT, ARRAY, NONE, NOFUNC, NOEXTERN -> WasmFeature.GC;
        };
    }

    private RuntimeException unknownType(int typeIndex, Site site) {
        return site.fail(Failure.UNKNOWN_TYPE, Integer.toUnsignedString(typeIndex) + ", there are " + typeCount);
    }

    /// The definition of a type.
    CompositeType composite(int typeIndex, Site site) {
        if (typeIndex < 0 || typeIndex >= typeCount) {
            throw unknownType(typeIndex, site);
        }
        return def.types().get(typeIndex).composite();
    }

    /// The parameters of a function type.
    int[] params(int typeIndex, Site site) {
        checkFuncType(typeIndex, site);
        return typeParams[typeIndex];
    }

    /// The results of a function type that [#params] has been asked about.
    int[] results(int typeIndex) {
        return typeResults[typeIndex];
    }

    void checkFuncType(int typeIndex, Site site) {
        if (typeIndex < 0 || typeIndex >= typeCount) {
            throw unknownType(typeIndex, site);
        }
        if (typeParams[typeIndex] == null) {
            throw site.fail(
                    Failure.UNKNOWN_TYPE,
                    "expected a function type, found type " + typeIndex + " "
                            + def.types().get(typeIndex).composite());
        }
    }

    /// The fields of a struct type, packed; the array is shared.
    int[] structFields(int typeIndex, Site site) {
        if (composite(typeIndex, site) instanceof StructType) {
            return typeFields[typeIndex];
        }
        throw site.fail(
                Failure.TYPE_MISMATCH,
                "expected a struct type, found type " + typeIndex + " "
                        + def.types().get(typeIndex).composite());
    }

    /// The element of an array type, packed.
    int arrayElement(int typeIndex, Site site) {
        if (composite(typeIndex, site) instanceof ArrayType) {
            return typeFields[typeIndex][0];
        }
        throw site.fail(
                Failure.TYPE_MISMATCH,
                "expected an array type, found type " + typeIndex + " "
                        + def.types().get(typeIndex).composite());
    }

    /// A field of a type that [#structFields] or [#arrayElement] has been asked about.
    boolean isMutable(int typeIndex, int field) {
        return switch (def.types().get(typeIndex).composite()) {
            case StructType struct -> struct.fields().get(field).isMutable();
            case ArrayType array -> isMutable(array.element());
            case FuncType _ -> false;
        };
    }

    private static boolean isMutable(FieldType field) {
        return field.isMutable();
    }

    /// The canonical id of a type.
    int idOf(int typeIndex) {
        return typeIds[typeIndex];
    }

    /// The type of a reference to a function.
    int funcRef(int func) {
        return TypeCode.ref(false, TypeCode.INDEXED | typeIds[def.funcSpace()[func]]);
    }

    /// A list of one type.
    static int[] single(int type) {
        return type < SINGLES.length ? SINGLES[type] : new int[] {type};
    }

    /// The text form of a type, with the module's own type indices.
    String show(int code) {
        if (!TypeCode.isRef(code) || (TypeCode.heapOf(code) & TypeCode.INDEXED) == 0) {
            return TypeCode.toString(code);
        }
        int id = TypeCode.heapOf(code) & TypeCode.MAX_ID;
        for (int typeIndex = 0; typeIndex < typeCount; typeIndex++) {
            if (typeIds[typeIndex] == id) {
                return (TypeCode.isNullable(code) ? "(ref null " : "(ref ") + typeIndex + ")";
            }
        }
        return TypeCode.toString(code);
    }

    /// The text form of a list of types.
    String show(int @Nullable [] codes) {
        StringJoiner text = new StringJoiner(" ", "[", "]");
        if (codes != null) {
            for (int code : codes) {
                text.add(show(code));
            }
        }
        return text.toString();
    }
}
