package dev.gantry.fuzz.run;

import dev.gantry.wasm.Failure;

/// How outcomes are written, so that those of different engines are equal texts.
///
/// Each call gives its results, `i32:5 f32:nan`, or the class of its failure; then come the globals of number
/// types, and at the end sizes and sums of memories and tables. Traps are told apart as far as all engines do.
final class Outcomes {
    private static final int PRIME = 0x0100_0193;

    private Outcomes() {}

    /// The class of a failure.
    static String trap(Failure failure) {
        return switch (failure) {
            case UNREACHABLE -> "unreachable";
            case INTEGER_DIVIDE_BY_ZERO -> "division";
            case INTEGER_OVERFLOW, INVALID_CONVERSION_TO_INTEGER -> "number";
            // some instructions have several bounds, and engines look at them in different orders
            case OUT_OF_BOUNDS_MEMORY_ACCESS,
                    OUT_OF_BOUNDS_TABLE_ACCESS,
                    OUT_OF_BOUNDS_ARRAY_ACCESS,
                    UNDEFINED_ELEMENT -> "bounds";
            case UNINITIALIZED_ELEMENT, INDIRECT_CALL_TYPE_MISMATCH -> "call";
            case NULL_REFERENCE,
                    NULL_FUNCTION_REFERENCE,
                    NULL_EXCEPTION_REFERENCE,
                    NULL_STRUCTURE_REFERENCE,
                    NULL_ARRAY_REFERENCE,
                    NULL_I31_REFERENCE -> "null";
            case CAST_FAILURE -> "cast";
            case UNALIGNED_ATOMIC -> "unaligned";
            case CALL_STACK_EXHAUSTED -> "exhausted";
            default -> failure.name();
        };
    }

    static String f32(int bits) {
        return Float.isNaN(Float.intBitsToFloat(bits)) ? "f32:nan" : "f32:" + bits;
    }

    static String f64(long bits) {
        return Double.isNaN(Double.longBitsToDouble(bits)) ? "f64:nan" : "f64:" + bits;
    }

    /// Adds a word to a sum.
    static int sum(int sum, int word) {
        return (sum ^ word) * PRIME;
    }
}
