package dev.gantry.environ;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.PackedType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TagType;
import dev.gantry.wasm.types.ValType;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypeRegistryTest {
    private final TypeRegistry types = new TypeRegistry();

    private static RefType ref(int typeId) {
        return new RefType(false, new HeapType.Id(typeId));
    }

    private static StructType struct(ValType... fields) {
        return new StructType(List.of(fields).stream()
                .map(field -> new FieldType(field, false))
                .toList());
    }

    /// R118, R119: hosts define arrays and structs; equal ones are one type.
    @Test
    void hostsDefineArraysAndStructs() {
        int bytes = types.register(new ArrayType(new FieldType(PackedType.I8, true)));
        int point = types.register(struct(ValType.F64, ref(bytes)));
        assertThat(types.register(new ArrayType(new FieldType(PackedType.I8, true))))
                .isEqualTo(bytes);
        assertThat(types.register(struct(ValType.F64, ref(bytes)))).isEqualTo(point);
        assertThat(types.top(new HeapType.Id(bytes))).isEqualTo(AbsHeapType.ANY);
    }

    /// R120: a final type has no subtypes, others only those that fit.
    @Test
    void supertypesMustBeOpenAndFit() {
        int open = types.register(new SubType(false, null, struct(ValType.I32)));
        int closed = types.register(struct(ValType.I32));
        int lower = types.register(new SubType(true, new HeapType.Id(open), struct(ValType.I32, ValType.I64)));
        assertThat(types.isSubtype(lower, open)).isTrue();
        assertThat(types.isSubtype(open, lower)).isFalse();
        assertThat(closed).isNotEqualTo(open);
        assertThatThrownBy(() -> types.register(new SubType(true, new HeapType.Id(closed), struct(ValType.I32))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> types.register(new SubType(true, new HeapType.Id(open), struct(ValType.I64))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// R121: chains of subtypes, of the greatest depth.
    @Test
    void subtypesAreTransitive() {
        int[] chain = new int[64];
        chain[0] = types.register(new SubType(false, null, struct()));
        for (int depth = 1; depth < chain.length; depth++) {
            chain[depth] = types.register(new SubType(false, new HeapType.Id(chain[depth - 1]), struct()));
        }
        for (int depth = 0; depth < chain.length; depth++) {
            assertThat(types.isSubtype(chain[63], chain[depth])).isTrue();
            assertThat(types.isSubtype(chain[depth], chain[63])).isEqualTo(depth == 63);
        }
    }

    /// R122.
    @Test
    void takingAStructForAFunctionFailsLoudly() {
        int func = types.register(FuncType.of(List.of(ValType.I32), List.of()));
        int struct = types.register(struct());
        assertThat(types.funcType(func).params()).containsExactly(ValType.I32);
        assertThatThrownBy(() -> types.funcType(struct)).isInstanceOf(AssertionError.class);
    }

    /// R123.
    @Test
    void trampolineTypesHaveTheTopsOfTheirHierarchies() {
        int struct = types.register(struct());
        int func = types.register(FuncType.of(List.of(), List.of()));
        int precise =
                types.register(FuncType.of(List.of(ref(struct), ValType.I32, ref(func)), List.of(RefType.EXTERNREF)));
        int trampoline = types.trampolineType(precise);
        assertThat(types.funcType(trampoline))
                .isEqualTo(
                        FuncType.of(List.of(RefType.ANYREF, ValType.I32, RefType.FUNCREF), List.of(RefType.EXTERNREF)));
        assertThat(types.trampolineType(trampoline)).isEqualTo(trampoline);
        assertThat(types.trampolineType(func)).isEqualTo(func);
    }

    @Test
    void importsMatchByTheRulesOfTheirKind() {
        assertThat(types.matches(MemoryType.of(Limits.of(2, 3)), MemoryType.of(Limits.of(1, 4))))
                .isTrue();
        assertThat(types.matches(MemoryType.of(Limits.atLeast(2)), MemoryType.of(Limits.of(1, 4))))
                .isFalse();
        assertThat(types.matches(MemoryType.of(Limits.of(2, 3)), MemoryType.of(Limits.atLeast(3))))
                .isFalse();
        RefType func = new RefType(false, AbsHeapType.FUNC);
        assertThat(types.matches(new GlobalType(func, false), new GlobalType(RefType.FUNCREF, false)))
                .isTrue();
        assertThat(types.matches(new GlobalType(func, true), new GlobalType(RefType.FUNCREF, true)))
                .isFalse();
        assertThat(types.matches(
                        new TableType(false, Limits.atLeast(1), func),
                        new TableType(false, Limits.atLeast(1), RefType.FUNCREF)))
                .isFalse();
        assertThat(types.matches(
                        new TableType(true, Limits.atLeast(1), func), new TableType(false, Limits.atLeast(1), func)))
                .isFalse();
        HeapType.Id upper =
                new HeapType.Id(types.register(new SubType(false, null, FuncType.of(List.of(), List.of()))));
        HeapType.Id lower =
                new HeapType.Id(types.register(new SubType(true, upper, FuncType.of(List.of(), List.of()))));
        assertThat(types.matches(new ExternType.Func(lower), new ExternType.Func(upper)))
                .isTrue();
        assertThat(types.matches(new ExternType.Func(upper), new ExternType.Func(lower)))
                .isFalse();
        assertThat(types.matches(new TagType(lower), new TagType(upper))).isFalse();
        assertThat(types.matches(new TagType(lower), new TagType(lower))).isTrue();
        assertThat(types.matches(new TagType(lower), new ExternType.Func(lower)))
                .isFalse();
    }

    @Test
    void descriptionsWriteFunctionTypesOut() {
        HeapType.Id type = new HeapType.Id(types.register(FuncType.of(List.of(ValType.I32), List.of(ValType.F64))));
        assertThat(types.describe(new ExternType.Func(type))).isEqualTo("(func (param i32) (result f64))");
        assertThat(types.describe(new TagType(type))).isEqualTo("(tag (func (param i32) (result f64)))");
        assertThat(types.describe(new GlobalType(ValType.I32, true))).isEqualTo("(global (mut i32))");
    }
}
