;; Arithmetic on numbers and vectors.
(module
  (func (export "i32") (param i32 i32) (result i32)
    (i32.xor
      (i32.div_s (local.get 0) (local.get 1))
      (i32.rotl (i32.popcnt (local.get 0)) (i32.shr_u (local.get 1) (i32.extend8_s (local.get 0))))))
  (func (export "i64") (param i64 i64) (result i64)
    (i64.rem_u (i64.clz (local.get 0)) (i64.or (local.get 1) (i64.extend_i32_s (i64.eqz (local.get 0))))))
  (func (export "f32") (param f32 f32) (result f32)
    (f32.copysign (f32.nearest (f32.min (local.get 0) (local.get 1))) (f32.sqrt (local.get 1))))
  (func (export "f64") (param f64 f64) (result i32 i64)
    (i32.trunc_f64_s (f64.div (local.get 0) (local.get 1)))
    (i64.trunc_sat_f64_u (f64.max (local.get 0) (f64.promote_f32 (f32.const nan)))))
  (func (export "constants") (result f32 f64 f32 f64)
    f32.const 0x1.fffffep127
    f64.const 4.9e-324
    f32.const -nan:0x400001
    f64.const nan:0xfffffffffffff)
  (func (export "wide") (param i64 i64 i64 i64) (result i64 i64)
    (i64.add128 (local.get 0) (local.get 1) (local.get 2) (local.get 3))
    (i64.mul_wide_u))
  (func (export "vectors") (param v128 v128) (result v128)
    (i8x16.shuffle 0 31 1 30 2 29 3 28 4 27 5 26 6 25 7 24
      (i16x8.add_sat_s (local.get 0) (local.get 1))
      (f32x4.pmax (local.get 0) (i32x4.trunc_sat_f32x4_u (local.get 1)))))
  (func (export "lanes") (param i32 v128) (result i32)
    (i8x16.extract_lane_s 15 (i16x8.replace_lane 7 (local.get 1) (local.get 0)))
    (i32.add (i8x16.bitmask (i64x2.gt_s (local.get 1) (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)))))
  (func (export "relaxed") (param v128 v128 v128) (result v128)
    (f32x4.relaxed_madd (local.get 0) (local.get 1) (i8x16.relaxed_swizzle (local.get 1) (local.get 2)))))
