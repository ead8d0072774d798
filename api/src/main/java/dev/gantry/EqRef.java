package dev.gantry;

/// A non-null reference that the guest can compare with `ref.eq`: a 31-bit scalar, a struct or an array.
///
/// `equals` means the same: equal numbers, or the same object.
///
/// Threading: immutable; objects of the guest belong to their store.
///
/// @wasm syntax-reftype
public sealed interface EqRef extends AnyRef permits AnyRef.I31, ObjectRef {}
