package dev.gantry.wasm.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Canonical types and the matching relations.
class TypeInternerTest {
    private static final CompositeType EMPTY_STRUCT = new StructType(List.of());

    private final TypeInterner interner = new TypeInterner();

    private static int noOthers(int index) {
        throw new AssertionError("asked for type index " + index);
    }

    private static RefType ref(int typeIndex) {
        return new RefType(false, new HeapType.Index(typeIndex));
    }

    private static CompositeType structOf(StorageType... fields) {
        return new StructType(
                Stream.of(fields).map(type -> new FieldType(type, false)).toList());
    }

    private int internOpen(HeapType.Id supertype, CompositeType composite) {
        return interner.intern(new SubType(false, supertype, composite));
    }

    private int internOpen(CompositeType composite) {
        return interner.intern(new SubType(false, null, composite));
    }

    @Test
    @DisplayName("R118, R119, R122: functions, structs and arrays have equal ids exactly if they are equal")
    void equalTypesHaveEqualIds() {
        List<SubType> types = List.of(
                SubType.of(FuncType.of(List.of(ValType.I32), List.of())),
                SubType.of(FuncType.of(List.of(), List.of(ValType.I32))),
                SubType.of(structOf(ValType.I32)),
                SubType.of(structOf(PackedType.I8)),
                SubType.of(new StructType(List.of(new FieldType(ValType.I32, true)))),
                SubType.of(new ArrayType(new FieldType(ValType.I32, false))),
                SubType.of(new ArrayType(new FieldType(ValType.I32, true))),
                new SubType(false, null, structOf(ValType.I32)));
        int[] first = types.stream().mapToInt(interner::intern).toArray();
        int[] second = types.stream().mapToInt(interner::intern).toArray();
        assertThat(first).doesNotHaveDuplicates().isEqualTo(second);
        assertThat(interner.groupCount()).isEqualTo(types.size());
    }

    @Test
    void groupsThatDifferOnlyInTheirPlaceInAModuleAreEqual() {
        int list0 = interner.intern(List.of(SubType.of(structOf(ref(0)))), TypeInternerTest::noOthers, 0);
        int list7 = interner.intern(List.of(SubType.of(structOf(ref(7)))), TypeInternerTest::noOthers, 7);
        assertThat(list0).isEqualTo(list7);
        assertThat(interner.type(list0).composite()).isEqualTo(structOf(new RefType(false, new HeapType.Id(list0))));
    }

    @Test
    void reorderedGroupsDiffer() {
        SubType struct = SubType.of(structOf(ref(0), ref(1)));
        SubType mirrored = SubType.of(structOf(ref(1), ref(0)));
        SubType func = SubType.of(FuncType.of(List.of(ref(0)), List.of(ref(1))));
        SubType mirroredFunc = SubType.of(FuncType.of(List.of(ref(1)), List.of(ref(0))));
        int first = interner.intern(List.of(struct, func), TypeInternerTest::noOthers, 0);
        int second = interner.intern(List.of(mirroredFunc, mirrored), TypeInternerTest::noOthers, 0);
        assertThat(first).isNotEqualTo(second);
        assertThat(interner.groupCount()).isEqualTo(2);
    }

    @Test
    void aRecursiveTypeDiffersFromItsUnrolling() {
        int rolled = interner.intern(List.of(SubType.of(structOf(ref(0)))), TypeInternerTest::noOthers, 0);
        int unrolled = interner.intern(List.of(SubType.of(structOf(ref(0)))), _ -> rolled, 1);
        assertThat(rolled).isNotEqualTo(unrolled);
    }

