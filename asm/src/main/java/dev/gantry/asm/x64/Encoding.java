package dev.gantry.asm.x64;

/// A row of [Inst] as 64 bits, which the assembler reads without looking at text.
///
/// ```text
///  bits   0 …  7   opcode
///         8 … 15   digit of /0 to /7, or the byte behind the opcode (form FIXED)
///        16 … 17   map: 0, 0F, 0F 38, 0F 3A
///        18 … 19   mandatory prefix: none, 66, F3, F2 (the numbers that VEX uses)
///        20 … 23   W, 256 bits, VEX, LOCK
///        24 … 26   form
///        27 … 29   size of the immediate: none, 1, 2, 4, 8 bytes
///        30        the immediate is sign-extended
///        31 … 32   the register (ModRM.reg, ModRM.rm) is one of 8 bits
///        33        the immediate is a distance in the code
///        34        the last byte holds a register
///        36 … 43   where each operand goes, 2 bits each: ModRM.reg, ModRM.rm, VEX.vvvv, bits 4 to 7 of the last byte
///        44 … 59   what each operand may be, 4 bits each ([Operand])
///        60 … 62   number of operands
/// ```
///
/// Threading: immutable.
final class Encoding {
    /// No ModRM byte.
    static final int NONE = 0;
    /// ModRM with a register in `reg`.
    static final int REGISTER = 1;
    /// ModRM with a digit in `reg`.
    static final int DIGIT = 2;
    /// The register is in the opcode.
    static final int IN_OPCODE = 3;
    /// A fixed byte follows the opcode.
    static final int FIXED = 4;

    static final int SLOT_REG = 0;
    static final int SLOT_RM = 1;
    static final int SLOT_VVVV = 2;
    static final int SLOT_LAST_BYTE = 3;

    private static final int MAP = 16;
    private static final int PREFIX = 18;
    private static final long WIDE = 1L << 20;
    private static final long LONG_VECTOR = 1L << 21;
    private static final long VEX = 1L << 22;
    private static final long LOCK = 1L << 23;
    private static final int FORM = 24;
    private static final int IMMEDIATE = 27;
    private static final long SIGNED = 1L << 30;
    private static final long BYTE_IN_REG = 1L << 31;
    private static final long BYTE_IN_RM = 1L << 32;
    private static final long RELATIVE = 1L << 33;
    private static final long LAST_BYTE = 1L << 34;
    private static final int SLOTS = 36;
    private static final int SHAPE = 44;

    /// In a shape: where the number of operands is.
    private static final int SHAPE_COUNT = 16;

    private Encoding() {}

    static int opcode(long bits) {
        return (int) bits & 0xFF;
    }

    /// The digit, or the fixed byte.
    static int second(long bits) {
        return ((int) bits >> 8) & 0xFF;
    }

    static int map(long bits) {
        return (int) (bits >> MAP) & 3;
    }

    static int prefix(long bits) {
        return (int) (bits >> PREFIX) & 3;
    }

    static boolean isWide(long bits) {
        return (bits & WIDE) != 0;
    }

    static boolean isLongVector(long bits) {
        return (bits & LONG_VECTOR) != 0;
    }

    static boolean isVex(long bits) {
        return (bits & VEX) != 0;
    }

    static boolean isLocked(long bits) {
        return (bits & LOCK) != 0;
    }

    static int form(long bits) {
        return (int) (bits >> FORM) & 7;
    }

    static int immediateBytes(long bits) {
        return (1 << ((int) (bits >> IMMEDIATE) & 7)) >> 1;
    }

    static boolean isSigned(long bits) {
        return (bits & SIGNED) != 0;
    }

    static boolean isByteInReg(long bits) {
        return (bits & BYTE_IN_REG) != 0;
    }

    static boolean isByteInRm(long bits) {
        return (bits & BYTE_IN_RM) != 0;
    }

    static boolean isRelative(long bits) {
        return (bits & RELATIVE) != 0;
    }

    /// Where the operands go, 2 bits each.
    static int slots(long bits) {
        return (int) (bits >> SLOTS) & 0xFF;
    }

    static int slot(long bits, int operand) {
        return (slots(bits) >> (2 * operand)) & 3;
    }

