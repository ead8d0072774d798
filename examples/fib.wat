;; Fibonacci numbers, by recursion and by a loop.
;;
;;   ./gantry run --invoke fib examples/fib.wat 30
;;   ./gantry run --invoke fib_loop examples/fib.wat 90

(module
  (func $fib (export "fib") (param $n i32) (result i32)
    (if (result i32) (i32.lt_s (local.get $n) (i32.const 2))
      (then (local.get $n))
      (else
        (i32.add
          (call $fib (i32.sub (local.get $n) (i32.const 1)))
          (call $fib (i32.sub (local.get $n) (i32.const 2)))))))

  (func (export "fib_loop") (param $n i32) (result i64)
    (local $a i64) (local $b i64)
    (local.set $b (i64.const 1))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $n)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (local.get $b)
        (local.set $b (i64.add (local.get $a) (local.get $b)))
        (local.set $a)
        (br $next)))
    (local.get $a)))
