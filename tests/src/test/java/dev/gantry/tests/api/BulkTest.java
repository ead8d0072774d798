package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.Collector;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.Val;
import dev.gantry.runtime.platform.Platform;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Fills and copies of ranges, of arrays and memories, against a model: short and long, aligned and not, overlapping in
/// both directions, and beyond the end, where nothing may be written.
class BulkTest {
    private static final long SEED = Long.getLong("seed", 1);
    private static final int STEPS = 400;

    private enum Element {
        I8("i8", "(local.get $v)", "(array.get_u $a (local.get $from) (local.get $i))"),
        I16("i16", "(local.get $v)", "(array.get_u $a (local.get $from) (local.get $i))"),
        I32("i32", "(local.get $v)", "(array.get $a (local.get $from) (local.get $i))"),
        I64(
                "i64",
                "(i64.extend_i32_s (local.get $v))",
                "(i32.wrap_i64 (array.get $a (local.get $from) (local.get $i)))"),
        F32(
                "f32",
                "(f32.convert_i32_s (local.get $v))",
                "(i32.trunc_f32_s (array.get $a (local.get $from) (local.get $i)))"),
        F64(
                "f64",
                "(f64.convert_i32_s (local.get $v))",
                "(i32.trunc_f64_s (array.get $a (local.get $from) (local.get $i)))"),
        V128(
                "v128",
                "(i32x4.splat (local.get $v))",
                "(i32x4.extract_lane 3 (array.get $a (local.get $from) (local.get $i)))"),
        REFERENCE(
                "eqref",
                "(ref.i31 (local.get $v))",
                "(i31.get_u (ref.cast i31ref (array.get $a (local.get $from) (local.get $i))))");

        final String storage;
        final String toElement;
        final String toNumber;

        Element(String storage, String toElement, String toNumber) {
            this.storage = storage;
            this.toElement = toElement;
            this.toNumber = toNumber;
        }
    }

    private static String arrays(Element element) {
        return """
                (module
                  (type $a (array (mut STORAGE)))
                  (global $x (mut (ref null $a)) (ref.null $a))
                  (global $y (mut (ref null $a)) (ref.null $a))
                  (func (export "make") (param $v i32) (param $n i32)
                    (global.set $x (array.new $a VALUE (local.get $n)))
                    (global.set $y (array.new $a VALUE (local.get $n))))
                  (func (export "fill") (param $i i32) (param $v i32) (param $n i32)
                    (array.fill $a (global.get $x) (local.get $i) VALUE (local.get $n)))
                  (func (export "copy") (param $i i32) (param $j i32) (param $n i32)
                    (array.copy $a $a (global.get $x) (local.get $i) (global.get $x) (local.get $j) (local.get $n)))
                  (func (export "to other") (param $i i32) (param $j i32) (param $n i32)
                    (array.copy $a $a (global.get $y) (local.get $i) (global.get $x) (local.get $j) (local.get $n)))
                  (func $sum (param $from (ref null $a)) (param $n i32) (result i32) (local $i i32) (local $sum i32)
                    (block $done
                      (loop $again
                        (br_if $done (i32.eq (local.get $i) (local.get $n)))
                        (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 31)) NUMBER))
                        (local.set $i (i32.add (local.get $i) (i32.const 1)))
                        (br $again)))
                    (local.get $sum))
                  (func (export "sums") (param $n i32) (result i32 i32)
                    (call $sum (global.get $x) (local.get $n))
                    (call $sum (global.get $y) (local.get $n))))""".replace("STORAGE", element.storage)
                .replace("VALUE", element.toElement)
                .replace("NUMBER", element.toNumber);
    }

    private static Config config(String strategy, boolean signals) {
        assumeTrue(strategy.equals("interpreter") || Platform.isAvailable(), "SKIPPED: no machine code here");
        return new Config().strategy(Strategy.named(strategy)).signalsBasedTraps(signals);
    }

