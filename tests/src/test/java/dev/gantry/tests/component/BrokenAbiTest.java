package dev.gantry.tests.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.component.Func;
import dev.gantry.component.Instance;
import dev.gantry.component.Resource;
import dev.gantry.component.ResourceType;
import dev.gantry.component.Val;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Guests that break the canonical ABI in every way there is: each is a trap with the text that is specified, on the
/// way out of an export and on the way into an import, and the end of the instance (R70).
@EachStrategy
class BrokenAbiTest {
    private static final String NAMED = """
            (type $v' (variant (case "a" u32) (case "b") (case "c" string)))
            (%1$s "v" (type $v (eq $v')))
            (type $e' (enum "x" "y"))
            (%1$s "e" (type $e (eq $e')))
            """;

    private final Host host;

    BrokenAbiTest(String strategy) {
        host = new Host(strategy);
    }

    @AfterEach
    void close() {
        host.close();
    }

    /// What is wrong in memory: a type, the bytes at 16 that should be one of its values, the encoding, the trap.
    private record InMemory(String type, String bytes, String encoding, Failure failure) {
        static InMemory of(String type, String bytes, Failure failure) {
            return new InMemory(type, bytes, "utf8", failure);
        }

        static InMemory text(String encoding, int address, int length, Failure failure) {
            return new InMemory("string", word(address) + word(length), encoding, failure);
        }

        /// A string whose bytes lie at 64.
        static InMemory text(String encoding, int length, String content, Failure failure) {
            return new InMemory("string", word(64) + word(length) + "\\00".repeat(40) + content, encoding, failure);
        }

        static InMemory list(String element, int address, int length, Failure failure) {
            return of("(list " + element + ")", word(address) + word(length), failure);
        }

        private static String word(int value) {
            StringBuilder bytes = new StringBuilder();
            for (int at = 0; at < Integer.SIZE; at += Byte.SIZE) {
                bytes.append("\\%02x".formatted((value >>> at) & 0xFF));
            }
            return bytes.toString();
        }
    }

    private static List<InMemory> wrongContent() {
        List<InMemory> rows = new ArrayList<>(List.of(
                InMemory.of("(option u8)", "\\02", Failure.INVALID_DISCRIMINANT),
                InMemory.of("(result u8)", "\\ff", Failure.INVALID_DISCRIMINANT),
                InMemory.of("$v", "\\03", Failure.INVALID_DISCRIMINANT),
                InMemory.of("$e", "\\02", Failure.INVALID_DISCRIMINANT),
                InMemory.of("(tuple u8 (option (option u8)))", "\\00\\01\\02", Failure.INVALID_DISCRIMINANT),
                InMemory.of("char", InMemory.word(0xD800), Failure.INVALID_CHAR),
                InMemory.of("char", InMemory.word(0xDFFF), Failure.INVALID_CHAR),
                InMemory.of("char", InMemory.word(0x11_0000), Failure.INVALID_CHAR),
                InMemory.of("char", InMemory.word(-1), Failure.INVALID_CHAR),
                InMemory.list("u8", 65_536, 1, Failure.LIST_OUT_OF_BOUNDS),
                InMemory.list("u8", 65_537, 0, Failure.LIST_OUT_OF_BOUNDS),
                InMemory.list("u8", 0, 65_537, Failure.LIST_OUT_OF_BOUNDS),
                InMemory.list("u8", -1, -1, Failure.LIST_OUT_OF_BOUNDS),
                InMemory.list("u64", 0, 0x2000_0000, Failure.LIST_OUT_OF_BOUNDS),
                InMemory.list("u64", 8, -1, Failure.LIST_OUT_OF_BOUNDS),
                InMemory.list("u16", 1, 0, Failure.POINTER_NOT_ALIGNED),
                InMemory.list("u32", 2, 1, Failure.POINTER_NOT_ALIGNED),
                InMemory.list("u64", 4, 1, Failure.POINTER_NOT_ALIGNED),
                InMemory.list("(tuple u8 f64)", 4, 1, Failure.POINTER_NOT_ALIGNED),
                InMemory.of(
                        "(list string)",
                        InMemory.word(24) + InMemory.word(1) + InMemory.word(65_530) + InMemory.word(7),
                        Failure.STRING_OUT_OF_BOUNDS)));
        for (String encoding : List.of("utf8", "utf16", "latin1+utf16")) {
            rows.add(InMemory.text(encoding, 65_538, 0, Failure.STRING_OUT_OF_BOUNDS));
            rows.add(InMemory.text(encoding, 65_534, 3, Failure.STRING_OUT_OF_BOUNDS));
            rows.add(InMemory.text(encoding, 0x8000_0000, 1, Failure.STRING_OUT_OF_BOUNDS));
            rows.add(InMemory.text(encoding, -2, 4, Failure.STRING_OUT_OF_BOUNDS));
            rows.add(InMemory.text(encoding, 1000, 0x7FFF_FFFF, Failure.STRING_OUT_OF_BOUNDS));
            rows.add(InMemory.text(encoding, 1000, -1, Failure.STRING_OUT_OF_BOUNDS));
        }
        rows.add(InMemory.text("utf16", 17, 1, Failure.POINTER_NOT_ALIGNED));
        rows.add(InMemory.text("latin1+utf16", 17, 1, Failure.POINTER_NOT_ALIGNED));
        rows.add(InMemory.text("utf8", 1, "\\ff", Failure.INVALID_UTF8));
        rows.add(InMemory.text("utf8", 6, "fine\\80!", Failure.INVALID_UTF8)); // a byte that continues nothing
        rows.add(InMemory.text("utf8", 2, "\\c0\\80", Failure.INVALID_UTF8)); // longer than it need be
        rows.add(InMemory.text("utf8", 3, "\\ed\\a0\\80", Failure.INVALID_UTF8)); // a surrogate
        rows.add(InMemory.text("utf8", 4, "\\f5\\80\\80\\80", Failure.INVALID_UTF8)); // beyond the last character
        rows.add(InMemory.text("utf8", 3, "ab\\c3", Failure.INCOMPLETE_UTF8));
        rows.add(InMemory.text("utf8", 3, "\\f0\\9f\\98", Failure.INCOMPLETE_UTF8));
        rows.add(InMemory.text("utf16", 1, "\\01\\d8", Failure.UNPAIRED_SURROGATE));
        rows.add(InMemory.text("utf16", 2, "\\01\\dc\\01\\d8", Failure.UNPAIRED_SURROGATE));
        rows.add(InMemory.text("latin1+utf16", 0x8000_0002, "\\61\\00\\01\\d8", Failure.UNPAIRED_SURROGATE));
        return rows;
    }

