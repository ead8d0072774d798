package dev.gantry.tests.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.Config;
import dev.gantry.Strategy;
import dev.gantry.component.Component;
import dev.gantry.component.Func;
import dev.gantry.component.Instance;
import dev.gantry.component.Resource;
import dev.gantry.component.Result;
import dev.gantry.component.Val;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.WasmBacktrace;
import dev.gantry.wasm.WasmFeature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Values and calls as embedders use them.
///
/// Scenarios of upstream's files `func`, `dynamic`, `import` and `strings`, as far as they are not in
/// [ComponentFuncTest], [TypedFuncTest], [ComponentImportTest], `ComponentRoundTripTest` of the fuzzers (values of
/// all types) and [BrokenAbiTest] (whatever traps). Left out: `run_export_with_internal_adapter`,
/// `use_types_across_component_boundaries`, `pass_string_on_component_boundary` and the pairs of encodings, which
/// need calls between components; what ends in `_concurrent` or begins with `thread_index` and
/// `host_call_with_concurrency_disabled`, which need functions that are asynchronous in the component model.
@EachStrategy
class ComponentScenarioTest {
    private final Host host;

    ComponentScenarioTest(String strategy) {
        host = new Host(new Config()
                .strategy(Strategy.named(strategy))
                .feature(WasmFeature.COMPONENT_MODEL_MAP, true)
                .feature(WasmFeature.COMPONENT_MODEL_FIXED_LENGTH_LISTS, true));
    }

    @AfterEach
    void close() {
        host.close();
    }

    /// A function `f` that hands its parameters to the host function `g` and what that gives back to its caller. Both
    /// go through memory: the core code only passes two pointers.
    private Func through(String types, String params, String result) {
        String padding = "(param \"pad\" (tuple u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8 u8))";
        return host.instance("""
                %1$s
                (import "g" (func $g %2$s %3$s (result (tuple %4$s u8))))
                %5$s
                (core func $g' (canon lower (func $g) (memory $libc "memory") (realloc (func $libc "realloc"))))
                (core module $m
                  (import "" "g" (func $g (param i32 i32)))
                  (func (export "f") (param i32) (result i32) (call $g (local.get 0) (i32.const 64)) (i32.const 64)))
                (core instance $i (instantiate $m (with "" (instance (export "g" (func $g'))))))
                (func (export "f") %2$s %3$s (result (tuple %4$s u8))
                  (canon lift (core func $i "f") (memory $libc "memory") (realloc (func $libc "realloc"))))
                """.formatted(types, params, padding, result, Libc.TEXT))
                .func("f");
    }

    private static Val padding() {
        Val[] zeros = new Val[17];
        Arrays.fill(zeros, Val.u8(0));
        return Val.tuple(zeros);
    }

    /// What comes back if a value is passed through a guest both ways.
    private Val passed(String types, String type, Val value) {
        List<Val> seen = new ArrayList<>();
        host.linker.allowShadowing(true).root().func("g", (_, args) -> {
            seen.add(args.getFirst());
            return Val.tuple(args.getFirst(), Val.u8(1));
        });
        Func func = through(types, "(param \"x\" %s)".formatted(type), type);
        Val.TupleVal back = (Val.TupleVal) func.call(value, padding()).orElseThrow();
        assertThat(seen).containsExactly(value);
        return back.elements().getFirst();
    }

