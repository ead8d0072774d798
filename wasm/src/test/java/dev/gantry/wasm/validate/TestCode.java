package dev.gantry.wasm.validate;

import dev.gantry.wasm.Immediates;
import dev.gantry.wasm.Opcode;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/// Assembles instructions for tests.
///
/// A word is an instruction (its text, or the name of its row where two rows share a text) or an immediate: `0x40` is
/// one byte, a decimal number is LEB128, signed behind `const`.
final class TestCode {
    private static final Map<String, Opcode> BY_TEXT = new HashMap<>();

    static {
        for (Opcode opcode : Opcode.values()) {
            BY_TEXT.putIfAbsent(opcode.text(), opcode);
            BY_TEXT.put(opcode.name(), opcode);
        }
    }

    private TestCode() {}

    static byte[] assemble(String code) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean isSigned = false;
        for (String word : code.strip().split("\\s+", -1)) {
            Opcode opcode = BY_TEXT.get(word);
            if (opcode != null) {
                write(out, opcode);
                isSigned = opcode.immediates() == Immediates.I32 || opcode.immediates() == Immediates.I64;
            } else if (word.startsWith("0x")) {
                out.write(Integer.parseInt(word.substring(2), 16));
            } else if (!word.isEmpty()) {
                writeLeb(out, Long.parseLong(word), isSigned);
            }
        }
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, Opcode opcode) {
        if (opcode.prefix() == 0) {
            out.write(opcode.code());
        } else {
            out.write(opcode.prefix());
            writeLeb(out, opcode.code(), false);
        }
    }

    static void writeLeb(ByteArrayOutputStream out, long number, boolean isSigned) {
        long rest = number;
        while (true) {
            int low = (int) (rest & 0x7F);
            rest = isSigned ? rest >> 7 : rest >>> 7;
            boolean isLast = isSigned ? (rest == 0 && low < 0x40) || (rest == -1 && low >= 0x40) : rest == 0;
            out.write(isLast ? low : low | 0x80);
            if (isLast) {
                return;
            }
        }
    }
}