    /// The number of operands that are given.
    static int count(long bits) {
        return (int) (bits >> (SHAPE + SHAPE_COUNT)) & 7;
    }

    /// Whether an operand may be one of some kinds.
    static boolean accepts(long bits, int operand, int kinds) {
        return ((int) (bits >> (SHAPE + 4 * operand)) & kinds & 0xF) != 0;
    }

    /// Whether a row accepts operands.
    ///
    /// @param shape one of [#shape]
    static boolean takes(long bits, int shape) {
        int own = (int) (bits >> SHAPE) & 0x7_FFFF;
        return own >> SHAPE_COUNT == shape >> SHAPE_COUNT && (shape & ~own & 0xFFFF) == 0;
    }

    /// The shape of a list of operands: 4 bits each, then their number.
    static int shape(int first, int second, int third, int fourth) {
        int count = first == 0 ? 0 : second == 0 ? 1 : third == 0 ? 2 : fourth == 0 ? 3 : 4;
        return first | (second << 4) | (third << 8) | (fourth << 12) | (count << SHAPE_COUNT);
    }

    static int countOf(int shape) {
        return shape >> SHAPE_COUNT;
    }

    static int kindOf(int shape, int operand) {
        return (shape >> (4 * operand)) & 0xF;
    }

    /// Reads a row.
    ///
    /// @param text mnemonic and operands: `add r32, r/m32`
    /// @param code the encoding: `03 /r`
    static long parse(String text, String code) {
        long bits = parseCode(code);
        return withSign(bits) | parseOperands(Operand.parse(text), bits, (bits & LAST_BYTE) != 0);
    }

    /// All rows are read when the first one is used, so nothing here is done twice.
    private static long parseCode(String code) {
        long bits = 0;
        boolean hasOpcode = false;
        int start = 0;
        while (start < code.length()) {
            int space = code.indexOf(' ', start);
            int end = space < 0 ? code.length() : space;
            switch (code.charAt(start)) {
                case 'V' -> bits |= parseVex(code, start, end);
                case 'R' -> bits |= WIDE;
                case '/' -> bits |= parseModRm(code.charAt(start + 1));
                case 'i', 'c' -> bits |= (long) immediateCode(code.charAt(start + 1)) << IMMEDIATE;
                default -> {
                    int value = (digit(code.charAt(start)) << 4) | digit(code.charAt(start + 1));
                    if (hasOpcode) {
                        bits |= ((long) value << 8) | ((long) FIXED << FORM);
                    } else {
                        long prefix = (bits & VEX) != 0 || end == code.length() ? 0 : prefixBits(value, bits);
                        bits += prefix == 0 ? value : prefix;
                        hasOpcode = prefix == 0;
                    }
                    if (end - start > 2) {
                        bits |= (long) IN_OPCODE << FORM;
                    }
                }
            }
            start = end + 1;
        }
        return bits;
    }

    /// The value of `0` to `9` or `A` to `F`.
    private static int digit(char character) {
        return character <= '9' ? character - '0' : character - 'A' + 10;
    }

    /// What a byte in front of the opcode means, or 0 if it is the opcode.
    private static long prefixBits(int value, long bits) {
        boolean escaped = map(bits) != 0;
        return switch (value) {
            case 0xF0 -> escaped ? 0 : LOCK;
            case 0x66 -> escaped ? 0 : 1L << PREFIX;
            case 0xF3 -> escaped ? 0 : 2L << PREFIX;
            case 0xF2 -> escaped ? 0 : 3L << PREFIX;
            case 0x0F -> escaped ? 0 : 1L << MAP;
            case 0x38 -> map(bits) == 1 ? 1L << MAP : 0;
            case 0x3A -> map(bits) == 1 ? 2L << MAP : 0;
            default -> 0;
        };
    }