    private static void assertEnded(Func func, Failure failure, Object what) {
        assertThatThrownBy(func::call)
                .as("%s", what)
                .isInstanceOfSatisfying(
                        Trap.class,
                        trap -> assertThat(trap.failure()).as("%s", what).isEqualTo(failure))
                .hasMessage(failure.text());
        assertThatThrownBy(func::call)
                .as("after %s", what)
                .isInstanceOf(Trap.class)
                .hasMessage("cannot enter component instance");
    }

    /// As results of exports, in a tuple that goes through memory.
    @Test
    void wrongResultsTrap() {
        for (InMemory row : wrongContent()) {
            Func func = host.instance("""
                    %s
                    (core module $m
                      (memory (export "memory") 1)
                      (data (i32.const 16) "%s")
                      (func (export "f") (result i32) (i32.const 16)))
                    (core instance $i (instantiate $m))
                    (func (export "f") (result (tuple %s u8 u8))
                      (canon lift (core func $i "f") (memory $i "memory") string-encoding=%s))
                    """.formatted(NAMED.formatted("import"), row.bytes(), row.type(), row.encoding()))
                    .func("f");
            assertEnded(func, row.failure(), row);
        }
    }

    /// As arguments of imports, in a list; the host function never runs.
    @Test
    void wrongArgumentsTrap() {
        List<Object> seen = new ArrayList<>();
        host.linker.root().func("take", (_, args) -> {
            seen.add(args);
            return null;
        });
        for (InMemory row : wrongContent()) {
            Func func = host.instance("""
                    %s
                    (import "take" (func $take (param "x" (list %s))))
                    (core module $libc (memory (export "memory") 1) (data (i32.const 16) "%s"))
                    (core instance $libc (instantiate $libc))
                    (core func $take' (canon lower (func $take) (memory $libc "memory") string-encoding=%s))
                    (core module $m
                      (import "" "take" (func $take (param i32 i32)))
                      (func (export "f") (call $take (i32.const 16) (i32.const 1))))
                    (core instance $i (instantiate $m (with "" (instance (export "take" (func $take'))))))
                    (func (export "f") (canon lift (core func $i "f")))
                    """.formatted(NAMED.formatted("import"), row.type(), row.bytes(), row.encoding()))
                    .func("f");
            assertEnded(func, row.failure(), row);
        }
        assertThat(seen).isEmpty();
    }

