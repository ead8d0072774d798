package dev.gantry.fuzz.generate;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.PackedType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StorageType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The types of a module, made at random, and which fit where; written anew here, so that the validator is judged
/// by something else than itself.
///
/// With garbage collection, types of objects join those of functions, and all of them have subtypes.
///
/// Threading: confined to one thread.
public final class TypeSpace {
    private static final int MAX_TYPES = 6;
    private static final int MAX_GC_TYPES = 10;
    private static final int MAX_GROUP = 3;
    private static final int MAX_PARAMS = 3;
    /// More than there are registers for parameters.
    private static final int MANY = 20;

    private static final int MAX_PAYLOAD = 5;
    private static final int MAX_FIELDS = 4;
    private static final int MAX_DEPTH = 3;

    private final Choice choice;
    private final GeneratorOptions options;
    private final List<RecGroup> groups = new ArrayList<>();
    private final List<SubType> types = new ArrayList<>();
    private final List<ValType> plain = new ArrayList<>(List.of(NumType.values()));
    private final List<AbsHeapType> heaps = new ArrayList<>();

    TypeSpace(Choice choice, GeneratorOptions options) {
        this.choice = choice;
        this.options = options;
        if (options.has(WasmFeature.SIMD)) {
            plain.add(ValType.V128);
        }
        if (options.has(WasmFeature.REFERENCE_TYPES)) {
            heaps.addAll(List.of(AbsHeapType.FUNC, AbsHeapType.EXTERN));
        }
        if (options.has(WasmFeature.GC)) {
            heaps.addAll(List.of(
                    AbsHeapType.ANY,
                    AbsHeapType.EQ,
                    AbsHeapType.I31,
                    AbsHeapType.STRUCT,
                    AbsHeapType.ARRAY,
                    AbsHeapType.NONE,
                    AbsHeapType.NOFUNC,
                    AbsHeapType.NOEXTERN));
        }
        if (options.has(WasmFeature.EXCEPTIONS)) {
            heaps.addAll(List.of(AbsHeapType.EXN, AbsHeapType.NOEXN));
        }
        // every module has a function without parameters and results
        addGroup(List.of(SubType.of(FuncType.of(List.of(), List.of()))));
        if (options.has(WasmFeature.EXCEPTIONS) && choice.coin()) {
            addPayload();
        }
        int count = choice.between(2, options.has(WasmFeature.GC) ? MAX_GC_TYPES : MAX_TYPES);
        while (types.size() < count) {
            addGroup(randomGroup());
        }
    }

    /// A type for tags, and those of blocks that what is caught leads out of.
    private void addPayload() {
        List<ValType> payload = random(choice.between(1, MAX_PAYLOAD), types.size());
        List<ValType> withReference = new ArrayList<>(payload);
        withReference.add(RefType.EXNREF);
        addGroup(List.of(SubType.of(FuncType.of(payload, List.of()))));
        addGroup(List.of(SubType.of(FuncType.of(List.of(), payload))));
        addGroup(List.of(SubType.of(FuncType.of(List.of(), withReference))));
    }

    private void addGroup(List<SubType> group) {
        groups.add(new RecGroup(group));
        types.addAll(group);
    }

    private List<SubType> randomGroup() {
        int size = options.has(WasmFeature.GC) && choice.oneIn(3) ? choice.between(1, MAX_GROUP) : 1;
        int visible = types.size() + (options.has(WasmFeature.GC) ? size : 0);
        List<SubType> group = new ArrayList<>();
        for (int member = 0; member < size; member++) {
            boolean isSub = options.has(WasmFeature.GC) && choice.coin();
            group.add(isSub ? randomSubType(visible) : SubType.of(randomComposite(visible)));
        }
        return group;
    }

    private CompositeType randomComposite(int visible) {
        if (!options.has(WasmFeature.GC) || choice.oneIn(3)) {
            return FuncType.of(params(visible), results(visible));
        }
        return choice.coin()
                ? new StructType(fields(choice.below(MAX_FIELDS + 1), visible))
                : new ArrayType(field(visible));
    }

    private List<FieldType> fields(int count, int visible) {
        List<FieldType> fields = new ArrayList<>(count);
        for (int at = 0; at < count; at++) {
            fields.add(field(visible));
        }
        return fields;
    }

    private FieldType field(int visible) {
        StorageType storage = switch (choice.below(6)) {
            case 0 -> choice.of(List.of(PackedType.values()));
            case 1 -> RefType.FUNCREF; // element segments fit
            case 2, 3 -> ref(visible);
            default -> random(visible);
        };
        return new FieldType(storage, choice.below(3) > 0);
    }

