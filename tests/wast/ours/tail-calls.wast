;; Tail calls need no stack, whoever is called.
(module $other
  (func (export "done") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1000))))
(register "other" $other)
(module
  (type $f (func (param i32) (result i32)))
  (import "other" "done" (func $done (type $f)))
  (table funcref (elem $count $done))
  (func $count (export "count") (type $f)
    (if (result i32) (local.get 0)
      (then (return_call $count (i32.sub (local.get 0) (i32.const 1))))
      (else (return_call $done (i32.const 0)))))
  (func $indirect (export "indirect") (type $f)
    (if (i32.eqz (local.get 0)) (then (return_call_indirect (type $f) (i32.const 5) (i32.const 1))))
    (return_call_ref $f (i32.sub (local.get 0) (i32.const 1)) (ref.func $indirect))))
(assert_return (invoke "count" (i32.const 1000000)) (i32.const 1000))
(assert_return (invoke "indirect" (i32.const 1000000)) (i32.const 1005))