    /// R65: dynamic values of each kind, built by hand.
    @Test
    void valuesOfEachKindPassThrough() {
        String types = """
                (type $r' (record (field "a" u32) (field "b" (option string)) (field "c" f32)))
                (import "r" (type $r (eq $r')))
                (type $v' (variant (case "one" f32) (case "two" $r) (case "three") (case "four" (list $r))))
                (import "v" (type $v (eq $v')))
                (type $f' (flags "a" "b" "c" "d" "e" "f" "g" "h" "i" "j"))
                (import "f" (type $f (eq $f')))
                (type $e' (enum "x" "y" "z"))
                (import "e" (type $e (eq $e')))
                """;
        Val record = Val.record(Map.of("a", Val.u32(7), "b", Val.some(Val.string("ß")), "c", Val.f32(-0.5f)));
        Map<Val, String> rows = new LinkedHashMap<>();
        rows.put(Val.bool(true), "bool");
        rows.put(Val.s8(-128), "s8");
        rows.put(Val.u16(65_535), "u16");
        rows.put(Val.s64(Long.MIN_VALUE), "s64");
        rows.put(Val.u64(-1), "u64");
        rows.put(Val.f64(Double.MIN_VALUE), "f64");
        rows.put(Val.character(0x1F600), "char");
        rows.put(Val.string("häßlich 😀"), "string");
        rows.put(Val.list(), "(list string)");
        rows.put(Val.list(Val.list(Val.u8(1)), Val.list()), "(list (list u8))");
        rows.put(record, "$r");
        rows.put(Val.variant("one", Val.f32(1)), "$v");
        rows.put(Val.variant("two", record), "$v");
        rows.put(Val.variant("three"), "$v");
        rows.put(Val.variant("four", Val.list(record, record)), "$v");
        rows.put(Val.flags("a", "h", "i", "j"), "$f");
        rows.put(Val.flags(), "$f");
        rows.put(Val.enumeration("z"), "$e");
        rows.put(Val.some(Val.none()), "(option (option u8))");
        rows.put(Val.some(Val.some(Val.u8(3))), "(option (option u8))");
        rows.put(Val.ok(), "(result (error string))");
        rows.put(Val.error(Val.string("no")), "(result (error string))");
        rows.put(Val.tuple(Val.u8(1), Val.f64(2), Val.u16(3)), "(tuple u8 f64 u16)");
        rows.forEach((value, type) -> assertThat(passed(types, type, value)).isEqualTo(value));
    }

    /// R62, R157: bits beyond the last flag are ignored, on every way in.
    @Test
    void flagsEndWithTheirNames() {
        for (int count : new int[] {1, 7, 8, 9, 16, 17, 31, 32}) {
            StringBuilder names = new StringBuilder();
            List<String> all = new ArrayList<>();
            for (int at = 0; at < count; at++) {
                names.append(" \"f").append(at).append('"');
                all.add("f" + at);
            }
            Instance instance = host.instance("""
                    (type $f' (flags %s))
                    (export $f "f" (type $f'))
                    (core module $m
                      (memory (export "memory") 1)
                      (data (i32.const 16) "\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff\\ff")
                      (func (export "flat") (result i32) (i32.const -1))
                      (func (export "memory-flags") (result i32) (i32.const 16)))
                    (core instance $i (instantiate $m))
                    (func (export "flat") (result $f) (canon lift (core func $i "flat")))
                    (func (export "in-memory") (result (tuple $f u8))
                      (canon lift (core func $i "memory-flags") (memory $i "memory")))
                    """.formatted(names));
            Val every = Val.flags(all.toArray(String[]::new));
            assertThat(instance.func("flat").call()).as("%d flags", count).contains(every);
            assertThat(instance.func("in-memory").call()).contains(Val.tuple(every, Val.u8(255)));
        }
    }

    /// Maps: equal whatever their order, the last of equal keys counts, keys and values of all alignments.
    @Test
    void mapsPassThrough() {
        Map<Val, Val> entries = new LinkedHashMap<>();
        entries.put(Val.string("b"), Val.list(Val.u8(1)));
        entries.put(Val.string("a"), Val.list());
        Val back = passed("", "(map string (list u8))", Val.map(entries));
        assertThat(back).isEqualTo(Val.map(entries));
        assertThat(((Val.MapVal) back).entries().keySet()).containsExactly(Val.string("b"), Val.string("a"));
        for (String key : List.of("u8", "u16", "u32", "u64")) {
            for (String value : List.of("u8", "u16", "u32", "u64")) {
                Map<Val, Val> numbers = new LinkedHashMap<>();
                for (int at = 0; at < 100; at++) {
                    numbers.put(number(key, at), number(value, 2 * at));
                }
                assertThat(passed("", "(map %s %s)".formatted(key, value), Val.map(numbers)))
                        .as("%s to %s", key, value)
                        .isEqualTo(Val.map(numbers));
            }
        }
        Func twice = host.instance("""
                (core module $m
                  (memory (export "memory") 1)
                  (data (i32.const 16) "\\18\\00\\00\\00\\03\\00\\00\\00\\01\\0a\\02\\0b\\01\\0c")
                  (func (export "f") (result i32) (i32.const 16)))
                (core instance $i (instantiate $m))
                (func (export "f") (result (map u8 u8)) (canon lift (core func $i "f") (memory $i "memory")))
                """).func("f");
        assertThat(twice.call()).contains(Val.map(Map.of(Val.u8(1), Val.u8(12), Val.u8(2), Val.u8(11))));
    }

