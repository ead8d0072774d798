package dev.gantry.fuzz.generate;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The types of a module, made at random, and which fit where; written anew here, so that the validator is judged
/// by something else than itself.
///
/// All defined types are function types so far; types of objects join in [#addGroup] and [#heaps].
///
/// Threading: confined to one thread.
public final class TypeSpace {
    private static final int MAX_TYPES = 6;
    private static final int MAX_GROUP = 3;
    private static final int MAX_PARAMS = 3;

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
        int count = choice.between(2, MAX_TYPES);
        while (types.size() < count) {
            addGroup(randomGroup());
        }
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
            group.add(options.has(WasmFeature.GC) && choice.oneIn(4) ? randomSubType(visible) : plainType(visible));
        }
        return group;
    }

    private SubType plainType(int visible) {
        FuncType func = FuncType.of(random(choice.below(MAX_PARAMS + 1), visible), random(results(), visible));
        return SubType.of(func);
    }

    /// A type that others may extend, or that extends one: with the same parameters, and results that fit.
    private SubType randomSubType(int visible) {
        int supertype = choice.below(types.size());
        SubType above = types.get(supertype);
        boolean isFinal = choice.oneIn(3);
        if (above.isFinal() || depth(supertype) > 3 || !(above.composite() instanceof FuncType func)) {
            return new SubType(isFinal, null, plainType(visible).composite());
        }
        List<ValType> results = new ArrayList<>();
        for (ValType result : func.results()) {
            boolean isNarrowed = result instanceof RefType && choice.coin();
            results.add(isNarrowed ? new RefType(((RefType) result).nullable(), bottomOf(result)) : result);
        }
        return new SubType(isFinal, new HeapType.Index(supertype), FuncType.of(func.params(), results));
    }

    private HeapType bottomOf(ValType type) {
        HeapType heap = ((RefType) type).heap();
        return switch (top(heap)) {
            case FUNC -> AbsHeapType.NOFUNC;
            case EXTERN -> AbsHeapType.NOEXTERN;
            case ANY -> AbsHeapType.NONE;
            default -> heap;
        };
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

    private int results() {
        if (!options.has(WasmFeature.MULTI_VALUE)) {
            return choice.below(2);
        }
        return choice.oneIn(4) ? choice.between(2, 3) : choice.below(2);
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
        return (FuncType) types.get(typeIndex).composite();
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

    /// Indices of the types that a predicate accepts.
    List<Integer> where(Predicate<FuncType> accepts) {
        List<Integer> found = new ArrayList<>();
        for (int type = 0; type < types.size(); type++) {
            if (accepts.test(func(type))) {
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
            return upper == AbsHeapType.FUNC || (above != null && isSubtype(above, upper));
        }
        if (!(upper instanceof AbsHeapType up)) {
            return lower == AbsHeapType.NOFUNC;
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

    /// The heap type above all that are comparable with another.
    AbsHeapType top(HeapType heap) {
        if (!(heap instanceof AbsHeapType abs)) {
            return AbsHeapType.FUNC;
        }
        return switch (abs) {
            case FUNC, NOFUNC -> AbsHeapType.FUNC;
            case EXTERN, NOEXTERN -> AbsHeapType.EXTERN;
            case EXN, NOEXN -> AbsHeapType.EXN;
            case ANY, EQ, I31, STRUCT, ARRAY, NONE -> AbsHeapType.ANY;
        };
    }
}
