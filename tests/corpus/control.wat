;; Blocks, branches, calls and tail calls.
(module
  (type $i32-i32 (func (param i32) (result i32)))
  (table 4 funcref)
  (elem (i32.const 0) $fact $even $odd $switch)
  (func $fact (export "fact") (type $i32-i32)
    (if (result i32) (i32.lt_s (local.get 0) (i32.const 2))
      (then (i32.const 1))
      (else (i32.mul (local.get 0) (call $fact (i32.sub (local.get 0) (i32.const 1)))))))
  (func $even (export "even") (type $i32-i32)
    local.get 0
    i32.eqz
    if (result i32)
      i32.const 1
    else
      local.get 0
      i32.const 1
      i32.sub
      return_call $odd
    end)
  (func $odd (export "odd") (type $i32-i32)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
    (return_call_indirect (type $i32-i32) (i32.sub (local.get 0) (i32.const 1)) (i32.const 1)))
  (func $switch (export "switch") (type $i32-i32)
    block $default
      block $two
        block $one
          local.get 0
          br_table $one $two $default
        end
        i32.const 10
        return
      end
      i32.const 20
      return
    end
    i32.const 30)
  (func (export "loop") (param $n i64) (result i64) (local $sum i64)
    loop $again
      (local.set $sum (i64.add (local.get $sum) (local.get $n)))
      (br_if $again (i64.ne (local.tee $n (i64.sub (local.get $n) (i64.const 1))) (i64.const 0)))
    end
    local.get $sum)
  (func (export "swap") (param i32 i64) (result i64 i32)
    local.get 0
    local.get 1
    block (param i32 i64) (result i64 i32)
      local.set 1
      local.set 0
      local.get 1
      local.get 0
    end)
  (func (export "unreachable") (result i32)
    unreachable
    i32.add
    select
    br 0)
  (func (export "forever") (loop (br 0)))
  (func (export "recurse") (call 8))
  (func (export "select") (param i32) (result f64)
    (select (f64.const 1) (f64.const -inf) (local.get 0)))
  (func (export "typed-select") (param i32 externref) (result externref)
    (select (result externref) (local.get 1) (ref.null extern) (local.get 0))))