    private static Val number(String type, int value) {
        return switch (type) {
            case "u8" -> Val.u8(value);
            case "u16" -> Val.u16(value);
            case "u32" -> Val.u32(value);
            default -> Val.u64(value);
        };
    }

    /// Lists of fixed length are told their length when they are handed over.
    @Test
    void fixedListsHaveTheirLength() {
        Val three = Val.list(Val.u32(1), Val.u32(2), Val.u32(3));
        assertThat(passed("", "(list u32 3)", three)).isEqualTo(three);
        assertThat(passed("", "(tuple u8 (list u32 3))", Val.tuple(Val.u8(1), three)))
                .isEqualTo(Val.tuple(Val.u8(1), three));
        assertThatThrownBy(() -> passed("", "(list u32 3)", Val.list(Val.u32(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("x: expected 3 elements, found 1");
    }

    /// R77: strings of one, two, three and four bytes a character, in each encoding.
    @Test
    void stringsPassInEachEncoding() {
        for (String encoding : List.of("utf8", "utf16", "latin1+utf16")) {
            host.linker.allowShadowing(true).root().func("g", (_, args) -> args.getFirst());
            Func echo = host.instance("""
                    (import "g" (func $g (param "x" string) (result string)))
                    %1$s
                    (core func $g' (canon lower (func $g) (memory $libc "memory") (realloc (func $libc "realloc"))
                      string-encoding=%2$s))
                    (core module $m
                      (import "" "g" (func $g (param i32 i32 i32)))
                      (func (export "f") (param i32 i32) (result i32)
                        (call $g (local.get 0) (local.get 1) (i32.const 64)) (i32.const 64)))
                    (core instance $i (instantiate $m (with "" (instance (export "g" (func $g'))))))
                    (func (export "f") (param "x" string) (result string)
                      (canon lift (core func $i "f") (memory $libc "memory") (realloc (func $libc "realloc"))
                        string-encoding=%2$s))
                    """.formatted(Libc.TEXT, encoding)).func("f");
            for (String text : List.of(
                    "",
                    "x",
                    "a text that is somewhat longer than the others, and plain",
                    "à á â ã ä å",
                    "ÿ",
                    "Ξ Ο Π Ρ ά έ",
                    "ＳＴＵＶ",
                    "\uD800\uDC00",
                    "à then ＶＷ",
                    "\0\uFFFF\uD7FF\uE000")) {
                assertThat(echo.call(Val.string(text)))
                        .as("%s in %s", text, encoding)
                        .contains(Val.string(text));
            }
        }
    }

    /// Types of all layers.
    public record Layers(List<Optional<Result<Long, String>>> inner, byte small) {}

    /// A pair.
    public record Pair<A, B>(A first, B second) {}

    /// Passes layers.
    public interface Layered {
        /// The function.
        Pair<Layers, Integer> pass(Layers layers, Pair<OptionalInt, int[][]> pair, Padding padding);
    }

    /// So many that they go through memory.
    public record Padding(
            int a,
            int b,
            int c,
            int d,
            int e,
            int f,
            int g,
            int h,
            int i,
            int j,
            int k,
            int l,
            int m,
            int n,
            int o,
            int p,
            int q) {}

    /// R47, R59: classes within classes.
    @Test
    void classesOfAllLayersPassThrough() {
        List<Object> seen = new ArrayList<>();
        host.linker.root().func("g", Layered.class, (layers, pair, _) -> {
            seen.add(pair.first());
            seen.add(Arrays.deepToString(pair.second()));
            return new Pair<>(layers, layers.inner().size());
        });
        Func func = through("""
                (type $l' (record (field "inner" (list (option (result u64 (error string))))) (field "small" s8)))
                (import "l" (type $l (eq $l')))
                """, "(param \"l\" $l) (param \"p\" (tuple (option u32) (list (list s32))))", "$l");
        Layers layers = new Layers(
                List.of(Optional.empty(), Optional.of(Result.ok(-1L)), Optional.of(Result.err("no"))), (byte) -1);
        Pair<Layers, Integer> back = func.as(Layered.class)
                .pass(
                        layers,
                        new Pair<>(OptionalInt.of(9), new int[][] {{1, -2}, {}}),
                        new Padding(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(back).isEqualTo(new Pair<>(layers, 3));
        assertThat(seen).containsExactly(OptionalInt.of(9), "[[1, -2], []]");
    }

    /// A variant with a class to be filled in.
    public sealed interface Maybe<T> {
        /// Something.
        record Some<T>(List<T> value) implements Maybe<T> {}

        /// Nothing.
        record Nothing<T>() implements Maybe<T> {}
    }

    /// Passes generic variants.
    public interface Maybes {
        /// The function.
        Pair<Maybe<String>, Integer> pass(Maybe<String> maybe, Padding padding);
    }

    /// R59, R60: generic records and variants.
    @Test
    void classesMayBeGeneric() {
        host.linker.root().func("g", Maybes.class, (maybe, _) -> new Pair<>(maybe, 5));
        Maybes func = through(
                        "(type $m' (variant (case \"some\" (list string)) (case \"nothing\")))"
                                + " (import \"m\" (type $m (eq $m')))",
                        "(param \"m\" $m)",
                        "$m")
                .as(Maybes.class);
        Padding padding = new Padding(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        Maybe<String> some = new Maybe.Some<>(List.of("a", "b"));
        assertThat(func.pass(some, padding)).isEqualTo(new Pair<>(some, 5));
        assertThat(func.pass(new Maybe.Nothing<>(), padding)).isEqualTo(new Pair<>(new Maybe.Nothing<>(), 5));
    }

    /// Wrong interfaces for the function `thunk`.
    public interface TakesOne {
        /// The function.
        void call(int one);
    }

    /// Two methods.
    public interface Two {
        /// One.
        void one();

        /// Another.
        void two();
    }

    /// R48
    @Test
    void interfacesAreCheckedWhenFunctionsAreMade() {
        Instance instance = host.instance("""
                (core module $m
                  (func (export "thunk"))
                  (func (export "take") (param i32))
                  (func (export "give") (result i32) (i32.const 3)))
                (core instance $i (instantiate $m))
                (func (export "thunk") (canon lift (core func $i "thunk")))
                (func (export "take-char") (param "x" char) (canon lift (core func $i "take")))
                (func (export "take-bool") (param "x" bool) (canon lift (core func $i "take")))
                (func (export "take-s8") (param "x" s8) (canon lift (core func $i "take")))
                (func (export "give") (result u32) (canon lift (core func $i "give")))
                """);
        instance.func("thunk").as(Runnable.class).run();
        for (Object[] wrong : new Object[][] {
            {"thunk", TakesOne.class},
            {"thunk", Two.class},
            {"thunk", String.class},
            {"take-bool", TakesOne.class},
            {"give", TakesOne.class},
            {"give", Runnable.class},
        }) {
            assertThatThrownBy(() -> instance.func((String) wrong[0]).as((Class<?>) wrong[1]))
                    .as("%s as %s", wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        TakesOne character = instance.func("take-char").as(TakesOne.class);
        character.call(0x10FFFF);
        assertThatThrownBy(() -> character.call(0xD800)).hasMessageStartingWith("x: expected char");
        assertThatThrownBy(() -> character.call(0x110000)).isInstanceOf(IllegalArgumentException.class);
        TakesOne small = instance.func("take-s8").as(TakesOne.class);
        small.call(-128);
        assertThatThrownBy(() -> small.call(128)).hasMessage("x: expected s8, found 128");
    }

    /// R78: as many parameters as there are, on the stack and beyond.
    @Test
    void parametersAreAsManyAsOneLikes() {
        for (int count : new int[] {1, 15, 16, 17, 40}) {
            StringBuilder params = new StringBuilder();
            Val[] args = new Val[count];
            StringBuilder sum = new StringBuilder("(i32.const 0)");
            for (int at = 0; at < count; at++) {
                params.append("(param \"p").append(at).append("\" u32)");
                args[at] = Val.u32(at + 1);
                String one = count <= 16
                        ? "(local.get %d)".formatted(at)
                        : "(i32.load offset=%d (local.get 0))".formatted(4 * at);
                sum.insert(0, "(i32.add " + one + " ").append(')');
            }
            Func func = host.instance("""
                    %s
                    (core module $m
                      (import "libc" "memory" (memory 1))
                      (func (export "f") (param%s) (result i32) %s))
                    (core instance $i (instantiate $m (with "libc" (instance $libc))))
                    (func (export "f") %s (result u32)
                      (canon lift (core func $i "f") (memory $libc "memory") (realloc (func $libc "realloc"))))
                    """.formatted(Libc.TEXT, " i32".repeat(count <= 16 ? count : 1), sum, params))
                    .func("f");
            assertThat(func.call(args)).as("%d parameters", count).contains(Val.u32(count * (count + 1L) / 2));
            assertThatThrownBy(() -> func.call(Arrays.copyOf(args, count - 1)))
                    .hasMessage("expected %d arguments, found %d", count, count - 1);
        }
    }

    /// R70: whatever fails after the guest was entered ends the instance, with all that is nested in it and around it;
    /// other instances in the store go on.
    @Test
    void errorsEndInstancesWithAllThatIsNested() {
        Component component = host.component("""
                (component $c
                  (core module $m (func (export "trap") unreachable) (func (export "ok")))
                  (core instance $i (instantiate $m))
                  (func (export "trap") (canon lift (core func $i "trap")))
                  (func (export "ok") (canon lift (core func $i "ok"))))
                (instance $a (instantiate $c))
                (instance $b (instantiate $c))
                (core module $own (func (export "ok")))
                (core instance $own (instantiate $own))
                (func (export "ok") (canon lift (core func $own "ok")))
                (export "a" (instance $a))
                (export "b" (instance $b))
                """);
        Instance hit = host.linker.instantiate(host.store, component);
        Instance other = host.linker.instantiate(host.store, component);
        for (Instance at : List.of(hit, hit.instance("a"), hit.instance("b"))) {
            assertThat(at.func("ok").call()).isEmpty();
        }
        assertThatThrownBy(() -> hit.instance("a").func("trap").call()).hasMessage("unreachable");
        for (Instance at : List.of(hit, hit.instance("a"), hit.instance("b"))) {
            assertThatThrownBy(() -> at.func("ok").call())
                    .isInstanceOf(Trap.class)
                    .hasMessage("cannot enter component instance");
        }
        for (Instance at : List.of(other, other.instance("a"), other.instance("b"))) {
            assertThat(at.func("ok").call()).isEmpty();
        }
        assertThat(host.linker.instantiate(host.store, component).func("ok").call())
                .isEmpty();
    }

    /// R70: what a poisoned instance has made cannot be ended by it any more.
    @Test
    void resourcesOfEndedInstancesCannotBeDropped() {
        Instance instance = host.instance("""
                (type $t' (resource (rep i32)))
                (export $t "t" (type $t'))
                (core func $new (canon resource.new $t))
                (func (export "new") (param "x" u32) (result (own $t)) (canon lift (core func $new)))
                (core module $m (func (export "trap") unreachable))
                (core instance $m (instantiate $m))
                (func (export "trap") (canon lift (core func $m "trap")))
                """);
        Resource made = ((Val.ResourceVal) instance.func("new").call(Val.u32(1)).orElseThrow()).resource();
        assertThatThrownBy(() -> instance.func("trap").call()).isInstanceOf(Trap.class);
        assertThatThrownBy(() -> made.drop(host.store)).hasMessage("cannot enter component instance");
    }

    private static final String RECURSIVE = """
            (import "thunk" (func $thunk))
            (core func $thunk' (canon lower (func $thunk)))
            (core module $m (import "" "thunk" (func $thunk)) (func (export "f") (call $thunk)))
            (core instance $i (instantiate $m (with "" (instance (export "thunk" (func $thunk'))))))
            (func (export "f") (canon lift (core func $i "f")))
            """;

    /// R69, R70: a call may lead through many instances, but through none twice; a trap that the host catches ends what
    /// it passed, and no more.
    @Test
    void callsLeadThroughManyInstances() {
        List<Func> funcs = new ArrayList<>();
        List<String> log = new ArrayList<>();
        int[] depth = {0};
        host.linker.root().func("thunk", (_, _) -> {
            int here = ++depth[0];
            log.add("at " + here);
            if (here < 4) {
                var _ = funcs.get(here).call();
            } else {
                assertThatThrownBy(() -> funcs.getFirst().call()).hasMessage("cannot enter component instance");
            }
            depth[0]--;
            return null;
        });
        Component component = host.component(RECURSIVE);
        for (int at = 0; at < 4; at++) {
            funcs.add(host.linker.instantiate(host.store, component).func("f"));
        }
        assertThat(funcs.getFirst().call()).isEmpty();
        assertThat(log).containsExactly("at 1", "at 2", "at 3", "at 4");
        assertThat(funcs.getFirst().call()).isEmpty(); // the refusal harmed nobody
    }

    /// R70: the inner instance ends, the outer one goes on if the host says so.
    @Test
    void trapsThatTheHostCatchesEndOnlyWhatTheyPassed() {
        AtomicReference<Instance> inner = new AtomicReference<>();
        host.linker.root().func("thunk", (_, _) -> {
            assertThatThrownBy(() -> inner.get().func("trap").call()).isInstanceOf(Trap.class);
            return null;
        });
        inner.set(host.instance("""
                (core module $m (func (export "trap") unreachable) (func (export "ok")))
                (core instance $m (instantiate $m))
                (func (export "trap") (canon lift (core func $m "trap")))
                """));
        Func outer = host.instance(RECURSIVE).func("f");
        assertThat(outer.call()).isEmpty();
        assertThat(outer.call()).isEmpty();
        assertThatThrownBy(() -> inner.get().func("trap").call()).hasMessage("cannot enter component instance");
    }

    /// A host function may instantiate what called it once more, and call that.
    @Test
    void hostFunctionsMakeInstances() {
        Component component = host.component(RECURSIVE);
        int[] made = {0};
        host.linker.root().func("thunk", (store, _) -> {
            if (++made[0] < 5) {
                var _ = host.linker.instantiate(store, component).func("f").call();
            }
            return null;
        });
        assertThat(host.linker.instantiate(host.store, component).func("f").call())
                .isEmpty();
        assertThat(made[0]).isEqualTo(5);
    }

    /// Instances do not need the component and the linker that they were made with.
    @Test
    void instancesLiveWithoutTheirComponent() {
        Func func;
        {
            Component component = host.component("""
                    (core module $m (func (export "f") (result i32) (i32.const 5)))
                    (core instance $m (instantiate $m))
                    (func (export "f") (result u32) (canon lift (core func $m "f")))
                    """);
            func = host.linker.instantiate(host.store, component).func("f");
        }
        host.engine.close();
        assertThat(func.call()).contains(Val.u32(5));
        assertThatThrownBy(() -> host.component("")).isInstanceOf(IllegalStateException.class);
    }

    /// R72: an asynchronous call that nobody waits for is over when its store is asked for.
    @Test
    void abandonedAsynchronousCallsAreCancelled() throws Exception {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        CompletableFuture<Val> never = new CompletableFuture<>();
        host.linker.root().funcAsync("thunk", (_, _) -> {
            reached.complete(null);
            return never;
        });
        CompletableFuture<Optional<Val>> call =
                host.instance(RECURSIVE).func("f").callAsync();
        reached.get(20, TimeUnit.SECONDS);
        assertThat(call.cancel(true)).isTrue();
        host.store.close(); // waits until the call has left
        assertThat(never).isCancelled();
    }

    /// R69, R92: who allocates must not leave; the trace shows everybody on the way.
    @Test
    void allocatorsOfResultsCannotLeave() {
        host.linker
                .root()
                .func("thunk", (_, _) -> {
                    throw new IllegalStateException("called");
                })
                .func("text", (_, _) -> Val.string("hello"));
        Func run = host.instance("""
                (import "thunk" (func $thunk))
                (import "text" (func $text (result string)))
                (core module $shim
                  (table (export "table") 2 funcref)
                  (func $shim-thunk (export "thunk") (call_indirect (i32.const 0)))
                  (func $shim-text (export "text") (param i32)
                    (call_indirect (param i32) (local.get 0) (i32.const 1))))
                (core instance $shim (instantiate $shim))
                (core module $m
                  (import "" "thunk" (func $thunk))
                  (import "" "text" (func $text (param i32)))
                  (memory (export "memory") 1)
                  (func $realloc (export "realloc") (param i32 i32 i32 i32) (result i32) (call $thunk) unreachable)
                  (func $run (export "run") (call $text (i32.const 8))))
                (core instance $m (instantiate $m (with "" (instance $shim))))
                (core func $thunk' (canon lower (func $thunk)))
                (core func $text' (canon lower (func $text) (memory $m "memory") (realloc (func $m "realloc"))))
                (core module $fill
                  (import "shim" "table" (table 2 funcref))
                  (import "" "thunk" (func $thunk))
                  (import "" "text" (func $text (param i32)))
                  (elem (i32.const 0) $thunk $text))
                (core instance (instantiate $fill (with "shim" (instance $shim)) (with "" (instance
                  (export "thunk" (func $thunk')) (export "text" (func $text'))))))
                (func (export "run") (canon lift (core func $m "run")))
                """).func("run");
        assertThatThrownBy(run::call)
                .isInstanceOfSatisfying(
                        Trap.class,
                        trap -> assertThat(trap.backtrace().frames())
                                .extracting(WasmBacktrace.Frame::funcName)
                                .containsExactly("shim-thunk", "realloc", "shim-text", "run"))
                .hasMessage("cannot leave component instance");
    }
}
