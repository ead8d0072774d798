package dev.gantry.interpreter;

import dev.gantry.environ.spi.OffsetTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/// The register code of one function, self-contained: everything else is named by index of the module.
///
/// In an artifact it is a sequence of little-endian `int`s: the two numbers of slots, the lengths of the three
/// arrays, the arrays. The address map is kept beside it.
///
/// Threading: immutable, on the condition that nobody writes to the arrays.
///
/// @param frameSlots slots that a frame needs from the frame pointer up
/// @param paramSlots slots of the parameters, which lie below the frame pointer
/// @param code       the instructions, see [Code]
/// @param handlers   exception handlers, inner ones first: start and end of the covered code, kind, tag index,
/// first slot of the payload, where to continue
/// @param addressMap from offsets in bytes of the stored form to offsets in the module's binary
/// @param frameMaps  which slots hold references, see [FrameMaps]; empty if no function of the module needs them
record FunctionCode(
        int frameSlots, int paramSlots, int[] code, int[] handlers, OffsetTable addressMap, int[] frameMaps) {
    /// Numbers of a handler.
    static final int HANDLER_INTS = 6;

    /// Which of the numbers of a handler is its tag, or the handler to go on with.
    static final int HANDLER_TAG = 3;

    /// Which of the numbers of a handler says where to continue.
    static final int HANDLER_TARGET = 5;

    private static final int HEADER_INTS = 5;

    /// Where an instruction lies in the stored form.
    ///
    /// @param pc its index in the code
    static int offsetBytes(int pc) {
        return (HEADER_INTS + pc) * Integer.BYTES;
    }

    /// The stored form.
    byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(
                        (HEADER_INTS + code.length + handlers.length + frameMaps.length) * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(frameSlots)
                .putInt(paramSlots)
                .putInt(code.length)
                .putInt(handlers.length)
                .putInt(frameMaps.length);
        for (int item : code) {
            bytes.putInt(item);
        }
        for (int item : handlers) {
            bytes.putInt(item);
        }
        for (int item : frameMaps) {
            bytes.putInt(item);
        }
        return bytes.array();
    }

    /// Reads the stored form.
    ///
    /// @param bytes      the function's part of the artifact's code, little-endian
    /// @param addressMap its address map
    static FunctionCode fromBytes(ByteBuffer bytes, OffsetTable addressMap) {
        IntBuffer ints = bytes.asIntBuffer();
        int frameSlots = ints.get();
        int paramSlots = ints.get();
        int[] code = new int[ints.get()];
        int[] handlers = new int[ints.get()];
        int[] frameMaps = new int[ints.get()];
        ints.get(code).get(handlers).get(frameMaps);
        return new FunctionCode(frameSlots, paramSlots, code, handlers, addressMap, frameMaps);
    }

    /// The wasm offset that an instruction belongs to.
    ///
    /// @param pc its index in the code
    /// @return an offset in the module's binary, or -1 if unknown
    int wasmOffset(int pc) {
        return addressMap.floor(offsetBytes(pc), -1);
    }

    /// A listing, one instruction a line: `pc name operands`; unused ints are left out.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int pc = 0; pc < code.length - Code.END_INTS; pc += Code.length(code, pc)) {
            text.append(pc).append(' ').append(Code.name(code[pc]));
            int at = pc + 1;
            for (String letter : Code.format(code[pc]).split(" ", -1)) {
                int ints = switch (letter) {
                    case "T" -> code[pc + 3] + 1;
                    case "F" -> 3 * code[pc + 4] + 1;
                    case "-" -> 0;
                    default -> 1;
                };
                for (int end = at + ints; at < end; at++) {
                    text.append(letter.equals("_") ? "" : " " + code[at]);
                }
            }
            text.append('\n');
        }
        for (int at = 0; at < handlers.length; at++) {
            text.append(at % HANDLER_INTS == 0 ? "handler" : "").append(' ').append(handlers[at]);
            text.append(at % HANDLER_INTS == HANDLER_TARGET ? "\n" : "");
        }
        return text.toString();
    }
}
