package dev.gantry.runtime.platform;

import dev.gantry.wasm.UnsupportedException;
import java.util.Arrays;

/// Where the arguments and results of a function are: in registers, on the stack, and in packed slots.
///
/// As a text it is one letter for each parameter, `>`, one letter for each result: `i` for `i32` and references,
/// `l` for `i64`, `f` for `f32`, `d` for `f64`, `v` for `v128`.
///
/// Threading: immutable.
final class RegisterSignature {
    private static final int MOST_VALUES = 1000;
    private static final int INTEGER_REGISTERS = 6;
    private static final int FLOAT_REGISTERS = 8;
    private static final int ALIGNMENT_BYTES = 16;

    private final String params;
    private final String results;

    /// For each parameter the number of its register among those of its kind, or -1.
    private final int[] register;

    /// For each parameter the offset among the stack arguments, or -1.
    private final int[] stackOffset;

    private final int[] paramSlot;
    private final int[] resultSlot;
    private final int stackBytes;

    /// Reads the text.
    ///
    /// @throws IllegalArgumentException if it is not one
    /// @throws UnsupportedException     if it has more than 1,000 parameters or results
    RegisterSignature(String text) {
        int arrow = text.indexOf('>');
        if (!text.matches("[ilfdv]*>[ilfdv]*")) {
            throw new IllegalArgumentException("expected letters for parameters, >, and results, found " + text);
        }
        params = text.substring(0, arrow);
        results = text.substring(arrow + 1);
        if (params.length() > MOST_VALUES || results.length() > MOST_VALUES) {
            throw new UnsupportedException("machine code: functions of more than 1,000 parameters or results");
        }
        register = new int[params.length()];
        stackOffset = new int[params.length()];
        Arrays.fill(register, -1);
        Arrays.fill(stackOffset, -1);
        int integers = 0;
        int floats = 0;
        int bytes = 0;
        for (int param = 0; param < params.length(); param++) {
            char type = params.charAt(param);
            if (isInteger(type) && integers < INTEGER_REGISTERS) {
                register[param] = integers++;
            } else if (!isInteger(type) && floats < FLOAT_REGISTERS) {
                register[param] = floats++;
            } else {
                stackOffset[param] = type == 'v' ? align(bytes) : bytes;
                bytes = stackOffset[param] + size(type);
            }
        }
        stackBytes = align(bytes);
        paramSlot = offsets(params);
        resultSlot = offsets(results);
    }

    static boolean isInteger(char type) {
        return type == 'i' || type == 'l';
    }

    private static int size(char type) {
        return type == 'v' ? 16 : 8;
    }

    private static int align(int bytes) {
        return bytes + ALIGNMENT_BYTES - 1 & -ALIGNMENT_BYTES;
    }

    private static int[] offsets(String types) {
        int[] offsets = new int[types.length() + 1];
        for (int index = 0; index < types.length(); index++) {
            offsets[index + 1] = offsets[index] + size(types.charAt(index));
        }
        return offsets;
    }

    int params() {
        return params.length();
    }

    int results() {
        return results.length();
    }

    char param(int index) {
        return params.charAt(index);
    }

    char result(int index) {
        return results.charAt(index);
    }

    boolean isOnStack(int param) {
        return stackOffset[param] >= 0;
    }

    int register(int param) {
        return register[param];
    }

    int stackOffset(int param) {
        return stackOffset[param];
    }

    int paramSlot(int param) {
        return paramSlot[param];
    }

    int resultSlot(int result) {
        return resultSlot[result];
    }

    /// What the callee pops, a multiple of 16.
    int stackBytes() {
        return stackBytes;
    }

    /// The size of stack arguments and result area (nothing for a result in a register), a multiple of 16.
    int outgoingBytes() {
        return stackBytes + (results.length() > 1 ? align(resultSlot[results.length()]) : 0);
    }

    /// The room that packed arguments, and later results, take.
    int slotBytes() {
        return Math.max(paramSlot[params.length()], resultSlot[results.length()]);
    }
}