    /// A type that others may extend, or that extends one: what may not change is the same, the rest fits.
    private SubType randomSubType(int visible) {
        int supertype = choice.below(types.size());
        SubType above = types.get(supertype);
        boolean isFinal = choice.oneIn(3);
        if (above.isFinal() || depth(supertype) > MAX_DEPTH) {
            return new SubType(isFinal, null, randomComposite(visible));
        }
        CompositeType below = switch (above.composite()) {
            case FuncType func ->
                FuncType.of(
                        func.params(),
                        func.results().stream().map(this::narrowed).toList());
            case StructType struct -> {
                List<FieldType> fields = new ArrayList<>();
                struct.fields().forEach(field -> fields.add(narrowed(field)));
                fields.addAll(fields(choice.below(3), visible));
                yield new StructType(fields);
            }
            case ArrayType array -> new ArrayType(narrowed(array.element()));
        };
        return new SubType(isFinal, new HeapType.Index(supertype), below);
    }

    private FieldType narrowed(FieldType field) {
        return field.isMutable() || !(field.storage() instanceof ValType type)
                ? field
                : new FieldType(narrowed(type), false);
    }

    private ValType narrowed(ValType type) {
        if (!(type instanceof RefType ref) || choice.coin()) {
            return type;
        }
        return new RefType(ref.nullable() && choice.below(4) > 0, randomBelow(ref.heap()));
    }

    private int depth(int type) {
        int depth = 0;
        int at = type;
        while (types.get(at).supertype() instanceof HeapType.Index(int above)) {
            at = above;
            depth++;
        }
        return depth;
    }

    private List<ValType> params(int visible) {
        return choice.oneIn(3) ? many(visible) : random(choice.below(MAX_PARAMS + 1), visible);
    }

    private List<ValType> results(int visible) {
        if (options.has(WasmFeature.MULTI_VALUE) && choice.oneIn(4)) {
            return choice.oneIn(3) ? many(visible) : random(choice.between(2, 3), visible);
        }
        return random(choice.below(2), visible);
    }

    /// Many types, most of them of the few kinds that use up one class of registers.
    private List<ValType> many(int visible) {
        List<ValType> kinds = random(choice.between(1, 3), visible);
        List<ValType> list = new ArrayList<>();
        for (int count = choice.between(MAX_PARAMS + 1, MANY); count > 0; count--) {
            list.add(choice.oneIn(6) ? random(visible) : choice.of(kinds));
        }
        return list;
    }

