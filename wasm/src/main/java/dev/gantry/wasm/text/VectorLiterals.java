package dev.gantry.wasm.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.binary.ByteWriter;

/// The literals of `v128.const`: a shape, then as many numbers as the shape has lanes.
///
/// Threading: immutable.
///
/// @wasm text-shape
public final class VectorLiterals {
    /// The shapes of vectors.
    public enum Shape {
        /// Sixteen 8-bit integers.
        I8X16(16, false),
        /// Eight 16-bit integers.
        I16X8(8, false),
        /// Four 32-bit integers.
        I32X4(4, false),
        /// Two 64-bit integers.
        I64X2(2, false),
        /// Four 32-bit floats.
        F32X4(4, true),
        /// Two 64-bit floats.
        F64X2(2, true);

        private final int lanes;
        private final boolean isFloat;
        private final String text;

        Shape(int lanes, boolean isFloat) {
            this.lanes = lanes;
            this.isFloat = isFloat;
            this.text = (isFloat ? "f" : "i") + 128 / lanes + "x" + lanes;
        }

        /// The number of lanes.
        ///
        /// @return 2, 4, 8 or 16
        public int lanes() {
            return lanes;
        }

        /// Whether lanes are floats.
        ///
        /// @return false if they are integers
        public boolean isFloat() {
            return isFloat;
        }

        /// The width of a lane.
        ///
        /// @return 8, 16, 32 or 64
        public int laneBits() {
            return 128 / lanes;
        }

        /// The text form, for example `i8x16`.
        @Override
        public String toString() {
            return text;
        }
    }

    private VectorLiterals() {}

    /// Parses a shape.
    ///
    /// @param cursor where to read
    /// @return the shape
    /// @throws MalformedException if there is none
    public static Shape parseShape(TokenCursor cursor) {
        for (Shape shape : Shape.values()) {
            if (cursor.acceptKeyword(shape.toString())) {
                return shape;
            }
        }
        throw cursor.unexpected("a vector shape");
    }

    /// Parses a shape and its lanes.
    ///
    /// @param cursor where to read
    /// @return 16 bytes, low lane first
    /// @throws MalformedException if the shape, the number of lanes or a lane is wrong
    public static byte[] parse(TokenCursor cursor) {
        Shape shape = parseShape(cursor);
        ByteWriter out = new ByteWriter();
        for (int lane = 0; lane < shape.lanes(); lane++) {
            long bits = parseLane(cursor, shape);
            for (int shift = 0; shift < shape.laneBits(); shift += Byte.SIZE) {
                out.u8((int) (bits >>> shift));
            }
        }
        return out.toBytes();
    }

    /// Parses one lane.
    ///
    /// @param cursor where to read
    /// @param shape  the shape of the vector
    /// @return the bits
    /// @throws MalformedException if there is no number, or it does not fit
    public static long parseLane(TokenCursor cursor, Shape shape) {
        TokenKind kind = cursor.kind();
        boolean isNumber = kind == TokenKind.NAT || kind == TokenKind.INT || kind == TokenKind.FLOAT;
        if (!isNumber) {
            if (kind == TokenKind.RIGHT || kind == TokenKind.LEFT) {
                throw cursor.error(
                        Failure.WRONG_NUMBER_OF_LANES,
                        Failure.WRONG_NUMBER_OF_LANES.text() + ": expected " + shape.lanes());
            }
            throw cursor.unexpected("a number");
        }
        if (kind == TokenKind.FLOAT && !shape.isFloat()) {
            throw cursor.unexpected("an integer");
        }
        int token = cursor.next();
        if (!shape.isFloat()) {
            return Numbers.integer(cursor.tokens(), token, shape.laneBits());
        }
        return shape == Shape.F32X4 ? Numbers.f32(cursor.tokens(), token) : Numbers.f64(cursor.tokens(), token);
    }
}