    @ParameterizedTest
    @CsvSource({
        "interpreter, true, copying",
        "winch, true, copying",
        "winch, false, copying",
        "winch, true, drc",
        "winch, false, drc",
        "winch, true, null"
    })
    void arraysAreFilledAndCopied(String strategy, boolean signals, String collector) {
        Engine engine = new Engine(config(strategy, signals).collector(Collector.named(collector)));
        for (Element element : Element.values()) {
            Random random = new Random(SEED);
            try (Store<Void> store = Store.of(engine)) {
                Instance instance = Instance.of(store, Module.ofText(engine, arrays(element)), List.of());
                traps(instance, "fill", Failure.NULL_ARRAY_REFERENCE, 0, 0, 0);
                traps(instance, "copy", Failure.NULL_ARRAY_REFERENCE, 0, 0, 0);
                int length = 0;
                int[] x = {};
                int[] y = {};
                for (int step = 0; step < STEPS; step++) {
                    if (step % 16 == 0) {
                        length = step / 16 < 20 ? step / 16 : 30 + random.nextInt(100);
                        int value = random.nextInt(100);
                        instance.func("make").call(Val.i32(value), Val.i32(length));
                        x = new int[length];
                        y = new int[length];
                        Arrays.fill(x, value);
                        Arrays.fill(y, value);
                    }
                    int to = number(random, length);
                    int from = number(random, length);
                    int count = number(random, length);
                    switch (random.nextInt(3)) {
                        case 0 -> {
                            int value = random.nextInt(100);
                            if (inside(to, count, length)) {
                                instance.func("fill").call(Val.i32(to), Val.i32(value), Val.i32(count));
                                Arrays.fill(x, to, to + count, value);
                            } else {
                                traps(instance, "fill", Failure.OUT_OF_BOUNDS_ARRAY_ACCESS, to, value, count);
                            }
                        }
                        case 1 -> copy(instance, "copy", x, x, to, from, count);
                        default -> copy(instance, "to other", y, x, to, from, count);
                    }
                    assertThat(instance.func("sums").call(Val.i32(length)))
                            .as("%s, step %d, %d <- %d, %d of %d", element, step, to, from, count, length)
                            .containsExactly(Val.i32(sum(x)), Val.i32(sum(y)));
                }
            }
        }
    }

    private static void copy(Instance instance, String name, int[] target, int[] source, int to, int from, int count) {
        if (inside(to, count, target.length) && inside(from, count, source.length)) {
            instance.func(name).call(Val.i32(to), Val.i32(from), Val.i32(count));
            System.arraycopy(source, from, target, to, count);
        } else {
            traps(instance, name, Failure.OUT_OF_BOUNDS_ARRAY_ACCESS, to, from, count);
        }
    }

    /// An index or a count: mostly within a length, some at and beyond it, some huge.
    private static int number(Random random, int length) {
        return switch (random.nextInt(12)) {
            case 0 -> length;
            case 1 -> length + 1;
            case 2 -> -1 - random.nextInt(3);
            default -> random.nextInt(length / 2 + 1);
        };
    }

    private static boolean inside(long start, long count, long length) {
        return start >= 0 && count >= 0 && start <= length && count <= length - start;
    }

    private static int sum(int[] values) {
        int sum = 0;
        for (int value : values) {
            sum = 31 * sum + value;
        }
        return sum;
    }

    private static void traps(Instance instance, String name, Failure failure, int a, int b, int c) {
        traps(instance, name, failure, Val.i32(a), Val.i32(b), Val.i32(c));
    }

    private static void traps(Instance instance, String name, Failure failure, Val... args) {
        try {
            instance.func(name).call(args);
        } catch (Trap trap) {
            assertThat(trap.failure()).isEqualTo(failure);
            return;
        }
        fail(name + " of " + Arrays.toString(args) + " did not trap");
    }

