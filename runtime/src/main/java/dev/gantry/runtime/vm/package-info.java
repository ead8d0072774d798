/// What exists while a module runs: stores, instances, functions, memories, tables, globals, tags and exceptions.
///
/// Values live in *slots*: elements of a `long[]`. Every value takes one slot, `v128` two (low, then high). An `i32` is
/// sign-extended, an `f32` is its sign-extended bit pattern, an `f64` its bits, a reference its 32-bit id
/// zero-extended, 0 being null. A function reference is an index into [dev.gantry.runtime.vm.VmStore#funcs].
/// References of the `any` hierarchy, external references and references to exceptions share one space
/// ([dev.gantry.environ.spi.GcRefs]): objects of the collected heap ([dev.gantry.runtime.vm.VmHeap]), `i31`
/// values, ids of [dev.gantry.runtime.vm.VmStore#hostRefs] and of [dev.gantry.runtime.vm.VmStore#exceptions]; so
/// they stay what they are when they are converted.
///
/// The fields that a loop over instructions reads are public on purpose. This package is exported without
/// qualification because its types appear in the signatures of [dev.gantry.runtime.spi]; it is no part of the public
/// API, and users should not rely on it.
package dev.gantry.runtime.vm;
