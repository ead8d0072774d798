package dev.gantry.wasm.component;

/// The type of a value where one is used: a primitive type, or the index of a definition.
public sealed interface ValueType permits PrimType, ValueType.Index {
    /// A type of the space of types.
    ///
    /// @param type its index
    record Index(int type) implements ValueType {
        @Override
        public String toString() {
            return Integer.toUnsignedString(type);
        }
    }
}
