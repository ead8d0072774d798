;; A component that greets: strings and records go in and out, by the canonical ABI.
;;
;;   ./gantry run --invoke greet examples/greet.wat '"Ada"'
;;   ./gantry run --invoke 'greet-all(["Ada", "Grace"])' examples/greet.wat
;;   ./gantry run --invoke measure examples/greet.wat '"Ada"'

(component
  (core module $m
    (memory (export "memory") 1)
    (data (i32.const 0) "Hello, ")

    ;; room for what the host passes: from here on, never given back
    (global $free (mut i32) (i32.const 1024))
    (func $realloc (export "realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32)
      (result i32)
      (local $at i32)
      (local.set $at
        (i32.and
          (i32.add (global.get $free) (i32.sub (local.get $align) (i32.const 1)))
          (i32.sub (i32.const 0) (local.get $align))))
      (global.set $free (i32.add (local.get $at) (local.get $size)))
      (if (i32.gt_u (global.get $free) (i32.mul (memory.size) (i32.const 65536)))
        (then
          (if (i32.eq (i32.const -1)
                (memory.grow (i32.add (i32.div_u (local.get $size) (i32.const 65536)) (i32.const 1))))
            (then unreachable))))
      (local.get $at))

    ;; writes "Hello, NAME!" at the start of fresh room, and where it is as a pair
    (func $greet (param $name i32) (param $length i32) (param $pair i32)
      (local $text i32)
      (local.set $text
        (call $realloc (i32.const 0) (i32.const 0) (i32.const 1) (i32.add (local.get $length) (i32.const 8))))
      (memory.copy (local.get $text) (i32.const 0) (i32.const 7))
      (memory.copy (i32.add (local.get $text) (i32.const 7)) (local.get $name) (local.get $length))
      (i32.store8 (i32.add (i32.add (local.get $text) (local.get $length)) (i32.const 7)) (i32.const 33))
      (i32.store (local.get $pair) (local.get $text))
      (i32.store offset=4 (local.get $pair) (i32.add (local.get $length) (i32.const 8))))

    (func (export "greet") (param $name i32) (param $length i32) (result i32)
      (call $greet (local.get $name) (local.get $length) (i32.const 16))
      (i32.const 16))

    ;; a list of pairs goes in, and a list of as many comes out
    (func (export "greet-all") (param $names i32) (param $count i32) (result i32)
      (local $pairs i32) (local $at i32)
      (local.set $pairs
        (call $realloc (i32.const 0) (i32.const 0) (i32.const 4) (i32.mul (local.get $count) (i32.const 8))))
      (i32.store (i32.const 16) (local.get $pairs))
      (i32.store (i32.const 20) (local.get $count))
      (block $done
        (loop $next
          (br_if $done (i32.eq (local.get $at) (local.get $count)))
          (call $greet (i32.load (local.get $names)) (i32.load offset=4 (local.get $names)) (local.get $pairs))
          (local.set $names (i32.add (local.get $names) (i32.const 8)))
          (local.set $pairs (i32.add (local.get $pairs) (i32.const 8)))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br $next)))
      (i32.const 16))

    ;; the record: how many bytes, and the first of them if there is one
    (func (export "measure") (param $text i32) (param $length i32) (result i32)
      (i32.store (i32.const 16) (local.get $length))
      (i32.store8 (i32.const 20) (i32.ne (local.get $length) (i32.const 0)))
      (i32.store8 (i32.const 21) (i32.load8_u (local.get $text)))
      (i32.const 16)))

  (core instance $i (instantiate $m))
  (alias core export $i "memory" (core memory $memory))
  (alias core export $i "realloc" (core func $realloc))

  (type $measured' (record (field "bytes" u32) (field "first" (option u8))))
  (export $measured "measured" (type $measured'))

  (func (export "greet") (param "name" string) (result string)
    (canon lift (core func $i "greet") (memory $memory) (realloc $realloc)))
  (func (export "greet-all") (param "names" (list string)) (result (list string))
    (canon lift (core func $i "greet-all") (memory $memory) (realloc $realloc)))
  (func (export "measure") (param "text" string) (result $measured)
    (canon lift (core func $i "measure") (memory $memory) (realloc $realloc))))
