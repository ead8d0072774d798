package dev.gantry.asm.x64;

import dev.gantry.asm.FixupKind;

/// The fields of x64 that hold a distance in the code.
///
/// Threading: immutable.
public enum X64Fixup implements FixupKind {
    /// One byte, signed, from behind the field: short jumps.
    REL8(1, Byte.MAX_VALUE + 1, -(Byte.MIN_VALUE + 1)) {
        @Override
        public void patch(byte[] code, int at, int distance) {
            code[at] = (byte) (distance - 1);
        }
    },
    /// Four bytes, signed, from behind the field: jumps, calls, memory operands.
    REL32(4, Integer.MAX_VALUE, Integer.MAX_VALUE - 3) {
        @Override
        public void patch(byte[] code, int at, int distance) {
            X64Fixup.write(code, at, distance - 4);
        }
    },
    /// Four bytes, signed, from the field itself: with an addend, entries of jump tables.
    DISTANCE32(4, Integer.MAX_VALUE, Integer.MAX_VALUE) {
        @Override
        public void patch(byte[] code, int at, int distance) {
            X64Fixup.write(code, at, distance);
        }
    };

    private final int fieldBytes;
    private final int forwardBytes;
    private final int backwardBytes;

    X64Fixup(int fieldBytes, int forwardBytes, int backwardBytes) {
        this.fieldBytes = fieldBytes;
        this.forwardBytes = forwardBytes;
        this.backwardBytes = backwardBytes;
    }

    private static void write(byte[] code, int at, int value) {
        code[at] = (byte) value;
        code[at + 1] = (byte) (value >> 8);
        code[at + 2] = (byte) (value >> 16);
        code[at + 3] = (byte) (value >> 24);
    }

    @Override
    public int fieldBytes() {
        return fieldBytes;
    }

    @Override
    public int forwardBytes() {
        return forwardBytes;
    }

    @Override
    public int backwardBytes() {
        return backwardBytes;
    }
}
