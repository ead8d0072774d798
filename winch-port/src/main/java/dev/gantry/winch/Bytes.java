package dev.gantry.winch;

/// Numbers in finished code.
///
/// Threading: no state.
final class Bytes {
    private Bytes() {}

    /// Writes four bytes, little-endian.
    static void putInt(byte[] code, int at, int value) {
        for (int index = 0; index < Integer.BYTES; index++) {
            code[at + index] = (byte) (value >> (Byte.SIZE * index));
        }
    }
}
