package dev.gantry.tests.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.Store;
import dev.gantry.component.Func;
import dev.gantry.component.Result;
import dev.gantry.wasm.ValidationException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Functions as Java interfaces: classes stand for types, checked once (R47, R48, R49), in both directions
/// (R68).
@EachStrategy
class TypedFuncTest {
    private final Host host;

    TypedFuncTest(String strategy) {
        host = new Host(strategy);
    }

    @AfterEach
    void close() {
        host.close();
    }

    /// A function `f` of some type that hands everything to a host function `g`.
    private Func through(String types, String signature, String params, String results) {
        boolean isIndirect = results.equals("indirect");
        String core = params + (isIndirect ? " (result i32)" : results);
        StringBuilder gets = new StringBuilder();
        int count = params.isEmpty() ? 0 : params.replaceAll("[^ ]", "").length();
        for (int at = 0; at < count; at++) {
            gets.append(" local.get ").append(at);
        }
        return host.instance("""
                %1$s
                (import "g" (func $g %2$s))
                %3$s
                (core func $lowered (canon lower (func $g)
                  (memory $libc "memory") (realloc (func $libc "realloc"))))
                (core module $m
                  (import "" "g" (func $g %4$s))
                  (func (export "f") %5$s %6$s))
                (core instance $i (instantiate $m (with "" (instance (export "g" (func $lowered))))))
                (func (export "f") %2$s
                  (canon lift (core func $i "f") (memory $libc "memory") (realloc (func $libc "realloc"))))
                """.formatted(
                                types,
                                signature,
                                Libc.TEXT,
                                isIndirect ? params.replace(")", " i32)") : core,
                                core,
                                gets + (isIndirect ? " i32.const 64 call $g i32.const 64" : " call $g")))
                .func("f");
    }

