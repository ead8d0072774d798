package dev.gantry.environ;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.text.TextParser;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// R124: constant expressions are run by an interpreter.
class ConstExprsTest {
    private static final ConstExprs.Env ENV = new ConstExprs.Env() {
        @Override
        public void globalSlots(int globalIndex, long[] slots, int at) {
            slots[at] = 1000L + globalIndex;
            slots[at + 1] = 2000L + globalIndex;
        }

        @Override
        public int refFunc(int funcIndex) {
            return 500 + funcIndex;
        }

        @Override
        public int allocate(InstrReader instr, long[] slots, int from, int to) {
            return (int) Arrays.stream(slots, from, to).sum() + 2 * (to - from);
        }
    };

    /// What the last global of a module begins with.
    ///
    /// @param lo the slot, or the low half
    /// @param hi the high half of a `v128`
    private record Value(long lo, long hi) {}

    private static Value evaluated(String fields) {
        ModuleDef module = ModuleReader.read(TextParser.parseModule("(module " + fields + ")"), WasmFeature.defaults());
        ConstExprs exprs = new ConstExprs(module, ENV);
        long lo = exprs.eval(module.globals().getLast().init());
        return new Value(lo, exprs.high());
    }

    private static long eval(String type, String expr) {
        return evaluated("(import \"\" \"\" (global i32)) (import \"\" \"\" (global v128)) (func)"
                        + " (type $s (struct (field i32) (field v128) (field i8))) (type $a (array i64))"
                        + " (global " + type + " " + expr + ")")
                .lo();
    }

    @Test
    void constantsAreSlots() {
        assertThat(eval("i32", "(i32.const -5)")).isEqualTo(-5);
        assertThat(eval("i64", "(i64.const 0x8000000000000000)")).isEqualTo(Long.MIN_VALUE);
        assertThat(eval("f32", "(f32.const -nan:0x200001)")).isEqualTo(0xFFA0_0001);
        assertThat(eval("f64", "(f64.const inf)")).isEqualTo(0x7FF0_0000_0000_0000L);
        assertThat(evaluated("(global v128 (v128.const i64x2 7 8))")).isEqualTo(new Value(7, 8));
    }

    @Test
    void arithmeticWrapsAround() {
        assertThat(eval("i32", "(i32.add (i32.const 0x7fffffff) (i32.const 1))"))
                .isEqualTo(Integer.MIN_VALUE);
        assertThat(eval("i32", "(i32.sub (i32.const 3) (i32.mul (i32.const 0x10000) (i32.const 0x10000)))"))
                .isEqualTo(3);
        assertThat(eval("i64", "(i64.sub (i64.const 3) (i64.mul (i64.const 5) (i64.add (i64.const 1) (i64.const 1))))"))
                .isEqualTo(-7);
    }

    @Test
    void deepExpressionsNeedNoJavaStack() {
        int depth = 5_000;
        String expr = "(i32.add (i32.const 1) ".repeat(depth) + "(i32.const 0)" + ")".repeat(depth);
        assertThat(eval("i32", expr)).isEqualTo(depth);
    }

    @Test
    void referencesAreIds() {
        assertThat(eval("funcref", "(ref.null func)")).isZero();
        assertThat(eval("funcref", "(ref.func 0)")).isEqualTo(500);
        assertThat(eval("i31ref", "(ref.i31 (i32.const 3))")).isEqualTo(7);
        assertThat(eval("externref", "(extern.convert_any (ref.i31 (i32.const 0x7fffffff)))"))
                .isEqualTo(0xFFFF_FFFFL);
    }

    @Test
    void globalsAreRead() {
        assertThat(eval("i32", "(i32.add (global.get 0) (i32.const 1))")).isEqualTo(1001);
        assertThat(evaluated("(import \"\" \"\" (global v128)) (global v128 (global.get 0))"))
                .isEqualTo(new Value(1000, 2000));
    }

    @Test
    void allocationGetsItsOperands() {
        assertThat(eval("(ref $s)", "(struct.new $s (i32.const 1) (v128.const i64x2 10 100) (i32.const 3))"))
                .isEqualTo(1 + 10 + 100 + 3 + 8);
        assertThat(eval("(ref $s)", "(struct.new_default $s)")).isZero();
        assertThat(eval("(ref $a)", "(array.new $a (i64.const 7) (i32.const 2))"))
                .isEqualTo(9 + 4);
        assertThat(eval("(ref $a)", "(array.new_default $a (i32.const 2))")).isEqualTo(2 + 2);
        assertThat(eval("(ref $a)", "(array.new_fixed $a 3 (i64.const 1) (i64.const 2) (i64.const 3))"))
                .isEqualTo(6 + 6);
    }
}