    private List<ValType> random(int count, int visible) {
        List<ValType> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(random(visible));
        }
        return list;
    }

    // ---- questions

    List<RecGroup> groups() {
        return groups;
    }

    int count() {
        return types.size();
    }

    /// The function type with an index.
    public FuncType func(int typeIndex) {
        return (FuncType) composite(typeIndex);
    }

    /// The structure of a type.
    CompositeType composite(int typeIndex) {
        return types.get(typeIndex).composite();
    }

    /// Indices of the function types; there is one at least.
    List<Integer> funcs() {
        return where(_ -> true);
    }

    /// Indices of the struct types that a predicate accepts.
    List<Integer> structs(Predicate<StructType> accepts) {
        List<Integer> found = new ArrayList<>();
        for (int type = 0; type < types.size(); type++) {
            if (composite(type) instanceof StructType struct && accepts.test(struct)) {
                found.add(type);
            }
        }
        return found;
    }

    /// Indices of the array types whose elements a predicate accepts.
    List<Integer> arrays(Predicate<FieldType> accepts) {
        List<Integer> found = new ArrayList<>();
        for (int type = 0; type < types.size(); type++) {
            if (composite(type) instanceof ArrayType array && accepts.test(array.element())) {
                found.add(type);
            }
        }
        return found;
    }

    /// The types of the values that make a struct.
    static List<ValType> unpacked(StructType struct) {
        return struct.fields().stream().map(field -> field.storage().unpacked()).toList();
    }

    /// Whether a struct can be made without values.
    static boolean isDefaultable(StructType struct) {
        return struct.fields().stream().allMatch(TypeSpace::isDefaultable);
    }

    /// Whether a field or element has a default value.
    static boolean isDefaultable(FieldType field) {
        return field.storage().unpacked().isDefaultable();
    }

    /// Indices of the struct and array types below a heap type.
    List<Integer> objectsBelow(HeapType heap) {
        List<Integer> found = new ArrayList<>();
        for (int type = 0; type < types.size(); type++) {
            if (!(composite(type) instanceof FuncType) && isSubtype(new HeapType.Index(type), heap)) {
                found.add(type);
            }
        }
        return found;
    }

    /// Whether a type is one that the host can name: final, without supertype, alone in its group.
    boolean isStandalone(int typeIndex) {
        SubType type = types.get(typeIndex);
        int first = 0;
        for (RecGroup group : groups) {
            int end = first + group.types().size();
            if (typeIndex < end) {
                return group.types().size() == 1 && type.isFinal() && type.supertype() == null;
            }
            first = end;
        }
        return false;
    }

    /// Indices of the function types that a predicate accepts.
    List<Integer> where(Predicate<FuncType> accepts) {
        List<Integer> found = new ArrayList<>();
        for (int type = 0; type < types.size(); type++) {
            if (composite(type) instanceof FuncType func && accepts.test(func)) {
                found.add(type);
            }
        }
        return found;
    }

    /// Any value type.
    ValType random() {
        return random(types.size());
    }

    private ValType random(int visible) {
        return heaps.isEmpty() || choice.below(4) > 0 ? choice.of(plain) : ref(visible);
    }

    /// A number or vector type.
    ValType randomPlain() {
        return choice.of(plain);
    }

    /// Any reference type.
    RefType randomRef() {
        return ref(types.size());
    }

    private RefType ref(int visible) {
        boolean nullable = !options.has(WasmFeature.FUNCTION_REFERENCES) || choice.below(4) > 0;
        return new RefType(nullable, heap(visible));
    }

    /// Any heap type.
    HeapType randomHeap() {
        return heap(types.size());
    }

    private HeapType heap(int visible) {
        boolean isDefined = options.has(WasmFeature.FUNCTION_REFERENCES) && choice.oneIn(3);
        return isDefined ? new HeapType.Index(choice.below(visible)) : choice.of(heaps);
    }

    /// A heap type below another.
    HeapType randomBelow(HeapType heap) {
        List<HeapType> below = new ArrayList<>(List.of(heap));
        for (AbsHeapType other : heaps) {
            if (isSubtype(other, heap)) {
                below.add(other);
            }
        }
        if (options.has(WasmFeature.FUNCTION_REFERENCES)) {
            for (int type = 0; type < types.size(); type++) {
                HeapType index = new HeapType.Index(type);
                if (isSubtype(index, heap)) {
                    below.add(index);
                }
            }
        }
        return choice.of(below);
    }

    /// Whether values of one type fit where another is wanted.
    boolean isSubtype(ValType lower, ValType upper) {
        if (lower.equals(upper)) {
            return true;
        }
        return lower instanceof RefType low
                && upper instanceof RefType up
                && (up.nullable() || !low.nullable())
                && isSubtype(low.heap(), up.heap());
    }

    /// Whether one heap type is below another or the same.
    boolean isSubtype(HeapType lower, HeapType upper) {
        if (lower.equals(upper)) {
            return true;
        }
        if (lower instanceof HeapType.Index(int type)) {
            HeapType above = types.get(type).supertype();
            return upper instanceof AbsHeapType up
                    ? isKind(composite(type), up)
                    : above != null && isSubtype(above, upper);
        }
        if (!(upper instanceof AbsHeapType up)) {
            return lower == (top(upper) == AbsHeapType.FUNC ? AbsHeapType.NOFUNC : AbsHeapType.NONE);
        }
        return switch ((AbsHeapType) lower) {
            case NONE -> top(up) == AbsHeapType.ANY;
            case I31, STRUCT, ARRAY -> up == AbsHeapType.EQ || up == AbsHeapType.ANY;
            case EQ -> up == AbsHeapType.ANY;
            case NOFUNC -> up == AbsHeapType.FUNC;
            case NOEXTERN -> up == AbsHeapType.EXTERN;
            case NOEXN -> up == AbsHeapType.EXN;
            case FUNC, EXTERN, ANY, EXN -> false;
        };
    }

    private static boolean isKind(CompositeType type, AbsHeapType kind) {
        return switch (type) {
            case FuncType _ -> kind == AbsHeapType.FUNC;
            case StructType _ -> kind == AbsHeapType.STRUCT || kind == AbsHeapType.EQ || kind == AbsHeapType.ANY;
            case ArrayType _ -> kind == AbsHeapType.ARRAY || kind == AbsHeapType.EQ || kind == AbsHeapType.ANY;
        };
    }

    /// The heap type above all that are comparable with another.
    AbsHeapType top(HeapType heap) {
        if (!(heap instanceof AbsHeapType abs)) {
            boolean isFunc = composite(((HeapType.Index) heap).typeIndex()) instanceof FuncType;
            return isFunc ? AbsHeapType.FUNC : AbsHeapType.ANY;
        }
        return switch (abs) {
            case FUNC, NOFUNC -> AbsHeapType.FUNC;
            case EXTERN, NOEXTERN -> AbsHeapType.EXTERN;
            case EXN, NOEXN -> AbsHeapType.EXN;
            case ANY, EQ, I31, STRUCT, ARRAY, NONE -> AbsHeapType.ANY;
        };
    }
}