    @Test
    void numbersNeedNoValues() {
        Func add = host.instance("""
                (core module $m (func (export "f") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))
                (core instance $i (instantiate $m))
                (func (export "f") (param "x" s32) (param "y" s32) (result s32) (canon lift (core func $i "f")))
                """).func("f");
        assertThat(add.as(IntBinaryOperator.class).applyAsInt(40, 2)).isEqualTo(42);
        assertThatThrownBy(() -> add.as(Strings.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> add.as(String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("functional interface");
    }

    /// Passes strings.
    public interface Strings {
        /// The function.
        String apply(String text);
    }

    /// R155
    @Test
    void stringsPassBothWays() {
        host.linker.root().func("g", Strings.class, text -> text + "!");
        Func f = through("", "(param \"x\" string) (result string)", "(param i32 i32)", "indirect");
        assertThat(f.as(Strings.class).apply("häßlich 😀")).isEqualTo("häßlich 😀!");
        assertThatThrownBy(() -> f.as(Strings.class).apply("\uD800")).isInstanceOf(IllegalArgumentException.class);
    }

    /// A record; its components are found by name.
    public record Point(double maxY, int x) {}

    /// Passes records.
    public interface Points {
        /// The function.
        Point apply(Point point);
    }

    /// R59
    @Test
    void recordsAreFoundByName() {
        host.linker.root().func("g", Points.class, point -> new Point(-point.maxY(), point.x() + 1));
        Func f = through("""
                (type $p' (record (field "x" s32) (field "max-y" f64)))
                (import "p" (type $p (eq $p')))
                """, "(param \"x\" $p) (result $p)", "(param i32 f64)", "indirect");
        assertThat(f.as(Points.class).apply(new Point(2.5, 1))).isEqualTo(new Point(-2.5, 2));
        assertThatThrownBy(() -> f.as(Strings.class)).isInstanceOf(IllegalArgumentException.class);
    }

    /// A variant.
    public sealed interface Shape {
        /// A case with a payload.
        record Circle(float radius) implements Shape {}

        /// A case without.
        record Nothing() implements Shape {}
    }

    /// An enum.
    public enum Colour {
        /// Red.
        RED,
        /// Dark blue.
        DARK_BLUE
    }

    /// Passes cases of all kinds.
    public interface Cases {
        /// The function.
        Result<Optional<Colour>, Shape> apply(Shape shape, Set<Colour> colours);
    }

    /// R60, R62
    @Test
    void casesAreNamedLikeClassesAndConstants() {
        List<Object> seen = new ArrayList<>();
        host.linker.root().func("g", Cases.class, (shape, colours) -> {
            seen.add(shape);
            seen.add(colours);
            return shape instanceof Shape.Nothing ? Result.ok(Optional.of(Colour.DARK_BLUE)) : Result.err(shape);
        });
        Func f = through(
                """
                (type $s' (variant (case "nothing") (case "circle" f32)))
                (import "s" (type $s (eq $s')))
                (type $c' (enum "red" "dark-blue"))
                (import "c" (type $c (eq $c')))
                (type $f' (flags "red" "dark-blue"))
                (import "f" (type $f (eq $f')))
                """,
                "(param \"s\" $s) (param \"c\" $f) (result (result (option $c) (error $s)))",
                "(param i32 f32 i32)",
                "indirect");
        Cases cases = f.as(Cases.class);
        assertThat(cases.apply(new Shape.Nothing(), EnumSet.of(Colour.DARK_BLUE)))
                .isEqualTo(Result.ok(Optional.of(Colour.DARK_BLUE)));
        assertThat(cases.apply(new Shape.Circle(3), Set.of())).isEqualTo(Result.err(new Shape.Circle(3)));
        assertThat(seen).containsExactly(new Shape.Nothing(), Set.of(Colour.DARK_BLUE), new Shape.Circle(3), Set.of());
    }

    /// Passes lists.
    public interface Lists {
        /// The function.
        int[] apply(byte[] bytes, List<String> names, long[] wide);
    }

    /// R152
    @Test
    void listsOfNumbersAreArrays() {
        List<Object> seen = new ArrayList<>();
        host.linker.root().func("g", Lists.class, (bytes, names, wide) -> {
            seen.addAll(List.of(bytes, names, wide));
            return new int[] {bytes.length, -1};
        });
        Func f = through(
                "",
                "(param \"b\" (list u8)) (param \"n\" (list string)) (param \"w\" (list u64))" + " (result (list u32))",
                "(param i32 i32 i32 i32 i32 i32)",
                "indirect");
        assertThat(f.as(Lists.class).apply(new byte[] {1, -1}, List.of("a", ""), new long[] {-1}))
                .containsExactly(2, -1);
        assertThat((byte[]) seen.get(0)).containsExactly(1, -1);
        assertThat(seen.get(1)).isEqualTo(List.of("a", ""));
        assertThat((long[]) seen.get(2)).containsExactly(-1);
    }

    /// Passes small numbers in wide classes.
    public interface Widths {
        /// The function.
        long apply(int small);
    }

    @Test
    void wideClassesAreChecked() {
        host.linker.root().func("g", Widths.class, small -> 0xFFFF_FFFFL - small);
        Func f = through("", "(param \"x\" u8) (result u32)", "(param i32)", "(result i32)");
        Widths widths = f.as(Widths.class);
        assertThat(widths.apply(255)).isEqualTo(0xFFFF_FF00L);
        assertThatThrownBy(() -> widths.apply(256)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Map.of("f", widths.apply(0))).containsEntry("f", 0xFFFF_FFFFL);
    }

    /// Calls without waiting.
    public interface Later {
        /// The function.
        CompletableFuture<Long> apply(int small);
    }

    /// Calls without waiting, and gets nothing.
    public interface LaterNothing {
        /// The function.
        CompletableFuture<Void> apply();
    }

    /// R72: typed calls that are asynchronous, and typed host functions that give their results later.
    @Test
    void typedFunctionsCanBeAsynchronous() throws Exception {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        host.linker.root().funcAsync("g", Later.class, small -> answer.thenApply(number -> number + small));
        Func f = through("", "(param \"x\" u8) (result u32)", "(param i32)", "(result i32)");
        CompletableFuture<Long> call = f.as(Later.class).apply(2);
        assertThat(call).isNotDone();
        answer.complete(40L);
        assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo(42);
        assertThatThrownBy(() -> f.as(Widths.class).apply(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Func.callAsync");
        assertThatThrownBy(
                        () -> through("", "(param \"x\" u8)", "(param i32)", "").as(Later.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// R56, R72: nothing is a future's result, too.
    @Test
    void nothingComesLaterToo() throws Exception {
        List<String> seen = new ArrayList<>();
        host.linker.root().funcAsync("g", LaterNothing.class, () -> {
            seen.add("called");
            return CompletableFuture.completedFuture(null);
        });
        Func f = through("", "", "", "");
        assertThat(f.as(LaterNothing.class).apply().get(20, TimeUnit.SECONDS)).isNull();
        assertThat(seen).containsExactly("called");
    }

    /// Host functions whose method gives no stage cannot be asynchronous.
    @Test
    void asynchronousHostFunctionsGiveStages() {
        host.linker.root().funcAsync("g", Widths.class, small -> small);
        assertThatThrownBy(() -> through("", "(param \"x\" u8) (result u32)", "(param i32)", "(result i32)"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CompletionStage");
    }

    /// Takes the store first.
    public interface WithStore {
        /// The function.
        long apply(Store<?> store, int small);
    }

    /// R68
    @Test
    void typedHostFunctionsGetTheStoreIfTheyLike() {
        List<Object> seen = new ArrayList<>();
        host.linker.root().func("g", WithStore.class, (store, small) -> {
            seen.add(store);
            return small + 1L;
        });
        Func f = through("", "(param \"x\" u8) (result u32)", "(param i32)", "(result i32)");
        assertThat(f.as(Widths.class).apply(4)).isEqualTo(5);
        assertThat(seen).hasSize(1).first().isSameAs(host.store);
    }

    /// Nothing, as a class.
    public interface Nothing {
        /// The function.
        Void apply();
    }

    /// Something.
    public interface Something {
        /// The function.
        int apply();
    }

    /// R56: no result is `void` or [Void], and a parameter less is no parameter.
    @Test
    void nothingHasTwoNames() {
        List<String> seen = new ArrayList<>();
        host.linker.root().func("g", Runnable.class, () -> seen.add("called"));
        Func f = through("", "", "", "");
        f.as(Runnable.class).run();
        assertThat(f.as(Nothing.class).apply()).isNull();
        assertThat(f.call()).isEmpty();
        assertThat(seen).hasSize(3);
        assertThatThrownBy(() -> f.as(Something.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> host.component("(type (tuple))"))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("tuple type must have at least one type");
    }

    /// Passes floats.
    public interface Floats {
        /// The function.
        double[] apply(float[] narrow);
    }

    /// R55, R152: arrays of floats pass at once, and are canonical on both sides.
    @Test
    void listsOfFloatsAreArrays() {
        List<Integer> seen = new ArrayList<>();
        host.linker.root().func("g", Floats.class, narrow -> {
            for (float one : narrow) {
                seen.add(Float.floatToRawIntBits(one));
            }
            return new double[] {Double.longBitsToDouble(0xFFF8_0000_0000_0123L), -0.0};
        });
        Func f = through("", "(param \"n\" (list f32)) (result (list f64))", "(param i32 i32)", "indirect");
        double[] wide = f.as(Floats.class).apply(new float[] {1.5f, Float.intBitsToFloat(0xFFC0_1234)});
        assertThat(seen).containsExactly(Float.floatToRawIntBits(1.5f), 0x7FC0_0000);
        assertThat(Double.doubleToRawLongBits(wide[0])).isEqualTo(0x7FF8_0000_0000_0000L);
        assertThat(Double.doubleToRawLongBits(wide[1])).isEqualTo(Double.doubleToRawLongBits(-0.0));
    }

    /// R58: parameters are told by their places; what they are called does not matter to hosts.
    @Test
    void namesOfParametersDoNotCount() {
        host.linker.root().func("g", Widths.class, small -> small + 1L);
        Func one = through("", "(param \"x\" u8) (result u32)", "(param i32)", "(result i32)");
        Func other = through("", "(param \"another-name\" u8) (result u32)", "(param i32)", "(result i32)");
        assertThat(one.as(Widths.class).apply(1)).isEqualTo(2);
        assertThat(other.as(Widths.class).apply(1)).isEqualTo(2);
        assertThat(one.type().params().getFirst().type())
                .isEqualTo(other.type().params().getFirst().type());
    }
}