    @Test
    void theGroupAroundATypeIsPartOfItsIdentity() {
        SubType type = SubType.of(EMPTY_STRUCT);
        int alone = interner.intern(type);
        int pair = interner.intern(List.of(type, type), TypeInternerTest::noOthers, 0);
        assertThat(new int[] {alone, pair, pair + 1}).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("R120, R121: concrete types match along their declared supertypes, by one comparison of paths")
    void subtypesMatchAlongDeclaredSupertypes() {
        int root = internOpen(EMPTY_STRUCT);
        int left = internOpen(new HeapType.Id(root), structOf(ValType.I32));
        int right = internOpen(new HeapType.Id(root), structOf(ValType.I64));
        int leaf = internOpen(new HeapType.Id(left), structOf(ValType.I32, ValType.I32));
        assertThat(interner.path(leaf)).containsExactly(root, left, leaf);
        assertThat(interner.isSubtype(leaf, root)).isTrue();
        assertThat(interner.isSubtype(leaf, left)).isTrue();
        assertThat(interner.isSubtype(leaf, right)).isFalse();
        assertThat(interner.isSubtype(root, leaf)).isFalse();
        assertThat(IntStream.of(root, left, right, leaf)).allMatch(interner::fitsSupertype);
    }

    @Test
    @DisplayName("R120: a final type cannot be a supertype, and the structure must fit")
    void finalOrUnfittingSupertypesAreFound() {
        int closed = interner.intern(SubType.of(EMPTY_STRUCT));
        int open = internOpen(structOf(ValType.I32));
        assertThat(interner.fitsSupertype(internOpen(new HeapType.Id(closed), EMPTY_STRUCT)))
                .isFalse();
        assertThat(interner.fitsSupertype(internOpen(new HeapType.Id(open), EMPTY_STRUCT)))
                .isFalse();
        assertThat(interner.fitsSupertype(internOpen(new HeapType.Id(open), structOf(ValType.I64))))
                .isFalse();
        assertThat(interner.fitsSupertype(internOpen(new HeapType.Id(open), structOf(ValType.I32, ValType.F32))))
                .isTrue();
    }

    @Test
    void functionsAreContravariantInParametersAndCovariantInResults() {
        FuncType wide = FuncType.of(List.of(RefType.ANYREF), List.of(new RefType(false, AbsHeapType.I31)));
        FuncType narrow = FuncType.of(List.of(new RefType(false, AbsHeapType.EQ)), List.of(RefType.ANYREF));
        assertThat(interner.matches(wide, narrow)).isTrue();
        assertThat(interner.matches(narrow, wide)).isFalse();
    }

    @Test
    @DisplayName("R122: a function type can be taken out of a defined type, anything else fails loudly")
    void onlyFunctionsUnwrapToFunctionTypes() {
        FuncType type = FuncType.of(List.of(ValType.I32), List.of());
        assertThat(interner.funcType(interner.intern(SubType.of(type)))).isEqualTo(type);
        int struct = internOpen(EMPTY_STRUCT);
        assertThatThrownBy(() -> interner.funcType(struct))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a function type");
    }

    @Test
    void mutableFieldsAreInvariant() {
        FieldType any = new FieldType(RefType.ANYREF, true);
        FieldType eq = new FieldType(new RefType(true, AbsHeapType.EQ), true);
        assertThat(interner.matches(eq, any)).isFalse();
        assertThat(interner.matches(any, any)).isTrue();
        assertThat(interner.matches(new FieldType(eq.storage(), false), new FieldType(any.storage(), false)))
                .isTrue();
        assertThat(interner.matches(new FieldType(PackedType.I8, false), new FieldType(ValType.I32, false)))
                .isFalse();
    }

    @Test
    void subtypingIsAtMost63Deep() {
        int type = internOpen(EMPTY_STRUCT);
        for (int depth = 1; depth <= 63; depth++) {
            type = internOpen(new HeapType.Id(type), EMPTY_STRUCT);
        }
        int deepest = type;
        assertThat(interner.depth(deepest)).isEqualTo(63);
        assertThatThrownBy(() -> internOpen(new HeapType.Id(deepest), EMPTY_STRUCT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too deep");
    }

    @Test
    void aSupertypeStandsInFrontOfItsSubtype() {
        List<SubType> group = List.of(
                new SubType(false, new HeapType.Index(1), EMPTY_STRUCT), new SubType(false, null, EMPTY_STRUCT));
        assertThatThrownBy(() -> interner.intern(group, TypeInternerTest::noOthers, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(interner.groupCount()).isZero();
    }

    @Test
    void heapTypesFormFourHierarchies() {
        int struct = internOpen(EMPTY_STRUCT);
        int array = internOpen(new ArrayType(new FieldType(PackedType.I8, true)));
        int func = internOpen(FuncType.of(List.of(), List.of()));
        for (AbsHeapType sub : AbsHeapType.values()) {
            for (AbsHeapType sup : AbsHeapType.values()) {
                boolean sameHierarchy = interner.top(sub) == interner.top(sup);
                boolean above = sub == sup
                        || sup == interner.top(sub)
                        || (sub == interner.bottom(sup) && sameHierarchy)
                        || (sup == AbsHeapType.EQ
                                && List.of(AbsHeapType.I31, AbsHeapType.STRUCT, AbsHeapType.ARRAY)
                                        .contains(sub));
                assertThat(interner.matches(sub, sup)).as("%s <: %s", sub, sup).isEqualTo(above);
            }
        }
        assertThat(interner.matches(new HeapType.Id(struct), AbsHeapType.STRUCT))
                .isTrue();
        assertThat(interner.matches(new HeapType.Id(struct), AbsHeapType.EQ)).isTrue();
        assertThat(interner.matches(new HeapType.Id(struct), AbsHeapType.ARRAY)).isFalse();
        assertThat(interner.matches(new HeapType.Id(array), AbsHeapType.ANY)).isTrue();
        assertThat(interner.matches(new HeapType.Id(func), AbsHeapType.FUNC)).isTrue();
        assertThat(interner.matches(new HeapType.Id(func), AbsHeapType.ANY)).isFalse();
        assertThat(interner.matches(AbsHeapType.NONE, new HeapType.Id(struct))).isTrue();
        assertThat(interner.matches(AbsHeapType.NONE, new HeapType.Id(func))).isFalse();
        assertThat(interner.matches(AbsHeapType.NOFUNC, new HeapType.Id(func))).isTrue();
        assertThat(interner.matches(AbsHeapType.STRUCT, new HeapType.Id(struct)))
                .isFalse();
    }

    @Test
    void importsMatchByTheRulesOfLinking() {
        GlobalType constant = new GlobalType(new RefType(false, AbsHeapType.FUNC), false);
        assertThat(interner.matches(constant, new GlobalType(RefType.FUNCREF, false)))
                .isTrue();
        assertThat(interner.matches(
                        new GlobalType(new RefType(false, AbsHeapType.FUNC), true),
                        new GlobalType(RefType.FUNCREF, true)))
                .isFalse();
        assertThat(interner.matches(constant, new GlobalType(constant.type(), true)))
                .isFalse();
        TableType table = new TableType(false, Limits.of(2, 5), RefType.FUNCREF);
        assertThat(interner.matches(table, new TableType(false, Limits.atLeast(1), RefType.FUNCREF)))
                .isTrue();
        assertThat(interner.matches(table, new TableType(true, Limits.atLeast(1), RefType.FUNCREF)))
                .isFalse();
        assertThat(interner.matches(table, new TableType(false, Limits.of(1, 4), RefType.FUNCREF)))
                .isFalse();
        assertThat(interner.matches(table, new TableType(false, Limits.atLeast(3), RefType.FUNCREF)))
                .isFalse();
        assertThat(interner.matches(
                        new MemoryType(true, false, Limits.atLeast(-1), 16),
                        new MemoryType(true, false, Limits.atLeast(1), 16)))
                .as("sizes are unsigned")
                .isTrue();
        assertThat(interner.matches(MemoryType.of(Limits.of(1, 1)), new MemoryType(false, true, Limits.of(1, 1), 16)))
                .isFalse();
        int func = internOpen(FuncType.of(List.of(), List.of()));
        int sub = internOpen(new HeapType.Id(func), FuncType.of(List.of(), List.of()));
        assertThat(interner.matches(
                        new ExternType.Func(new HeapType.Id(sub)), new ExternType.Func(new HeapType.Id(func))))
                .isTrue();
        assertThat(interner.matches(new TagType(new HeapType.Id(sub)), new TagType(new HeapType.Id(func))))
                .as("tags are invariant")
                .isFalse();
    }

    @Test
    void releasedGroupsAreForgottenWithWhatTheyMention() {
        int inner = internOpen(EMPTY_STRUCT);
        int outer = interner.intern(SubType.of(structOf(new RefType(true, new HeapType.Id(inner)))));
        interner.release(inner);
        assertThat(interner.groupCount()).as("held by the outer type").isEqualTo(2);
        interner.retain(outer);
        interner.release(outer);
        assertThat(interner.groupCount()).isEqualTo(2);
        interner.release(outer);
        assertThat(interner.groupCount()).isZero();
        assertThat(internOpen(structOf(ValType.F64))).as("ids are used again").isIn(inner, outer);
    }

    @Test
    void longChainsOfGroupsAreReleasedWithoutRecursion() {
        List<Integer> ids = new ArrayList<>();
        ids.add(internOpen(EMPTY_STRUCT));
        for (int i = 1; i < 100_000; i++) {
            int previous = ids.getLast();
            ids.add(interner.intern(SubType.of(structOf(new RefType(true, new HeapType.Id(previous))))));
        }
        ids.forEach(interner::release);
        assertThat(interner.groupCount()).isZero();
    }
}
