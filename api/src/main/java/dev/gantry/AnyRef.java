package dev.gantry;

/// A non-null reference of the `any` hierarchy: one that can be compared ([EqRef]), or a host object that the guest
/// converted with `any.convert_extern`.
///
/// Threading: immutable; objects of the guest belong to their store.
///
/// @wasm syntax-reftype
public sealed interface AnyRef permits EqRef, AnyRef.Extern {
    /// A 31-bit scalar (R116).
    ///
    /// @param value the value, sign-extended from 31 bits
    record I31(int value) implements EqRef {
        /// Checks the range.
        ///
        /// @throws IllegalArgumentException if the value does not fit into 31 bits, signed
        public I31 {
            if (value != (value << 1) >> 1) {
                throw new IllegalArgumentException("expected a signed 31-bit value, found " + value);
            }
        }

        /// A scalar of the low 31 bits of a value.
        ///
        /// @param value any value
        /// @return the scalar
        public static I31 wrapping(int value) {
            return new I31((value << 1) >> 1);
        }

        /// The value as an unsigned number.
        ///
        /// @return 0 to 2³¹ - 1
        public int unsigned() {
            return value & 0x7FFF_FFFF;
        }
    }

    /// A host object seen as `anyref`.
    ///
    /// @param object the object
    record Extern(Object object) implements AnyRef {}
}
