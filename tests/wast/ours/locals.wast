;; Locals that change while their old values are still used, where ways with other values in registers join, around
;; loops, calls and exceptions.
(module
  (func $nop)
  (tag $again (param i32))
  (func $throw (param i32) (throw $again (local.get 0)))

  ;; an old value is an operand when the local changes
  (func (export "old") (param $x i32) (result i32)
    (local.get $x)
    (local.set $x (i32.add (local.get $x) (i32.const 10)))
    (i32.mul (local.get $x)))
  (func (export "old twice") (param $x i64) (result i64)
    (local.get $x) (local.get $x)
    (local.set $x (i64.const 100))
    i64.mul (local.get $x) i64.add)
  (func (export "old tee") (param $x f64) (result f64)
    (local.tee $x (f64.add (local.get $x) (f64.const 1)))
    (local.set $x (f64.const 0.5))
    (f64.mul (local.get $x)))
  (func (export "copies") (param $x i32) (result i32)
    (local $y i32)
    (local.set $y (local.get $x))
    (local.set $x (i32.const 3))
    (i32.sub (local.get $y) (local.get $x)))

  ;; a call loses all registers
  (func (export "call") (param $x i32) (param $y f32) (result f32)
    (local.set $x (i32.mul (local.get $x) (local.get $x)))
    (local.get $x)
    (call $nop)
    (local.set $x (i32.const 1))
    (f32.convert_i32_s)
    (f32.add (f32.convert_i32_s (local.get $x)))
    (f32.add (local.get $y)))

  ;; values change places on the way back
  (func (export "fibonacci") (param $n i32) (result i32)
    (local $a i32) (local $b i32) (local $c i32)
    (local.set $b (i32.const 1))
    (loop
      (local.set $c (i32.add (local.get $a) (local.get $b)))
      (local.set $a (local.get $b))
      (local.set $b (local.get $c))
      (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $a))
  (func (export "turn") (param $n i32) (param $a i32) (param $b i32) (param $c i32) (result i32)
    (local $d i32)
    (loop
      (local.get $a)
      (local.set $a (local.get $b))
      (local.set $b (local.get $c))
      (local.set $c)
      (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.add (i32.mul (local.get $a) (i32.const 100)) (i32.add (i32.mul (local.get $b) (i32.const 10)) (local.get $c))))

  ;; several ways back, one with a call, one from within a block, operands waiting
  (func (export "ways") (param $n i32) (result i32)
    (local $odd i32) (local $third i32) (local $rest i32)
    (loop $next
      (if (local.get $n)
        (then
          (local.set $n (i32.sub (local.get $n) (i32.const 1)))
          (if (i32.and (local.get $n) (i32.const 1))
            (then (local.set $odd (i32.add (local.get $odd) (i32.const 1))) (br $next)))
          (if (i32.eqz (i32.rem_u (local.get $n) (i32.const 3)))
            (then (call $nop) (local.set $third (i32.add (local.get $third) (i32.const 1))) (br $next)))
          (local.set $rest (i32.add (local.get $rest) (i32.const 1)))
          (i32.shl (local.get $rest) (i32.const 1))
          (br_if $next (i32.const 1))
          (local.set $rest))))
    (i32.add (i32.mul (local.get $odd) (i32.const 10000))
      (i32.add (i32.mul (local.get $third) (i32.const 100)) (local.get $rest))))
  (func (export "table") (param $n i32) (result i32)
    (local $sum i32)
    (block $out
      (loop $next
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (block $seven
          (block $one
            (br_table $out $one $seven $next $seven $next (local.get $n)))
          (local.set $sum (i32.add (local.get $sum) (i32.const 1)))
          (br $next))
        (local.set $sum (i32.add (local.get $sum) (i32.const 7)))
        (br $next)))
    (local.get $sum))
  (func (export "nested") (param $n i32) (result i64)
    (local $i i32) (local $j i32) (local $sum i64)
    (loop $outer
      (local.set $j (i32.const 0))
      (loop $inner
        (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (i32.mul (local.get $i) (local.get $j)))))
        (br_if $inner (i32.lt_u (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
      (br_if $outer (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $sum))

  ;; parameters of a loop, and results of a block with them
  (func (export "params") (param $n i32) (result i32)
    (i32.const 1)
    (loop (param i32) (result i32)
      (i32.mul (local.get $n))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if 0 (local.get $n))))

  ;; instructions that need certain registers
  (func (export "named") (param $a i32) (param $b i32) (param $n i32) (result i32)
    (local $i i32)
    (loop
      (local.set $a (i32.add (i32.div_u (i32.shl (local.get $a) (local.get $b)) (i32.const 3))
        (i32.rem_s (i32.rotl (local.get $b) (local.get $i)) (local.get $n))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if 0 (i32.lt_s (local.get $i) (local.get $n))))
    (i32.xor (local.get $a) (local.get $i)))

  ;; more locals than registers
  (func (export "many") (param $n i32) (result i32)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32) (local $e i32) (local $f i32) (local $g i32)
    (local $h i32) (local $i i32) (local $j i32) (local $k i32) (local $l i32) (local $m i32)
    (loop
      (local.set $a (i32.add (local.get $a) (local.get $m)))
      (local.set $b (i32.add (local.get $b) (local.get $a)))
      (local.set $c (i32.add (local.get $c) (local.get $b)))
      (local.set $d (i32.xor (local.get $d) (local.get $c)))
      (local.set $e (i32.add (local.get $e) (local.get $d)))
      (local.set $f (i32.sub (local.get $e) (local.get $f)))
      (local.set $g (i32.add (local.get $g) (local.get $f)))
      (local.set $h (i32.add (local.get $h) (local.get $g)))
      (local.set $i (i32.or (local.get $i) (local.get $h)))
      (local.set $j (i32.add (local.get $j) (local.get $i)))
      (local.set $k (i32.add (local.get $k) (local.get $j)))
      (local.set $l (i32.sub (local.get $k) (local.get $l)))
      (local.set $m (i32.add (i32.add (local.get $m) (local.get $l)) (i32.const 1)))
      (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $m))

  ;; floats and vectors
  (func (export "floats") (param $n i32) (result f64)
    (local $x f64) (local $y f32) (local $v v128)
    (local.set $x (f64.const 1))
    (local.set $y (f32.const 2))
    (loop
      (local.set $v (i32x4.add (local.get $v) (i32x4.splat (local.get $n))))
      (local.set $x (f64.mul (local.get $x) (f64.const 1.5)))
      (local.set $y (f32.add (local.get $y) (f32.demote_f64 (local.get $x))))
      (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (f64.add (f64.add (local.get $x) (f64.promote_f32 (local.get $y)))
      (f64.convert_i32_s (i32x4.extract_lane 3 (local.get $v)))))

  ;; an exception restarts a loop: the locals are what they were when it was thrown
  (func (export "restart") (param $n i32) (result i32)
    (local $sum i32) (local $got i32)
    (loop $next (result i32)
      (local.set $sum (i32.add (local.get $sum) (local.get $n)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (block $caught (result i32)
        (try_table (catch $again $caught)
          (if (i32.and (local.get $n) (i32.const 1))
            (then (local.set $got (i32.add (local.get $got) (i32.const 100))) (call $throw (local.get $n)))))
        (i32.const 0))
      (local.set $got (i32.add (local.get $got)))
      (br_if $next (local.get $n))
      (i32.add (local.get $sum) (local.get $got))))
  (func (export "restart at once") (param $n i32) (result i32)
    (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (local.get $n)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (if (local.get $n)
        (then (try_table (catch_all $next) (call $throw (local.get $n))))))
    (local.get $sum)))

(assert_return (invoke "old" (i32.const 5)) (i32.const 75))
(assert_return (invoke "old twice" (i64.const 7)) (i64.const 149))
(assert_return (invoke "old tee" (f64.const 3)) (f64.const 2))
(assert_return (invoke "copies" (i32.const 10)) (i32.const 7))
(assert_return (invoke "call" (i32.const 4) (f32.const 0.5)) (f32.const 17.5))
(assert_return (invoke "fibonacci" (i32.const 20)) (i32.const 6765))
(assert_return (invoke "turn" (i32.const 4) (i32.const 1) (i32.const 2) (i32.const 3)) (i32.const 231))
(assert_return (invoke "ways" (i32.const 30)) (i32.const 150510))
(assert_return (invoke "table" (i32.const 9)) (i32.const 15))
(assert_return (invoke "nested" (i32.const 10)) (i64.const 2025))
(assert_return (invoke "params" (i32.const 6)) (i32.const 720))
(assert_return (invoke "named" (i32.const 1000) (i32.const 3) (i32.const 7)) (i32.const 960850))
(assert_return (invoke "many" (i32.const 9)) (i32.const 223653))
(assert_return (invoke "floats" (i32.const 4)) (f64.const 29.25))
(assert_return (invoke "restart" (i32.const 6)) (i32.const 330))
(assert_return (invoke "restart at once" (i32.const 6)) (i32.const 21))

;; The address of the memory changes when it grows, in the function itself or in another.
(module $owner
  (memory (export "memory") 1)
  (func $grow (export "grow") (drop (memory.grow (i32.const 40))))
  (func (export "own") (param $n i32) (result i32)
    (local $sum i32)
    (loop
      (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (local.get $n)))
      (if (i32.eq (local.get $n) (i32.const 3)) (then (drop (memory.grow (i32.const 50)))))
      (local.set $sum (i32.add (local.get $sum) (i32.load (i32.const 8))))
      (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.store (i32.const 3276796) (i32.const 1))
    (local.get $sum)))
(register "owner" $owner)
(assert_return (invoke "own" (i32.const 6)) (i32.const 91))

(module
  (memory (import "owner" "memory") 1)
  (func $grow (import "owner" "grow"))
  (func (export "imported") (param $n i32) (result i32)
    (i32.store (i32.const 8) (i32.const 0))
    (loop
      (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (local.get $n)))
      (call $grow)
      (i32.store8 offset=4 (i32.const 8) (local.get $n))
      (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.add (i32.load (i32.const 8)) (i32.load8_u (i32.const 12)))))
(assert_return (invoke "imported" (i32.const 5)) (i32.const 16))
