package dev.gantry.asm.x64;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/// What can stand at an operand's place in a row of [Inst], in the vendor's notation.
///
/// Threading: immutable.
enum Operand {
    // spotless:off
    //       notation     in names  accepts                          bits of register, of memory
    R8      ("r8",        "R8",     Operand.GPR,                      8,   0),
    R16     ("r16",       "R16",    Operand.GPR,                     16,   0),
    R32     ("r32",       "R32",    Operand.GPR,                     32,   0),
    R64     ("r64",       "R64",    Operand.GPR,                     64,   0),
    RM8     ("r/m8",      "RM8",    Operand.GPR | Operand.MEMORY,     8,   8),
    RM16    ("r/m16",     "RM16",   Operand.GPR | Operand.MEMORY,    16,  16),
    RM32    ("r/m32",     "RM32",   Operand.GPR | Operand.MEMORY,    32,  32),
    RM64    ("r/m64",     "RM64",   Operand.GPR | Operand.MEMORY,    64,  64),
    R32_M8  ("r32/m8",    "RM8",    Operand.GPR | Operand.MEMORY,    32,   8),
    R32_M16 ("r32/m16",   "RM16",   Operand.GPR | Operand.MEMORY,    32,  16),
    M       ("m",         "M",      Operand.MEMORY,                   0,   0),
    M8      ("m8",        "M8",     Operand.MEMORY,                   0,   8),
    M16     ("m16",       "M16",    Operand.MEMORY,                   0,  16),
    M32     ("m32",       "M32",    Operand.MEMORY,                   0,  32),
    M64     ("m64",       "M64",    Operand.MEMORY,                   0,  64),
    M128    ("m128",      "M128",   Operand.MEMORY,                   0, 128),
    M256    ("m256",      "M256",   Operand.MEMORY,                   0, 256),
    X       ("xmm",       "X",      Operand.VECTOR,                 128,   0),
    XM8     ("xmm/m8",    "XM8",    Operand.VECTOR | Operand.MEMORY, 128,   8),
    XM16    ("xmm/m16",   "XM16",   Operand.VECTOR | Operand.MEMORY, 128,  16),
    XM32    ("xmm/m32",   "XM32",   Operand.VECTOR | Operand.MEMORY, 128,  32),
    XM64    ("xmm/m64",   "XM64",   Operand.VECTOR | Operand.MEMORY, 128,  64),
    XM128   ("xmm/m128",  "XM128",  Operand.VECTOR | Operand.MEMORY, 128, 128),
    Y       ("ymm",       "Y",      Operand.VECTOR,                 256,   0),
    YM256   ("ymm/m256",  "YM256",  Operand.VECTOR | Operand.MEMORY, 256, 256),
    IMM8    ("imm8",      "IMM8",   Operand.IMMEDIATE,                0,   0),
    IMM16   ("imm16",     "IMM16",  Operand.IMMEDIATE,                0,   0),
    IMM32   ("imm32",     "IMM32",  Operand.IMMEDIATE,                0,   0),
    IMM64   ("imm64",     "IMM64",  Operand.IMMEDIATE,                0,   0),
    REL8    ("rel8",      "REL8",   Operand.IMMEDIATE,                0,   0),
    REL32   ("rel32",     "REL32",  Operand.IMMEDIATE,                0,   0),
    CL      ("cl",        "CL",     0,                                8,   0),
    XMM0    ("<xmm0>",    "",       0,                              128,   0);
    // spotless:on

    /// Sets of what is accepted; 0 is an operand that the instruction implies.
    static final int GPR = 1;

    static final int VECTOR = 2;
    static final int MEMORY = 4;
    static final int IMMEDIATE = 8;

    private static final Map<String, Operand> BY_NOTATION = byNotation();

    final String notation;
    final String nameInRow;
    final int accepts;
    final int registerBits;
    final int memoryBits;

    Operand(String notation, String nameInRow, int accepts, int registerBits, int memoryBits) {
        this.notation = notation;
        this.nameInRow = nameInRow;
        this.accepts = accepts;
        this.registerBits = registerBits;
        this.memoryBits = memoryBits;
    }

    /// The operands of a row, those included that the instruction implies.
    ///
    /// @param text mnemonic and operands
    static Operand[] parse(String text) {
        int start = operandsStart(text);
        if (start == text.length()) {
            return new Operand[0];
        }
        int count = 1;
        for (int at = start; at < text.length(); at++) {
            if (text.charAt(at) == ',') {
                count++;
            }
        }
        Operand[] operands = new Operand[count];
        for (int operand = 0; operand < count; operand++) {
            int comma = text.indexOf(',', start);
            int end = comma < 0 ? text.length() : comma;
            operands[operand] = of(text, start, end);
            start = end + 2;
        }
        return operands;
    }

    /// Where the operands of a row start; its length if there are none.
    static int operandsStart(String text) {
        int at = text.startsWith("lock ") ? 5 : text.startsWith("rep ") ? 4 : 0;
        int space = text.indexOf(' ', at);
        return space < 0 ? text.length() : space + 1;
    }

    private static Operand of(String text, int start, int end) {
        Operand operand = BY_NOTATION.get(text.substring(start, end));
        if (operand == null) {
            throw new AssertionError("unknown operand in " + text);
        }
        return operand;
    }

    private static Map<String, Operand> byNotation() {
        Map<String, Operand> operands = HashMap.newHashMap(values().length);
        for (Operand operand : values()) {
            operands.put(operand.notation, operand);
        }
        return Collections.unmodifiableMap(operands);
    }

    boolean accepts(int kind) {
        return (accepts & kind) != 0;
    }

    boolean isRelative() {
        return this == REL8 || this == REL32;
    }
}
