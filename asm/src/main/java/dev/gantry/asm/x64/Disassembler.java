package dev.gantry.asm.x64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Turns bytes into instructions: everything that a row of [Inst] describes, read back by the same rows.
///
/// Syntax is the vendor's with the destination first, `add eax, dword ptr [rbx+rcx*4+0x10]`; numbers are hexadecimal.
/// Places in the code are addresses: targets of jumps and calls as operands, those of memory operands relative to `rip`
/// behind a `#`. A byte that starts no instruction of ours is a line `.byte 0x06`.
///
/// Threading: confined to one thread; static methods are thread-safe.
public final class Disassembler {
    /// No target.
    public static final long NO_TARGET = -1;

    /// Rows by VEX, map and opcode.
    private static final Inst[][] ROWS = index();

    private final byte[] code;
    private final int end;
    private final long base;

    // The instruction at hand.
    private int position;
    private int prefix;
    private boolean isLocked;
    private int rex;
    private boolean isRexGiven;
    private boolean isVex;
    private boolean isLongVector;
    private int vvvv;
    private int map;
    private int modrm;
    private long target;

    private Disassembler(byte[] code, int from, int to, long base) {
        this.code = code;
        this.position = from;
        this.end = to;
        this.base = base;
    }

    /// An instruction.
    ///
    /// @param offset where it starts in the array
    /// @param length bytes
    /// @param inst   its row, or null if no row describes the byte
    /// @param text   mnemonic and operands
    /// @param target the address of the place in the code that it refers to, or [#NO_TARGET]
    public record Line(int offset, int length, @Nullable Inst inst, String text, long target) {}

    /// Reads all of some code, as if it started at address 0.
    ///
    /// @param code the bytes
    /// @return the instructions in order, without gaps
    public static List<Line> disassemble(byte[] code) {
        return disassemble(code, 0, code.length, 0);
    }

    /// Reads a range.
    ///
    /// @param code the bytes
    /// @param from the first byte
    /// @param to   behind the last byte
    /// @param base the address of the array's first byte
    /// @return the instructions in order, without gaps
    public static List<Line> disassemble(byte[] code, int from, int to, long base) {
        Disassembler reader = new Disassembler(code, from, to, base);
        List<Line> lines = new ArrayList<>();
        while (reader.position < to) {
            lines.add(reader.next());
        }
        return lines;
    }

    /// Reads one instruction.
    ///
    /// @param code the bytes
    /// @param at   where it starts
    /// @param to   the end of what may be read, behind `at`
    /// @param base the address of the array's first byte
    /// @return the instruction
    public static Line instruction(byte[] code, int at, int to, long base) {
        return new Disassembler(code, at, to, base).next();
    }

    private static Inst[][] index() {
        Inst[][] rows = new Inst[8 << 8][];
        Arrays.fill(rows, new Inst[0]);
        for (Inst inst : Inst.values()) {
            long bits = inst.bits();
            int registers = Encoding.form(bits) == Encoding.IN_OPCODE ? 8 : 1;
            for (int register = 0; register < registers; register++) {
                int key = key(Encoding.isVex(bits), Encoding.map(bits), Encoding.opcode(bits) + register);
                Inst[] grown = Arrays.copyOf(rows[key], rows[key].length + 1);
                grown[grown.length - 1] = inst;
                rows[key] = grown;
            }
        }
        return rows;
    }

    private static int key(boolean isVex, int map, int opcode) {
        return (((isVex ? 4 : 0) + map) << 8) | opcode;
    }

