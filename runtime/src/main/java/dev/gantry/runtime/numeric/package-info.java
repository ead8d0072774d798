/// What numeric instructions compute, where that is not one operator of Java: pure static methods on raw slots.
///
/// A value sits in `long` slots: `i32` sign-extended; `f32` as its raw bits, sign-extended like an `i32`; `i64` and
/// the raw bits of an `f64` as they are; `v128` in two neighbouring slots, the low half first, lane 0 in the lowest
/// bits.
///
/// [dev.gantry.runtime.numeric.Scalars] and [dev.gantry.runtime.numeric.Conversions] hold the scalar instructions.
/// [dev.gantry.runtime.numeric.VectorOps] executes any vector instruction that does not access memory; behind it, a
/// class per shape ([dev.gantry.runtime.numeric.I8x16] and so on) has a method per instruction that computes one half
/// of the vector, made of the lane arithmetic of [dev.gantry.runtime.numeric.Swar].
/// [dev.gantry.runtime.numeric.VectorAccess] does the lane part of vector loads and stores.
///
/// NaN: the payloads follow the machine, as the specification allows: canonical NaNs in give a canonical NaN out,
/// other NaNs give one that is quiet. Instructions that move bits keep every bit.
package dev.gantry.runtime.numeric;
