;;! legacy_exceptions = true
;; Clauses come behind what they cover: whom they catch for is known only at the end.
(module
  (tag $i (param i32))
  (tag $e)
  (tag $many (param i32 i64 f32 f64 i32))
  (func $throw (param i32) (throw $i (local.get 0)))
  (func $identity (param i32) (result i32) (local.get 0))

  ;; what was below the `try`, and what its body wrote to locals, is there in a clause
  (func (export "keeps") (param $x i32) (result i32) (local $y i32) (local $z i64)
    (call $identity (i32.const 1000))
    (local.set $y (i32.const 5))
    (try (result i32)
      (do
        (local.set $y (i32.add (local.get $y) (local.get $x)))
        (local.set $z (i64.const 70))
        (call $throw (i32.const 100))
        (local.set $y (i32.const -1))
        (i32.const -1))
      (catch $i
        (i32.add (i32.add (local.get $y)) (i32.wrap_i64 (local.get $z)))))
    (i32.add))

  ;; the first clause that fits
  (func (export "first") (param i32) (result i32) (local $last i32) (local $d f64)
    (try (result i32)
      (do
        (if (i32.eqz (local.get 0)) (then (throw $e)))
        (if (i32.eq (local.get 0) (i32.const 1)) (then (throw $i (i32.const 11))))
        (if (i32.eq (local.get 0) (i32.const 2))
          (then (throw $many (i32.const 1) (i64.const 2) (f32.const 4) (f64.const 8) (i32.const 16))))
        (i32.const 3))
      (catch $e (i32.const 10))
      (catch $i)
      (catch $many
        (local.set $last)
        (local.set $d)
        (i32.trunc_f32_s)
        (i32.add (i32.trunc_f64_s (local.get $d)))
        (i32.add (local.get $last))
        (local.set $last)
        (i32.wrap_i64)
        (i32.add)
        (i32.add (local.get $last)))
      (catch_all (i32.const 99))))

  ;; `delegate` skips what lies inside of its target
  (func (export "delegate") (param i32) (result i32)
    (try $outer (result i32)
      (do
        (try $skipped (result i32)
          (do
            (try $inner (result i32)
              (do (call $throw (local.get 0)) (i32.const 0))
              (delegate $outer)))
          (catch_all (i32.const -1))))
      (catch $i (i32.add (i32.const 1)))))

  ;; a plain block as its target means: as if thrown there
  (func (export "delegate-to-block") (param i32) (result i32)
    (try (result i32)
      (do
        (block $b (result i32)
          (try (result i32)
            (do
              (try (result i32)
                (do (call $throw (local.get 0)) (i32.const 0))
                (delegate $b)))
            (catch_all (i32.const -1)))))
      (catch $i (i32.add (i32.const 2)))))

  ;; one delegates to another, which delegates on
  (func (export "chain") (param i32) (result i32)
    (try $a (result i32)
      (do
        (try $b (result i32)
          (do
            (try (result i32)
              (do
                (try (result i32)
                  (do (call $throw (local.get 0)) (i32.const 0))
                  (delegate $b)))
              (catch_all (i32.const -1))))
          (delegate $a)))
      (catch $i (i32.add (i32.const 3)))))

  ;; out of the function
  (func $out (export "out") (param i32) (result i32)
    (try (result i32)
      (do (try (result i32) (do (call $throw (local.get 0)) (i32.const 0)) (delegate 1)))
      (catch_all (i32.const -1))))
  (func (export "caught-outside") (param i32) (result i32)
    (try (result i32) (do (call $out (local.get 0))) (catch $i (i32.add (i32.const 4)))))

  ;; a clause does not cover itself, nor those behind it; what it holds can be thrown again
  (func (export "again") (param i32) (result i32)
    (try (result i32)
      (do
        (try $t (result i32)
          (do (call $throw (local.get 0)) (i32.const 0))
          (catch $i
            (drop)
            (try (result i32)
              (do (throw $e))
              (catch $e (rethrow $t))
              (catch_all (i32.const -1))))
          (catch_all (i32.const -2))))
      (catch $i (i32.add (i32.const 5)))))

  ;; with today's exceptions around and inside
  (func (export "mixed") (param i32) (result i32)
    (block $h (result i32)
      (try_table (result i32) (catch $i $h)
        (try $t (result i32)
          (do
            (block $g
              (try_table (catch $e $g)
                (try (do (call $throw (local.get 0))) (catch $e))))
            (i32.const -1))
          (catch $i (drop) (rethrow $t))))))

  ;; traps are not caught
  (func (export "trap") (result i32)
    (try (result i32) (do (unreachable)) (catch_all (i32.const 1))))
  (func (export "divide") (param i32) (result i32)
    (try (result i32) (do (i32.div_s (i32.const 1) (local.get 0))) (catch_all (i32.const 1))))

  ;; what cannot be reached
  (func (export "dead") (result i32)
    (block $b (result i32)
      (br $b (i32.const 6))
      (try (result i32)
        (do (throw $e))
        (catch $e (i32.const 7))
        (catch_all (try (do) (delegate 0)) (rethrow 0)))))
  (func (export "dead-body") (result i32)
    (try $t (result i32)
      (do (try (do (br $t (i32.const 8))) (delegate $t)) (unreachable))
      (catch $e (unreachable))))
  (func (export "no-clause") (param i32) (result i32)
    (try (result i32) (do (local.get 0))))

  ;; parameters, several results, and a branch out of a clause
  (func (export "values") (param i32) (result i32)
    (local.get 0)
    (i32.const 2)
    (try (param i32 i32) (result i32 i32)
      (do (if (param i32 i32) (result i32 i32) (local.get 0) (then (drop) (drop) (throw $e)) (else)))
      (catch $e (br 0 (i32.const 40) (i32.const 4))))
    (i32.sub))

  ;; as many as there are iterations
  (func (export "loop") (param $n i32) (result i32) (local $sum i32)
    (loop $l
      (try
        (do (call $throw (local.get $n)))
        (catch $i (local.set $sum (i32.add (local.get $sum))))
        (catch_all))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))

(assert_return (invoke "keeps" (i32.const 3)) (i32.const 1178))
(assert_return (invoke "first" (i32.const 0)) (i32.const 10))
(assert_return (invoke "first" (i32.const 1)) (i32.const 11))
(assert_return (invoke "first" (i32.const 2)) (i32.const 31))
(assert_return (invoke "first" (i32.const 3)) (i32.const 3))
(assert_return (invoke "delegate" (i32.const 20)) (i32.const 21))
(assert_return (invoke "delegate-to-block" (i32.const 20)) (i32.const 22))
(assert_return (invoke "chain" (i32.const 20)) (i32.const 23))
(assert_return (invoke "caught-outside" (i32.const 20)) (i32.const 24))
(assert_exception (invoke "out" (i32.const 20)))
(assert_return (invoke "again" (i32.const 20)) (i32.const 25))
(assert_return (invoke "mixed" (i32.const 20)) (i32.const 20))
(assert_trap (invoke "trap") "unreachable")
(assert_trap (invoke "divide" (i32.const 0)) "integer divide by zero")
(assert_return (invoke "divide" (i32.const 1)) (i32.const 1))
(assert_return (invoke "dead") (i32.const 6))
(assert_return (invoke "dead-body") (i32.const 8))
(assert_return (invoke "no-clause" (i32.const 9)) (i32.const 9))
(assert_return (invoke "values" (i32.const 1)) (i32.const 36))
(assert_return (invoke "values" (i32.const 0)) (i32.const -2))
(assert_return (invoke "loop" (i32.const 10)) (i32.const 55))
