;; Identifiers that need quotes, names that are not unique, hints on branches.
(module $"a module"
  (type $t (func (param $x i32) (result i32)))
  (func $f (type $t) (param $x i32) (result i32)
    (local $"a b" i32) (local $c i64)
    (block $l
      (block $l
        (@metadata.code.branch_hint "\01")
        (br_if $l (local.get $x)))
      (br $l))
    (local.get $"a b"))
  (func $e (export "") (export "f"))
  (func $"\c3\a9" (param $p i32) (param $q i32))
  (table $f 1 funcref)
  (memory $f 1)
  (global $f i32 (i32.const 0))
  (elem $f (i32.const 0) $f)
  (data $f (i32.const 0) "f"))
