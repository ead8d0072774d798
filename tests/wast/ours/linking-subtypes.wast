;; R123: an import may be satisfied by a function of a subtype that the importing module never declared.
(module $lib
  (type $super (sub (func (param i32) (result funcref))))
  (type $sub (sub $super (func (param i32) (result (ref func)))))
  (func $f (export "f") (type $sub) (ref.func $f)))
(register "lib" $lib)

(module
  (type $super (sub (func (param i32) (result funcref))))
  (import "lib" "f" (func $f (type $super)))
  (table funcref (elem $f))
  (func (export "direct") (result i32) (ref.is_null (call $f (i32.const 1))))
  (func (export "indirect") (result i32) (ref.is_null (call_indirect (type $super) (i32.const 1) (i32.const 0)))))
(assert_return (invoke "direct") (i32.const 0))
(assert_return (invoke "indirect") (i32.const 0))

(assert_unlinkable
  (module (import "lib" "f" (func (param i64) (result funcref))))
  "incompatible import type")
