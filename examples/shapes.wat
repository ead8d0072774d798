;; A component that exports an instance, in which functions take values of several types.
;;
;;   ./gantry run --invoke 'demo:shapes/area#area' examples/shapes.wat 'square(3)'
;;   ./gantry run --invoke area examples/shapes.wat 'rectangle((4, 2.5))'
;;   ./gantry run --invoke invert examples/shapes.wat '{read, execute}'

(component
  (core module $m
    ;; 0: nothing, 1: a square, 2: a rectangle; the sides are passed as floats
    (func (export "area") (param $shape i32) (param $a f64) (param $b f64) (result f64)
      (f64.mul
        (local.get $a)
        (select (local.get $b) (local.get $a) (i32.eq (local.get $shape) (i32.const 2)))))
    (func (export "invert") (param $flags i32) (result i32)
      (i32.xor (local.get $flags) (i32.const 7)))
    (func (export "next") (param $colour i32) (result i32)
      (i32.rem_u (i32.add (local.get $colour) (i32.const 1)) (i32.const 3))))
  (core instance $i (instantiate $m))

  (type $shape' (variant (case "nothing") (case "square" f64) (case "rectangle" (tuple f64 f64))))
  (type $rights' (flags "read" "write" "execute"))
  (type $colour' (enum "red" "green" "blue"))
  (func $area (param "shape" $shape') (result f64) (canon lift (core func $i "area")))
  (func $invert (param "rights" $rights') (result $rights') (canon lift (core func $i "invert")))
  (func $next (param "colour" $colour') (result $colour') (canon lift (core func $i "next")))
  (instance $area-instance
    (export "shape" (type $shape'))
    (export "area" (func $area)))
  (instance $rights-instance
    (export "rights" (type $rights'))
    (export "colour" (type $colour'))
    (export "invert" (func $invert))
    (export "next" (func $next)))
  (export "demo:shapes/area" (instance $area-instance))
  (export "demo:shapes/rights" (instance $rights-instance)))