    private Func flat(String type, String core, String constant) {
        return host.instance("""
                %s
                (core module $m (func (export "f") (result %s) %s))
                (core instance $i (instantiate $m))
                (func (export "f") (result %s) (canon lift (core func $i "f")))
                """.formatted(NAMED.formatted("import"), core, constant, type))
                .func("f");
    }

    /// As core values.
    @Test
    void wrongFlatResultsTrap() {
        assertEnded(flat("char", "i32", "i32.const 0xd800"), Failure.INVALID_CHAR, "char");
        assertEnded(flat("$e", "i32", "i32.const 2"), Failure.INVALID_DISCRIMINANT, "enum");
        assertEnded(flat("$e", "i32", "i32.const -1"), Failure.INVALID_DISCRIMINANT, "enum");
        assertEnded(flat("(result)", "i32", "i32.const 256"), Failure.INVALID_DISCRIMINANT, "result");
    }

    /// Where results go through memory, the guest says where they are; where it wants them, it says so, too.
    @Test
    void wrongPlacesOfResultsTrap() {
        host.linker.root().func("give", (_, _) -> Val.tuple(Val.u32(1), Val.u32(2)));
        for (Object[] row : new Object[][] {
            {2, Failure.POINTER_NOT_ALIGNED},
            {65_532, Failure.POINTER_OUT_OF_BOUNDS},
            {-4, Failure.POINTER_OUT_OF_BOUNDS}
        }) {
            Func giving = host.instance("""
                    (core module $m (memory (export "memory") 1) (func (export "f") (result i32) (i32.const %s)))
                    (core instance $i (instantiate $m))
                    (func (export "f") (result (tuple u32 u32)) (canon lift (core func $i "f") (memory $i "memory")))
                    """.formatted(row[0])).func("f");
            assertEnded(giving, (Failure) row[1], "result at " + row[0]);
            Func taking = host.instance("""
                    (import "give" (func $give (result (tuple u32 u32))))
                    (core module $libc (memory (export "memory") 1))
                    (core instance $libc (instantiate $libc))
                    (core func $give' (canon lower (func $give) (memory $libc "memory")))
                    (core module $m
                      (import "" "give" (func $give (param i32)))
                      (func (export "f") (call $give (i32.const %s))))
                    (core instance $i (instantiate $m (with "" (instance (export "give" (func $give'))))))
                    (func (export "f") (canon lift (core func $i "f")))
                    """.formatted(row[0])).func("f");
            assertEnded(taking, (Failure) row[1], "room at " + row[0]);
        }
    }

    /// Where there are more than 16 core parameters, the guest says where they are.
    @Test
    void wrongPlacesOfArgumentsTrap() {
        host.linker.root().func("take", (_, _) -> null);
        for (Object[] row : new Object[][] {
            {2, Failure.POINTER_NOT_ALIGNED},
            {65_536 - 64, Failure.POINTER_OUT_OF_BOUNDS},
            {-4, Failure.POINTER_OUT_OF_BOUNDS}
        }) {
            Func func = host.instance("""
                    (import "take" (func $take %s))
                    (core module $libc (memory (export "memory") 1))
                    (core instance $libc (instantiate $libc))
                    (core func $take' (canon lower (func $take) (memory $libc "memory")))
                    (core module $m
                      (import "" "take" (func $take (param i32)))
                      (func (export "f") (call $take (i32.const %s))))
                    (core instance $i (instantiate $m (with "" (instance (export "take" (func $take'))))))
                    (func (export "f") (canon lift (core func $i "f")))
                    """.formatted(params(17), row[0])).func("f");
            assertEnded(func, (Failure) row[1], "arguments at " + row[0]);
        }
    }

    private static String params(int count) {
        StringBuilder params = new StringBuilder();
        for (int at = 0; at < count; at++) {
            params.append("(param \"p").append(at).append("\" u32)");
        }
        return params.toString();
    }

