package dev.gantry.tests.component;

/// A core module `$libc` with a memory and an allocator that never frees, and an instance of it.
public final class Libc {
    /// The text, fields of a component.
    public static final String TEXT = """
            (core module $libc
              (memory (export "memory") 1)
              (global $next (mut i32) (i32.const 1024))
              (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
                (local.set $at (i32.and
                  (i32.add (global.get $next) (i32.sub (local.get 2) (i32.const 1)))
                  (i32.sub (i32.const 0) (local.get 2))))
                (global.set $next (i32.add (local.get $at) (local.get 3)))
                (local.get $at)))
            (core instance $libc (instantiate $libc))
            """;

    private Libc() {}
}
