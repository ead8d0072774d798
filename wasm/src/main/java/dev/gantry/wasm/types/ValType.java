package dev.gantry.wasm.types;

/// A value type: what a local, an operand, a parameter or a result holds.
///
/// Threading: immutable. The interface has no default methods on purpose: with them, initialising an implementing class
/// would initialise this one, which initialises its constants' classes, and two threads could wait for each other.
///
/// @wasm syntax-valtype
@SuppressWarnings("ClassInitializationDeadlock") // see above
public sealed interface ValType extends StorageType permits NumType, VecType, RefType {
    /// 32-bit integers.
    NumType I32 = NumType.I32;
    /// 64-bit integers.
    NumType I64 = NumType.I64;
    /// 32-bit floats.
    NumType F32 = NumType.F32;
    /// 64-bit floats.
    NumType F64 = NumType.F64;
    /// 128-bit vectors.
    VecType V128 = VecType.V128;
    /// `(ref null func)`.
    RefType FUNCREF = RefType.FUNCREF;
    /// `(ref null extern)`.
    RefType EXTERNREF = RefType.EXTERNREF;

    /// Whether a local of this type starts with a value: every type but the non-nullable references.
    ///
    /// @return true if the type has a default value
    boolean isDefaultable();

    /// The number of 64-bit slots that a value of this type occupies in a frame: two for `v128`, else one.
    ///
    /// @return 1 or 2
    int slots();
}