    /// Allocators that give what is no room.
    @Test
    void wrongRoomTraps() {
        for (String encoding : List.of("utf8", "utf16", "latin1+utf16")) {
            assertRoom("string", encoding, Val.string("öäü"), "i32.const 65534", Failure.REALLOC_OUT_OF_BOUNDS);
            assertRoom("string", encoding, Val.string("öäü"), "i32.const -2", Failure.REALLOC_OUT_OF_BOUNDS);
            assertRoom("string", encoding, Val.string("x"), "i32.const 100000", Failure.REALLOC_OUT_OF_BOUNDS);
        }
        assertRoom("string", "utf16", Val.string("x"), "i32.const 17", Failure.REALLOC_NOT_ALIGNED);
        assertRoom("(list u64)", "utf8", Val.list(Val.u64(1)), "i32.const 4", Failure.REALLOC_NOT_ALIGNED);
        assertRoom("(list u64)", "utf8", Val.list(Val.u64(1)), "i32.const 65536", Failure.REALLOC_OUT_OF_BOUNDS);
        assertRoom("(list u64)", "utf8", Val.list(), "i32.const 65544", Failure.REALLOC_OUT_OF_BOUNDS);
        assertRoom("string", "utf8", Val.string("x"), "unreachable", Failure.UNREACHABLE);
        assertRoom(
                "string",
                "utf8",
                Val.string("x"),
                "(call $realloc (local.get 0) (local.get 1) (local.get 2) (local.get 3))",
                Failure.CALL_STACK_EXHAUSTED);
    }

    private void assertRoom(String type, String encoding, Val value, String realloc, Failure failure) {
        Func func = host.instance("""
                (core module $m
                  (memory (export "memory") 1)
                  (func $realloc (export "realloc") (param i32 i32 i32 i32) (result i32) %s)
                  (func (export "f") (param i32 i32) unreachable))
                (core instance $i (instantiate $m))
                (func (export "f") (param "x" %s)
                  (canon lift (core func $i "f") (memory $i "memory") (realloc (func $i "realloc"))
                    string-encoding=%s))
                """.formatted(realloc, type, encoding)).func("f");
        assertThatThrownBy(() -> func.call(value))
                .as("%s %s %s", type, encoding, realloc)
                .isInstanceOf(Trap.class)
                .hasMessage(failure.text());
        assertThatThrownBy(() -> func.call(value)).hasMessage("cannot enter component instance");
    }

    /// An allocator that makes the memory grow gives room all the same.
    @Test
    void roomMayBeNew() {
        Func func = host.instance("""
                (core module $m
                  (memory (export "memory") 1)
                  (func (export "realloc") (param i32 i32 i32 i32) (result i32)
                    (i32.mul (memory.grow (i32.const 1)) (i32.const 65536)))
                  (func (export "f") (param i32 i32) (result i32) (i32.load8_u (local.get 0))))
                (core instance $i (instantiate $m))
                (func (export "f") (param "x" string) (result u8)
                  (canon lift (core func $i "f") (memory $i "memory") (realloc (func $i "realloc"))))
                """).func("f");
        assertThat(func.call(Val.string("a"))).contains(Val.u8('a'));
        assertThat(func.call(Val.string("b".repeat(65_536)))).contains(Val.u8('b'));
    }

    /// R69: what `realloc` and `post-return` must not do. Each calls what it is given.
    @Test
    void callbacksOfTheAbiCannotLeave() {
        host.linker.root().func("thunk", (_, _) -> {
            throw new IllegalStateException("called");
        });
        for (String body : List.of("call $thunk", "(drop (call $new (i32.const 1)))", "(call $drop (i32.const 1))")) {
            Instance instance = host.instance(leaving(body));
            assertThatThrownBy(() -> instance.func("take").call(Val.string("x")))
                    .as("realloc: %s", body)
                    .hasMessage("cannot leave component instance");
            Instance other = host.instance(leaving(body));
            assertThatThrownBy(() -> other.func("cleaned").call())
                    .as("post-return: %s", body)
                    .hasMessage("cannot leave component instance");
            assertThatThrownBy(() -> other.func("cleaned").call()).hasMessage("cannot enter component instance");
        }
        Instance looking = host.instance(leaving("(drop (call $rep (i32.const 1)))")); // that is no leaving
        assertThatThrownBy(() -> looking.func("take").call(Val.string("x"))).hasMessage("unknown handle index 1");
    }