    private static String memories() {
        StringBuilder text = new StringBuilder("(module (memory (export \"m32\") 1) (memory (export \"m64\") i64 1)");
        for (int to = 0; to < 2; to++) {
            String address = to == 0 ? "i32" : "i64";
            text.append("""
                    (func (export "fill TO") (param $to A) (param $value i32) (param $count A)
                      (memory.fill TO (local.get $to) (local.get $value) (local.get $count)))""".replace("A", address).replace("TO", "" + to));
            for (int from = 0; from < 2; from++) {
                text.append("""
                        (func (export "copy TO FROM") (param $to A) (param $from B) (param $count C)
                          (memory.copy TO FROM (local.get $to) (local.get $from) (local.get $count)))""".replace("A", address)
                        .replace("B", from == 0 ? "i32" : "i64")
                        .replace("C", to + from == 2 ? "i64" : "i32")
                        .replace("TO", "" + to)
                        .replace("FROM", "" + from));
            }
        }
        return text.append(")").toString();
    }

    @ParameterizedTest
    @CsvSource({"interpreter, true", "winch, true", "winch, false"})
    void memoriesAreFilledAndCopied(String strategy, boolean signals) {
        Engine engine = new Engine(config(strategy, signals));
        Random random = new Random(SEED);
        try (Store<Void> store = Store.of(engine)) {
            Instance instance = Instance.of(store, Module.ofText(engine, memories()), List.of());
            byte[][] model = new byte[2][1 << 16];
            for (int step = 0; step < 4 * STEPS; step++) {
                int to = random.nextInt(2);
                int from = random.nextInt(2);
                long target = place(random, to == 1);
                long source = place(random, from == 1);
                if (random.nextInt(4) == 0) {
                    long count = count(random, to == 1);
                    byte value = (byte) random.nextInt();
                    Val[] args = {val(to == 1, target), Val.i32(value), val(to == 1, count)};
                    if (inside(target, count, 1 << 16)) {
                        instance.func("fill " + to).call(args);
                        Arrays.fill(model[to], (int) target, (int) (target + count), value);
                    } else {
                        traps(instance, "fill " + to, Failure.OUT_OF_BOUNDS_MEMORY_ACCESS, args);
                    }
                } else {
                    long count = count(random, to + from == 2);
                    String name = "copy " + to + " " + from;
                    Val[] args = {val(to == 1, target), val(from == 1, source), val(to + from == 2, count)};
                    if (inside(target, count, 1 << 16) && inside(source, count, 1 << 16)) {
                        instance.func(name).call(args);
                        System.arraycopy(model[from], (int) source, model[to], (int) target, (int) count);
                    } else {
                        traps(instance, name, Failure.OUT_OF_BOUNDS_MEMORY_ACCESS, args);
                    }
                }
                assertThat(instance.memory("m32").read(0, 1 << 16))
                        .as("step %d", step)
                        .isEqualTo(model[0]);
                assertThat(instance.memory("m64").read(0, 1 << 16))
                        .as("step %d", step)
                        .isEqualTo(model[1]);
            }
        }
    }

    private static Val val(boolean is64, long number) {
        return is64 ? Val.i64(number) : Val.i32((int) number);
    }

    /// Near the start or the end, so that ranges overlap, or far beyond.
    private static long place(Random random, boolean is64) {
        return switch (random.nextInt(8)) {
            case 0 -> (1 << 16) - random.nextInt(80);
            case 1 -> (is64 ? -1L : 0xFFFF_FFFFL) - random.nextInt(40);
            default -> random.nextInt(100);
        };
    }

    private static long count(Random random, boolean is64) {
        return switch (random.nextInt(12)) {
            case 0 -> (1 << 16) - random.nextInt(120);
            case 1 -> (is64 ? -1L : 0xFFFF_FFFFL) - random.nextInt(80);
            case 2 -> 0;
            default -> random.nextInt(80);
        };
    }
}
