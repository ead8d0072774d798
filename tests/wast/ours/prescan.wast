;; R130: a table index out of range is a validation error; R131: offsets of 64-bit memories are read in full.
(assert_invalid
  (module (type (func)) (func (call_indirect 3 (type 0) (i32.const 0))))
  "unknown table")
(module
  (memory i64 1)
  (func (export "far") (param i64) (result i32) (i32.load8_u offset=0x1_0000_0000 (local.get 0)))
  (func (export "near") (param i64) (result i32) (i32.load8_u offset=0xFFFF (local.get 0))))
(assert_trap (invoke "far" (i64.const 0)) "out of bounds memory access")
(assert_trap (invoke "far" (i64.const -0x1_0000_0000)) "out of bounds memory access")
(assert_return (invoke "near" (i64.const 0)) (i32.const 0))
(assert_trap (invoke "near" (i64.const 1)) "out of bounds memory access")