    private static String leaving(String body) {
        return """
                (import "thunk" (func $thunk))
                (core func $thunk' (canon lower (func $thunk)))
                (type $r (resource (rep i32)))
                (core func $new (canon resource.new $r))
                (core func $drop (canon resource.drop $r))
                (core func $rep (canon resource.rep $r))
                (core module $m
                  (import "" "thunk" (func $thunk))
                  (import "" "new" (func $new (param i32) (result i32)))
                  (import "" "rep" (func $rep (param i32) (result i32)))
                  (import "" "drop" (func $drop (param i32)))
                  (memory (export "memory") 1)
                  (func (export "realloc") (param i32 i32 i32 i32) (result i32) %1$s (i32.const 1024))
                  (func (export "post") %1$s)
                  (func (export "take") (param i32 i32))
                  (func (export "f")))
                (core instance $i (instantiate $m (with "" (instance
                  (export "thunk" (func $thunk')) (export "new" (func $new)) (export "rep" (func $rep))
                  (export "drop" (func $drop))))))
                (func (export "take") (param "x" string)
                  (canon lift (core func $i "take") (memory $i "memory") (realloc (func $i "realloc"))))
                (func (export "cleaned") (canon lift (core func $i "f") (post-return (func $i "post"))))
                """.formatted(body);
    }

    /// A guest whose start function and whose destructor call the host.
    private static final String CALLING = """
            (import "r" (type $host-r (sub resource)))
            (import "thunk" (func $thunk (param "x" u32)))
            (core func $thunk' (canon lower (func $thunk)))
            (core module $d
              (import "" "thunk" (func $thunk (param i32)))
              (func $start (call $thunk (i32.const 1)))
              (start $start)
              (func (export "dtor") (param i32) (call $thunk (local.get 0)))
              (func (export "f")))
            (core instance $d (instantiate $d (with "" (instance (export "thunk" (func $thunk'))))))
            (type $t' (resource (rep i32) (dtor (func $d "dtor"))))
            (export $t "t" (type $t'))
            (core func $new (canon resource.new $t'))
            (core func $drop (canon resource.drop $t'))
            (func (export "make") (param "rep" u32) (result (own $t)) (canon lift (core func $new)))
            (func (export "drop") (param "t" (own $t)) (canon lift (core func $drop)))
            (func (export "f") (canon lift (core func $d "f")))
            """;

    /// R69: start functions and destructors may call the host, which cannot enter while a destructor runs.
    @Test
    void destructorsCanLeaveButNobodyEntersMeanwhile() {
        AtomicReference<Instance> instance = new AtomicReference<>();
        List<String> seen = new ArrayList<>();
        host.linker.root().resource("r", ResourceType.host("r"), (_, _) -> {}).func("thunk", (_, args) -> {
            seen.add("called with " + ((Val.U32) args.getFirst()).value());
            if (instance.get() != null) {
                assertThatThrownBy(() -> instance.get().func("f").call())
                        .isInstanceOf(Trap.class)
                        .satisfies(trap -> seen.add(trap.getMessage()));
            }
            return null;
        });
        instance.set(host.instance(CALLING));
        Resource made =
                ((Val.ResourceVal) instance.get().func("make").call(Val.u32(7)).orElseThrow()).resource();
        made.drop(host.store);
        Val again = instance.get().func("make").call(Val.u32(8)).orElseThrow();
        assertThat(instance.get().func("drop").call(again)).isEmpty();
        assertThat(instance.get().func("f").call()).isEmpty(); // what the host caught has not harmed anybody
        assertThat(seen)
                .containsExactly(
                        "called with 1",
                        "called with 7",
                        "cannot enter component instance",
                        "called with 8",
                        "cannot enter component instance");
    }

    /// Handles: numbers that stand for nothing, for something else, or twice for the same.
    @Test
    void wrongHandlesTrap() {
        for (Object[] row : new Object[][] {
            {"(i32.const 0)", "unknown handle index 0"},
            {"(i32.const 1)", "unknown handle index 1"},
            {"(i32.const -1)", "unknown handle index 4294967295"},
            {"(i32.const 0x10000000)", "unknown handle index 268435456"},
            {
                "(call $new-u (i32.const 5))",
                "handle index 1 used with the wrong type, expected guest-defined resource but found a different "
                        + "guest-defined resource"
            },
        }) {
            for (String use : List.of("drop", "rep", "give")) {
                Func func = handles("(call $%s %s)".formatted(use, row[0])).func("f");
                assertThatThrownBy(func::call).as("%s %s", use, row[0]).hasMessage((String) row[1]);
                assertThatThrownBy(func::call).hasMessage("cannot enter component instance");
            }
        }
        Func twice = handles("(local $t i32) (local.set $t (call $new-t (i32.const 5))) (drop (call $drop"
                        + " (local.get $t))) (call $drop (local.get $t))")
                .func("f");
        assertThatThrownBy(twice::call).hasMessage("unknown handle index 1");
    }