    private Line next() {
        int start = position;
        target = NO_TARGET;
        try {
            Inst inst = readInst();
            if (inst != null) {
                String text = text(inst);
                return new Line(start, position - start, inst, text, target);
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            // The range ends inside of what could be an instruction: its first byte is a line of its own.
        }
        position = start + 1;
        return new Line(start, 1, null, ".byte 0x%02x".formatted(code[start] & 0xFF), NO_TARGET);
    }

    private int peek() {
        if (position >= end) {
            throw new ArrayIndexOutOfBoundsException(position);
        }
        return code[position] & 0xFF;
    }

    private int u8() {
        int value = peek();
        position++;
        return value;
    }

    private long number(int bytes) {
        long value = 0;
        for (int at = 0; at < bytes; at++) {
            value |= (long) u8() << (8 * at);
        }
        int shift = 64 - 8 * bytes;
        return value << shift >> shift;
    }

    /// Reads prefixes and opcode, and finds the row; stops behind the ModRM byte.
    private @Nullable Inst readInst() {
        readPrefixes();
        int opcode = readOpcode();
        Inst[] rows = ROWS[key(isVex, map, opcode)];
        if (rows.length == 0) {
            return null;
        }
        int form = Encoding.form(rows[0].bits());
        modrm = 0;
        if (form == Encoding.IN_OPCODE) {
            modrm = 0xC0 | (opcode & 7);
        } else if (form != Encoding.NONE) {
            modrm = u8();
        }
        for (Inst inst : rows) {
            if (matches(inst)) {
                return inst;
            }
        }
        return null;
    }

    private void readPrefixes() {
        prefix = 0;
        isLocked = false;
        rex = 0;
        isVex = false;
        isLongVector = false;
        vvvv = 0;
        while (true) {
            switch (peek()) {
                case 0xF0 -> isLocked = true;
                case 0x66 -> prefix = prefix == 0 ? 1 : prefix;
                case 0xF3 -> prefix = 2;
                case 0xF2 -> prefix = 3;
                default -> {
                    return;
                }
            }
            position++;
        }
    }

    private int readOpcode() {
        map = 0;
        int first = u8();
        if ((first & 0xF0) == 0x40) {
            rex = first & 0xF;
            isRexGiven = true;
            first = u8();
        } else {
            isRexGiven = false;
            if (first == 0xC4 || first == 0xC5) {
                return readVex(first);
            }
        }
        if (first != 0x0F) {
            return first;
        }
        map = 1;
        int second = u8();
        if (second == 0x38 || second == 0x3A) {
            map = second == 0x38 ? 2 : 3;
            return u8();
        }
        return second;
    }

    private int readVex(int first) {
        isVex = true;
        int high = u8();
        map = 1;
        int low = high;
        rex = (~high >> 5) & 4;
        if (first == 0xC4) {
            low = u8();
            map = high & 3;
            rex = ((~high >> 5) & 7) | ((low >> 4) & 8);
        }
        vvvv = (~low >> 3) & 15;
        isLongVector = (low & 4) != 0;
        prefix = low & 3;
        return u8();
    }

    private boolean matches(Inst inst) {
        long bits = inst.bits();
        int form = Encoding.form(bits);
        if (Encoding.prefix(bits) != prefix
                || Encoding.isLocked(bits) != isLocked
                || Encoding.isWide(bits) != ((rex & 8) != 0)
                || Encoding.isLongVector(bits) != isLongVector
                || (form == Encoding.DIGIT && ((modrm >> 3) & 7) != Encoding.second(bits))
                || (form == Encoding.FIXED && modrm != Encoding.second(bits))) {
            return false;
        }
        boolean usesVvvv = false;
        for (int operand = 0; operand < Encoding.count(bits); operand++) {
            int slot = Encoding.slot(bits, operand);
            usesVvvv |= isRegister(bits, operand) && slot == Encoding.SLOT_VVVV;
            if (isRegister(bits, operand) && slot == Encoding.SLOT_RM && !Encoding.accepts(bits, operand, rmKinds())) {
                return false;
            }
        }
        return usesVvvv || vvvv == 0;
    }

    private static boolean isRegister(long bits, int operand) {
        return !Encoding.accepts(bits, operand, Operand.IMMEDIATE);
    }

    private int rmKinds() {
        return modrm >> 6 == 3 ? Operand.GPR | Operand.VECTOR : Operand.MEMORY;
    }

    private String text(Inst inst) {
        long bits = inst.bits();
        Operand[] operands = Operand.parse(inst.text());
        int immediateBytes = Encoding.immediateBytes(bits);
        String memory = "";
        int form = Encoding.form(bits);
        if ((form == Encoding.REGISTER || form == Encoding.DIGIT) && modrm >> 6 != 3) {
            memory = memory(immediateBytes);
        }
        long immediate = number(immediateBytes);
        StringBuilder text = new StringBuilder(inst.mnemonic());
        int given = 0;
        for (int operand = 0; operand < operands.length; operand++) {
            text.append(operand == 0 ? " " : ", ");
            Operand kind = operands[operand];
            if (kind.accepts == 0) {
                text.append(kind == Operand.CL ? "cl" : "xmm0");
            } else if (kind.accepts(Operand.IMMEDIATE)) {
                text.append(immediate(kind, bits, immediate, immediateBytes));
                given++;
            } else {
                text.append(place(kind, Encoding.slot(bits, given), memory, immediate));
                given++;
            }
        }
        if (target != NO_TARGET && !memory.isEmpty()) {
            text.append(" # ").append(hex(target));
        }
        return text.toString();
    }

    private String immediate(Operand kind, long bits, long immediate, int bytes) {
        if (kind.isRelative()) {
            target = base + position + immediate;
            return hex(target);
        }
        if (Encoding.isSigned(bits)) {
            return immediate < 0 ? "-" + hex(-immediate) : hex(immediate);
        }
        return hex(bytes == 8 ? immediate : immediate & ((1L << (8 * bytes)) - 1));
    }

    private String place(Operand kind, int slot, String memory, long immediate) {
        if (slot == Encoding.SLOT_RM && !memory.isEmpty()) {
            return size(kind.memoryBits) + memory;
        }
        int number = switch (slot) {
            case Encoding.SLOT_REG -> ((rex & 4) << 1) | ((modrm >> 3) & 7);
            case Encoding.SLOT_RM -> ((rex & 1) << 3) | (modrm & 7);
            case Encoding.SLOT_VVVV -> vvvv;
            default -> (int) (immediate >> 4) & 15;
        };
        return switch (kind.registerBits) {
            case 128 -> "xmm" + number;
            case 256 -> "ymm" + number;
            // Without a REX prefix, numbers 4 to 7 are the second bytes of the first registers.
            case 8 ->
                number >= 4 && number < 8 && !isRexGiven
                        ? Gpr.of(number - 4).name(16).charAt(0) + "h"
                        : Gpr.of(number).name(8);
            default -> Gpr.of(number).name(kind.registerBits);
        };
    }

    private static String size(int bits) {
        return switch (bits) {
            case 8 -> "byte ptr ";
            case 16 -> "word ptr ";
            case 32 -> "dword ptr ";
            case 64 -> "qword ptr ";
            case 128 -> "xmmword ptr ";
            case 256 -> "ymmword ptr ";
            default -> "";
        };
    }

    /// Reads SIB and displacement.
    private String memory(int immediateBytes) {
        int mod = modrm >> 6;
        int low = modrm & 7;
        StringBuilder text = new StringBuilder("[");
        boolean hasBase = true;
        boolean hasIndex = false;
        if (low == 4) {
            int sib = u8();
            int index = ((rex & 2) << 2) | ((sib >> 3) & 7);
            hasBase = mod != 0 || (sib & 7) != 5;
            hasIndex = index != 4;
            if (hasBase) {
                text.append(Gpr.of(((rex & 1) << 3) | (sib & 7)).name(64));
            }
            if (hasIndex) {
                text.append(hasBase ? "+" : "")
                        .append(Gpr.of(index).name(64))
                        .append('*')
                        .append(1 << (sib >> 6));
            }
        } else if (mod == 0 && low == 5) {
            int distance = (int) number(4);
            target = base + position + immediateBytes + distance;
            return text.append("rip").append(signed(distance)).append(']').toString();
        } else {
            text.append(Gpr.of(((rex & 1) << 3) | low).name(64));
        }
        if (mod == 1) {
            text.append(signed(number(1)));
        } else if (mod == 2 || !hasBase) {
            long disp = number(4);
            text.append(hasBase || hasIndex ? signed(disp) : hex(disp));
        }
        return text.append(']').toString();
    }

    private static String signed(long value) {
        return value < 0 ? "-" + hex(-value) : "+" + hex(value);
    }

    private static String hex(long value) {
        return String.format(Locale.ROOT, "%#x", value);
    }
}