    /// `VEX.128.66.0F38.W0`: length, prefix, map, W; the order is that of the manual.
    private static long parseVex(String code, int start, int end) {
        long bits = VEX;
        int at = start + 4;
        while (at < end) {
            int dot = code.indexOf('.', at);
            int stop = dot < 0 || dot > end ? end : dot;
            bits |= switch (code.substring(at, stop)) {
                case "128", "LIG", "LZ", "NP", "WIG", "W0" -> 0;
                case "256" -> LONG_VECTOR;
                case "66" -> 1L << PREFIX;
                case "F3" -> 2L << PREFIX;
                case "F2" -> 3L << PREFIX;
                case "0F" -> 1L << MAP;
                case "0F38" -> 2L << MAP;
                case "0F3A" -> 3L << MAP;
                case "W1" -> WIDE;
                default -> throw new AssertionError(code);
            };
            at = stop + 1;
        }
        return bits;
    }

    private static long parseModRm(char what) {
        return switch (what) {
            case 'r' -> (long) REGISTER << FORM;
            case 'i' -> LAST_BYTE | (1L << IMMEDIATE); // is4
            default -> ((long) DIGIT << FORM) | ((long) (what - '0') << 8);
        };
    }

    private static int immediateCode(char size) {
        return switch (size) {
            case 'b' -> 1;
            case 'w' -> 2;
            case 'd' -> 3;
            default -> 4;
        };
    }

    /// Marks immediates that are extended to more bits than they have.
    private static long withSign(long bits) {
        int opcode = opcode(bits);
        boolean isSigned = switch (immediateBytes(bits)) {
            case 1 ->
                map(bits) == 0
                        && (opcode == 0x83 || opcode == 0x6B || opcode == 0x6A || opcode == 0xEB || opcode >> 4 == 7);
            case 4 -> isWide(bits) || opcode == 0x68 || opcode == 0xE8 || opcode == 0xE9 || map(bits) == 1;
            default -> false;
        };
        return isSigned ? bits | SIGNED : bits;
    }

    private static long parseOperands(Operand[] operands, long code, boolean isLastByte) {
        long slots = 0;
        long shape = 0;
        long flags = 0;
        int given = 0;
        int registers = registers(operands);
        int registersSeen = 0;
        int memory = memory(operands);
        for (Operand operand : operands) {
            if (operand.accepts == 0) {
                continue;
            }
            int accepts = isLocked(code) ? operand.accepts & ~lockedOut(operand) : operand.accepts;
            shape |= (long) accepts << (4 * given);
            if (!operand.accepts(Operand.IMMEDIATE)) {
                int slot = isLastByte && registersSeen == registers - 1
                        ? SLOT_LAST_BYTE
                        : slot(code, registersSeen, isLastByte ? registers - 1 : registers, memory);
                slots |= (long) slot << (2 * given);
                if (operand.registerBits == 8) {
                    flags |= slot == SLOT_REG ? BYTE_IN_REG : BYTE_IN_RM;
                }
                registersSeen++;
            } else if (operand.isRelative()) {
                flags |= RELATIVE;
            }
            given++;
        }
        return flags | (slots << SLOTS) | ((shape | ((long) given << SHAPE_COUNT)) << SHAPE);
    }

    /// With a lock prefix, what could be in memory must be there.
    private static int lockedOut(Operand operand) {
        return operand.accepts(Operand.MEMORY) ? Operand.GPR : 0;
    }

    /// The number of operands that are registers or memory.
    private static int registers(Operand[] operands) {
        int count = 0;
        for (Operand operand : operands) {
            if (operand.accepts != 0 && !operand.accepts(Operand.IMMEDIATE)) {
                count++;
            }
        }
        return count;
    }

    /// Which of them may be in memory; the last if none.
    private static int memory(Operand[] operands) {
        int count = 0;
        for (Operand operand : operands) {
            if (operand.accepts(Operand.MEMORY)) {
                return count;
            }
            if (operand.accepts != 0 && !operand.accepts(Operand.IMMEDIATE)) {
                count++;
            }
        }
        return -1;
    }

    /// Where the n-th of the operands that are registers or memory goes.
    private static int slot(long code, int number, int registers, int memory) {
        return switch (form(code)) {
            case DIGIT -> number == registers - 1 ? SLOT_RM : SLOT_VVVV;
            case REGISTER -> {
                int inRm = memory < 0 ? registers - 1 : memory;
                int before = number > inRm ? number - 1 : number;
                yield number == inRm ? SLOT_RM : before == 0 ? SLOT_REG : SLOT_VVVV;
            }
            default -> SLOT_RM;
        };
    }
}