    private Instance handles(String body) {
        return host.instance("""
                (type $t' (resource (rep i32)))
                (export $t "t" (type $t'))
                (type $u (resource (rep i32)))
                (core func $new-t (canon resource.new $t'))
                (core func $new-u (canon resource.new $u))
                (core func $drop' (canon resource.drop $t'))
                (core func $rep (canon resource.rep $t'))
                (core module $m
                  (import "" "new-t" (func $new-t (param i32) (result i32)))
                  (import "" "new-u" (func $new-u (param i32) (result i32)))
                  (import "" "drop" (func $drop' (param i32)))
                  (import "" "rep" (func $rep (param i32) (result i32)))
                  (func $drop (param i32) (result i32) (call $drop' (local.get 0)) (i32.const 0))
                  (func $give (param i32) (result i32) (local.get 0))
                  (func (export "f") (result i32) %s))
                (core instance $i (instantiate $m (with "" (instance
                  (export "new-t" (func $new-t)) (export "new-u" (func $new-u))
                  (export "drop" (func $drop')) (export "rep" (func $rep))))))
                (func (export "f") (result (own $t)) (canon lift (core func $i "f")))
                """.formatted(body));
    }

    /// How much may pass to the host in one call is limited; what the host passes to guests is not.
    @Test
    void guestsCannotFillTheHost() {
        String fields = """
                (core module $m
                  (memory (export "memory") 1)
                  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
                  (func (export "f") (param i32 i32) (result i32)
                    (i32.store (i32.const 8) (i32.const 1024)) (i32.store (i32.const 12) (local.get 1)) (i32.const 8)))
                (core instance $i (instantiate $m))
                (func (export "f") (param "x" %1$s) (result %1$s)
                  (canon lift (core func $i "f") (memory $i "memory") (realloc (func $i "realloc"))))
                """;
        assertThat(host.store.hostCallBudget()).isEqualTo(128 << 20);
        host.store.hostCallBudget(1000);
        Func text = host.instance(fields.formatted("string")).func("f");
        assertThat(text.call(Val.string("x".repeat(1000)))).contains(Val.string("x".repeat(1000)));
        assertThat(text.call(Val.string("x".repeat(1000)))).contains(Val.string("x".repeat(1000)));
        assertThatThrownBy(() -> text.call(Val.string("x".repeat(1001)))).hasMessage(Failure.LIFTED_TOO_MUCH.text());
        Func list = host.instance(fields.formatted("(list u8)")).func("f");
        Val[] fine = new Val[1000 / 16];
        Arrays.fill(fine, Val.u8(1));
        assertThat(list.call(Val.list(fine))).contains(Val.list(fine));
        Val[] tooMany = Arrays.copyOf(fine, fine.length + 1);
        tooMany[fine.length] = Val.u8(2);
        assertThatThrownBy(() -> list.call(Val.list(tooMany))).hasMessage(Failure.LIFTED_TOO_MUCH.text());
        for (long wrong : new long[] {-1, Integer.MAX_VALUE, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> host.store.hostCallBudget(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /// Wasm exceptions do not leave a component, from wherever they come.
    @Test
    void exceptionsOfGuestsAreTraps() {
        for (String place : List.of("f", "realloc", "post")) {
            Func func = host.instance("""
                    (core module $m
                      (tag $e)
                      (memory (export "memory") 1)
                      (func (export "realloc") (param i32 i32 i32 i32) (result i32) %s (i32.const 1024))
                      (func (export "post") %s)
                      (func (export "f") (param i32 i32) %s))
                    (core instance $i (instantiate $m))
                    (func (export "f") (param "x" string)
                      (canon lift (core func $i "f") (memory $i "memory") (realloc (func $i "realloc"))
                        (post-return (func $i "post"))))
                    """.formatted(
                                    place.equals("realloc") ? "(throw $e)" : "",
                                    place.equals("post") ? "(throw $e)" : "",
                                    place.equals("f") ? "(throw $e)" : ""))
                    .func("f");
            assertThatThrownBy(() -> func.call(Val.string("x")))
                    .as(place)
                    .isInstanceOf(Trap.class)
                    .hasMessage("uncaught exception propagated out of component");
        }
    }
}
