package dev.gantry.jmh;

import dev.gantry.Engine;
import dev.gantry.Store;
import dev.gantry.component.Component;
import dev.gantry.component.Instance;
import dev.gantry.component.Linker;
import dev.gantry.component.Val;
import java.util.function.Consumer;

/// The component that benchmarks of components call, and a host that gives back what it is given.
///
/// Its allocator starts from the beginning with each call of an export, so that memory does not grow.
final class ComponentGuest {
    /// How often wasm calls the host in one invocation of a benchmark.
    static final int CALLS = 1_000;

    /// The bytes of the list that `list-out` gives.
    static final int LIST_BYTES = 1 << 20;

    private static final String TEXT = """
            (component
              (type $point' (record (field "x" s32) (field "y" f64)))
              (import "point" (type $point (eq $point')))
              (import "nop" (func $nop))
              (import "nop-params-and-results" (func $values (param "x" u32) (param "y" u64) (result f32)))
              (import "record" (func $record (param "p" $point) (result $point)))
              (import "string" (func $string (param "s" string) (result string)))
              (core module $libc
                (memory (export "memory") 64)
                (global $next (mut i32) (i32.const 1024))
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
                  (local.set $at (i32.and (i32.add (global.get $next) (i32.const 15)) (i32.const -16)))
                  (global.set $next (i32.add (local.get $at) (local.get 3)))
                  (local.get $at))
                (func (export "reset") (global.set $next (i32.const 1024))))
              (core instance $libc (instantiate $libc))
              (alias core export $libc "memory" (core memory $memory))
              (alias core export $libc "realloc" (core func $realloc))
              (core func $nop' (canon lower (func $nop)))
              (core func $values' (canon lower (func $values)))
              (core func $record' (canon lower (func $record) (memory $memory)))
              (core func $string' (canon lower (func $string) (memory $memory) (realloc $realloc) ENCODING))
              (core module $main
                (import "libc" "memory" (memory 64))
                (import "libc" "reset" (func $reset))
                (import "host" "nop" (func $nop))
                (import "host" "values" (func $values (param i32 i64) (result f32)))
                (import "host" "record" (func $record (param i32 f64 i32)))
                (import "host" "string" (func $string (param i32 i32 i32)))
                (data (i32.const 512) "a string of thirty-two characters")
                (func (export "nop"))
                (func (export "nop-params-and-results") (param i32 i64) (result f32) (f32.const 0))
                (func (export "record") (param i32 f64) (result i32)
                  (i32.store (i32.const 64) (local.get 0))
                  (f64.store (i32.const 72) (local.get 1))
                  (i32.const 64))
                (func (export "string") (param i32 i32) (result i32)
                  (call $reset)
                  (i32.store (i32.const 64) (local.get 0))
                  (i32.store (i32.const 68) (local.get 1))
                  (i32.const 64))
                (func (export "list-in") (param i32 i32) (result i32)
                  (call $reset)
                  (local.get 1))
                (func (export "list-out") (result i32)
                  (i32.store (i32.const 64) (i32.const 1024))
                  (i32.store (i32.const 68) (i32.const BYTES))
                  (i32.const 64))
                (func (export "call-nop") (param $left i32)
                  (loop $again
                    (call $nop)
                    (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))
                (func (export "call-values") (param $left i32)
                  (loop $again
                    (drop (call $values (i32.const 1) (i64.const 2)))
                    (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))
                (func (export "call-record") (param $left i32)
                  (loop $again
                    (call $record (i32.const 1) (f64.const 2) (i32.const 64))
                    (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))
                (func (export "call-string") (param $left i32)
                  (loop $again
                    (call $reset)
                    (call $string (i32.const 512) (i32.const 32) (i32.const 64))
                    (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))))
              (core instance $main (instantiate $main
                (with "libc" (instance $libc))
                (with "host" (instance
                  (export "nop" (func $nop'))
                  (export "values" (func $values'))
                  (export "record" (func $record'))
                  (export "string" (func $string'))))))
              (func (export "nop") (canon lift (core func $main "nop")))
              (func (export "nop-params-and-results") (param "x" u32) (param "y" u64) (result f32)
                (canon lift (core func $main "nop-params-and-results")))
              (func (export "record") (param "p" $point) (result $point)
                (canon lift (core func $main "record") (memory $memory)))
              (func (export "string") (param "s" string) (result string)
                (canon lift (core func $main "string") (memory $memory) (realloc $realloc) ENCODING))
              (func (export "list-in") (param "l" (list u8)) (result u32)
                (canon lift (core func $main "list-in") (memory $memory) (realloc $realloc)))
              (func (export "list-out") (result (list u8))
                (canon lift (core func $main "list-out") (memory $memory)))
              (func (export "call-nop") (param "left" u32) (canon lift (core func $main "call-nop")))
              (func (export "call-values") (param "left" u32) (canon lift (core func $main "call-values")))
              (func (export "call-record") (param "left" u32) (canon lift (core func $main "call-record")))
              (func (export "call-string") (param "left" u32) (canon lift (core func $main "call-string"))))
            """;

    private ComponentGuest() {}

    /// A record, as the component has it.
    ///
    /// @param x a number
    /// @param y a number
    public record Point(int x, double y) {}

    /// A function of numbers.
    @FunctionalInterface
    public interface Values {
        /// Calls it.
        float call(int x, long y);
    }

    /// A function of a record.
    @FunctionalInterface
    public interface Records {
        /// Calls it.
        Point call(Point point);
    }

    /// A function of a string.
    @FunctionalInterface
    public interface Strings {
        /// Calls it.
        String call(String text);
    }

    /// A function that takes a list of bytes.
    @FunctionalInterface
    public interface TakesBytes {
        /// Calls it.
        int call(byte[] bytes);
    }

    /// A function that gives a list of bytes.
    @FunctionalInterface
    public interface GivesBytes {
        /// Calls it.
        byte[] call();
    }

    /// A function that takes a number.
    @FunctionalInterface
    public interface Loop {
        /// Calls it.
        void run(int times);
    }

    /// Compiles the component.
    ///
    /// @param encoding of strings: `utf8`, `utf16` or `latin1+utf16`
    static Component compile(Engine engine, String encoding) {
        return Component.ofText(
                engine,
                TEXT.replace("ENCODING", "string-encoding=" + encoding).replace("BYTES", Integer.toString(LIST_BYTES)));
    }

    /// A linker with typed functions, or with functions of [Val]s.
    static Linker<Void> linker(Engine engine, String style) {
        Linker<Void> linker = new Linker<>(engine);
        if (style.equals("typed")) {
            linker.root()
                    .func("nop", Runnable.class, () -> {})
                    .func("nop-params-and-results", Values.class, (_, _) -> 0)
                    .func("record", Records.class, point -> point)
                    .func("string", Strings.class, text -> text);
        } else {
            Val zero = Val.f32(0);
            linker.root()
                    .func("nop", (_, _) -> null)
                    .func("nop-params-and-results", (_, _) -> zero)
                    .func("record", (_, args) -> args.getFirst())
                    .func("string", (_, args) -> args.getFirst());
        }
        return linker;
    }

    /// An instance in a store of its own.
    static Instance instantiate(Engine engine, String encoding, String style, Consumer<Store<Void>> keep) {
        Store<Void> store = Store.of(engine);
        keep.accept(store);
        return linker(engine, style).instantiate(store, compile(engine, encoding));
    }
}
