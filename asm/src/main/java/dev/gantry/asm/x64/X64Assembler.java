package dev.gantry.asm.x64;

import static dev.gantry.asm.x64.Operand.GPR;
import static dev.gantry.asm.x64.Operand.IMMEDIATE;
import static dev.gantry.asm.x64.Operand.MEMORY;
import static dev.gantry.asm.x64.Operand.VECTOR;

import dev.gantry.asm.CodeBuffer;
import dev.gantry.asm.Label;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes x86-64 instructions into a [CodeBuffer].
///
/// `emit` takes a row of [Inst] and its operands in the vendor's order, destination first; operands that the
/// instruction implies (`cl`) are not given. It writes exactly that row. The other methods choose among rows.
///
/// All `emit` methods throw [IllegalArgumentException], naming the row, if the row does not take operands of these
/// kinds or an immediate does not fit.
///
/// Threading: confined to one thread, as its buffer.
public final class X64Assembler {
    private static final int G = GPR;
    private static final int X = VECTOR;
    private static final int M = MEMORY;
    private static final int I = IMMEDIATE;

    // spotless:off
    private static final int SHAPE_NONE = Encoding.shape(0, 0, 0, 0);
    private static final int SHAPE_G    = Encoding.shape(G, 0, 0, 0);
    private static final int SHAPE_M    = Encoding.shape(M, 0, 0, 0);
    private static final int SHAPE_I    = Encoding.shape(I, 0, 0, 0);
    private static final int SHAPE_GG   = Encoding.shape(G, G, 0, 0);
    private static final int SHAPE_GM   = Encoding.shape(G, M, 0, 0);
    private static final int SHAPE_MG   = Encoding.shape(M, G, 0, 0);
    private static final int SHAPE_GI   = Encoding.shape(G, I, 0, 0);
    private static final int SHAPE_MI   = Encoding.shape(M, I, 0, 0);
    private static final int SHAPE_GGI  = Encoding.shape(G, G, I, 0);
    private static final int SHAPE_GMI  = Encoding.shape(G, M, I, 0);
    private static final int SHAPE_MGI  = Encoding.shape(M, G, I, 0);
    private static final int SHAPE_GGG  = Encoding.shape(G, G, G, 0);
    private static final int SHAPE_GGM  = Encoding.shape(G, G, M, 0);
    private static final int SHAPE_GMG  = Encoding.shape(G, M, G, 0);
    private static final int SHAPE_XX   = Encoding.shape(X, X, 0, 0);
    private static final int SHAPE_XM   = Encoding.shape(X, M, 0, 0);
    private static final int SHAPE_MX   = Encoding.shape(M, X, 0, 0);
    private static final int SHAPE_XG   = Encoding.shape(X, G, 0, 0);
    private static final int SHAPE_GX   = Encoding.shape(G, X, 0, 0);
    private static final int SHAPE_XI   = Encoding.shape(X, I, 0, 0);
    private static final int SHAPE_XXI  = Encoding.shape(X, X, I, 0);
    private static final int SHAPE_XMI  = Encoding.shape(X, M, I, 0);
    private static final int SHAPE_MXI  = Encoding.shape(M, X, I, 0);
    private static final int SHAPE_XGI  = Encoding.shape(X, G, I, 0);
    private static final int SHAPE_GXI  = Encoding.shape(G, X, I, 0);
    private static final int SHAPE_XXX  = Encoding.shape(X, X, X, 0);
    private static final int SHAPE_XXM  = Encoding.shape(X, X, M, 0);
    private static final int SHAPE_XXG  = Encoding.shape(X, X, G, 0);
    private static final int SHAPE_XXXI = Encoding.shape(X, X, X, I);
    private static final int SHAPE_XXMI = Encoding.shape(X, X, M, I);
    private static final int SHAPE_XXGI = Encoding.shape(X, X, G, I);
    private static final int SHAPE_XXXX = Encoding.shape(X, X, X, X);
    private static final int SHAPE_XXMX = Encoding.shape(X, X, M, X);
    // spotless:on

    private final CodeBuffer buffer;

    /// An assembler.
    ///
    /// @param buffer where code goes
    public X64Assembler(CodeBuffer buffer) {
        this.buffer = buffer;
    }

    /// Where code goes.
    ///
    /// @return what was given to the constructor
    public CodeBuffer buffer() {
        return buffer;
    }

    // spotless:off

    /// Writes an instruction without operands.
    ///
    /// @param inst the row
    public void emit(Inst inst) {
        emit(inst, SHAPE_NONE, 0, 0, 0, 0, null, 0);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    the operand
    public void emit(Inst inst, Gpr a) {
        emit(inst, SHAPE_G, a.number(), 0, 0, 0, null, 0);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    the operand
    public void emit(Inst inst, Mem a) {
        emit(inst, SHAPE_M, 0, 0, 0, 0, a, 0);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param imm  the operand
    public void emit(Inst inst, long imm) {
        emit(inst, SHAPE_I, 0, 0, 0, 0, null, imm);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    public void emit(Inst inst, Gpr a, Gpr b) {
        emit(inst, SHAPE_GG, a.number(), b.number(), 0, 0, null, 0);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    public void emit(Inst inst, Gpr a, Mem b) {
        emit(inst, SHAPE_GM, a.number(), 0, 0, 0, b, 0);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    public void emit(Inst inst, Mem a, Gpr b) {
        emit(inst, SHAPE_MG, 0, b.number(), 0, 0, a, 0);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param imm  second operand
    public void emit(Inst inst, Gpr a, long imm) {
        emit(inst, SHAPE_GI, a.number(), 0, 0, 0, null, imm);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param imm  second operand
    public void emit(Inst inst, Mem a, long imm) {
        emit(inst, SHAPE_MI, 0, 0, 0, 0, a, imm);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param imm  third operand
    public void emit(Inst inst, Gpr a, Gpr b, long imm) {
        emit(inst, SHAPE_GGI, a.number(), b.number(), 0, 0, null, imm);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param imm  third operand
    public void emit(Inst inst, Gpr a, Mem b, long imm) {
        emit(inst, SHAPE_GMI, a.number(), 0, 0, 0, b, imm);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param imm  third operand
    public void emit(Inst inst, Mem a, Gpr b, long imm) {
        emit(inst, SHAPE_MGI, 0, b.number(), 0, 0, a, imm);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param c    third operand
    public void emit(Inst inst, Gpr a, Gpr b, Gpr c) {
        emit(inst, SHAPE_GGG, a.number(), b.number(), c.number(), 0, null, 0);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param c    third operand
    public void emit(Inst inst, Gpr a, Gpr b, Mem c) {
        emit(inst, SHAPE_GGM, a.number(), b.number(), 0, 0, c, 0);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param c    third operand
    public void emit(Inst inst, Gpr a, Mem b, Gpr c) {
        emit(inst, SHAPE_GMG, a.number(), 0, c.number(), 0, b, 0);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    public void emit(Inst inst, Xmm a, Xmm b) {
        emit(inst, SHAPE_XX, a.number(), b.number(), 0, 0, null, 0);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    public void emit(Inst inst, Xmm a, Mem b) {
        emit(inst, SHAPE_XM, a.number(), 0, 0, 0, b, 0);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    public void emit(Inst inst, Mem a, Xmm b) {
        emit(inst, SHAPE_MX, 0, b.number(), 0, 0, a, 0);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    public void emit(Inst inst, Xmm a, Gpr b) {
        emit(inst, SHAPE_XG, a.number(), b.number(), 0, 0, null, 0);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    public void emit(Inst inst, Gpr a, Xmm b) {
        emit(inst, SHAPE_GX, a.number(), b.number(), 0, 0, null, 0);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param imm  second operand
    public void emit(Inst inst, Xmm a, long imm) {
        emit(inst, SHAPE_XI, a.number(), 0, 0, 0, null, imm);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param imm  third operand
    public void emit(Inst inst, Xmm a, Xmm b, long imm) {
        emit(inst, SHAPE_XXI, a.number(), b.number(), 0, 0, null, imm);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param imm  third operand
    public void emit(Inst inst, Xmm a, Mem b, long imm) {
        emit(inst, SHAPE_XMI, a.number(), 0, 0, 0, b, imm);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param imm  third operand
    public void emit(Inst inst, Mem a, Xmm b, long imm) {
        emit(inst, SHAPE_MXI, 0, b.number(), 0, 0, a, imm);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param imm  third operand
    public void emit(Inst inst, Xmm a, Gpr b, long imm) {
        emit(inst, SHAPE_XGI, a.number(), b.number(), 0, 0, null, imm);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param imm  third operand
    public void emit(Inst inst, Gpr a, Xmm b, long imm) {
        emit(inst, SHAPE_GXI, a.number(), b.number(), 0, 0, null, imm);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param c    third operand
    public void emit(Inst inst, Xmm a, Xmm b, Xmm c) {
        emit(inst, SHAPE_XXX, a.number(), b.number(), c.number(), 0, null, 0);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param c    third operand
    public void emit(Inst inst, Xmm a, Xmm b, Mem c) {
        emit(inst, SHAPE_XXM, a.number(), b.number(), 0, 0, c, 0);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param c    third operand
    public void emit(Inst inst, Xmm a, Xmm b, Gpr c) {
        emit(inst, SHAPE_XXG, a.number(), b.number(), c.number(), 0, null, 0);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param c    third operand
    /// @param imm  fourth operand
    public void emit(Inst inst, Xmm a, Xmm b, Xmm c, long imm) {
        emit(inst, SHAPE_XXXI, a.number(), b.number(), c.number(), 0, null, imm);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param c    third operand
    /// @param imm  fourth operand
    public void emit(Inst inst, Xmm a, Xmm b, Mem c, long imm) {
        emit(inst, SHAPE_XXMI, a.number(), b.number(), 0, 0, c, imm);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param c    third operand
    /// @param imm  fourth operand
    public void emit(Inst inst, Xmm a, Xmm b, Gpr c, long imm) {
        emit(inst, SHAPE_XXGI, a.number(), b.number(), c.number(), 0, null, imm);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param c    third operand
    /// @param d    fourth operand
    public void emit(Inst inst, Xmm a, Xmm b, Xmm c, Xmm d) {
        emit(inst, SHAPE_XXXX, a.number(), b.number(), c.number(), d.number(), null, 0);
    }

    /// Writes an instruction.
    ///
    /// @param inst the row
    /// @param a    first operand
    /// @param b    second operand
    /// @param c    third operand
    /// @param d    fourth operand
    public void emit(Inst inst, Xmm a, Xmm b, Mem c, Xmm d) {
        emit(inst, SHAPE_XXMX, a.number(), b.number(), 0, d.number(), c, 0);
    }

    // spotless:on

    /// Writes a jump or call to a place in the code.
    ///
    /// @param inst   a row whose operand is relative
    /// @param target the place
    /// @throws IllegalStateException if the place is known and out of reach
    public void emit(Inst inst, Label target) {
        long bits = inst.bits();
        int bytes = Encoding.immediateBytes(bits);
        if (!Encoding.isRelative(bits)) {
            throw new IllegalArgumentException(inst + ": `" + inst.text() + "` takes no place in the code");
        }
        if (Encoding.map(bits) == 1) {
            buffer.u8(0x0F);
        }
        buffer.u8(Encoding.opcode(bits));
        buffer.fixup(target, bytes == 1 ? X64Fixup.REL8 : X64Fixup.REL32);
    }

    /// All of them end here. A register operand is given by its number, others by 0.
    private void emit(Inst inst, int shape, int a, int b, int c, int d, @Nullable Mem mem, long imm) {
        long bits = inst.bits();
        if (!Encoding.takes(bits, shape)) {
            throw wrongShape(inst, shape);
        }
        int immediateBytes = Encoding.immediateBytes(bits);
        if (immediateBytes != 0) {
            checkImmediate(inst, bits, immediateBytes, imm);
        }
        int slots = Encoding.slots(bits);
        int fields = (a << ((slots & 0x03) << 3))
                | (b << ((slots & 0x0C) << 1))
                | (c << ((slots & 0x30) >> 1))
                | (d << ((slots & 0xC0) >> 3));
        int form = Encoding.form(bits);
        int reg = form == Encoding.DIGIT ? Encoding.second(bits) : fields & 0xFF;
        int rm = (fields >> 8) & 0xFF;
        int high = mem == null
                ? ((reg >> 3) << 2) | (rm >> 3)
                : ((reg >> 3) << 2) | ((Gpr.numberOf(mem.index()) >> 3) << 1) | (Gpr.numberOf(mem.base()) >> 3);
        if (Encoding.isVex(bits)) {
            writeVex(bits, high, (fields >> 16) & 0xFF);
        } else {
            writePrefixes(bits, high, reg, mem == null ? rm : 0);
        }
        buffer.u8(form == Encoding.IN_OPCODE ? Encoding.opcode(bits) + (rm & 7) : Encoding.opcode(bits));
        if (form == Encoding.REGISTER || form == Encoding.DIGIT) {
            if (mem == null) {
                buffer.u8(0xC0 | ((reg & 7) << 3) | (rm & 7));
            } else {
                writeMemory((reg & 7) << 3, mem, immediateBytes);
            }
        } else if (form == Encoding.FIXED) {
            buffer.u8(Encoding.second(bits));
        }
        switch (immediateBytes) {
            case 0 -> {}
            case 1 -> buffer.u8((int) imm | ((fields >>> 24) << 4));
            case 2 -> buffer.u16((int) imm);
            case 4 -> buffer.u32((int) imm);
            default -> buffer.u64(imm);
        }
    }

    private void writePrefixes(long bits, int high, int reg, int rm) {
        if (Encoding.isLocked(bits)) {
            buffer.u8(0xF0);
        }
        switch (Encoding.prefix(bits)) {
            case 1 -> buffer.u8(0x66);
            case 2 -> buffer.u8(0xF3);
            case 3 -> buffer.u8(0xF2);
            default -> {}
        }
        int rex = Encoding.isWide(bits) ? high | 8 : high;
        // Without a REX prefix, the byte registers 4 to 7 would be ah, ch, dh, bh.
        boolean isLowByte = (Encoding.isByteInReg(bits) && reg >= 4) || (Encoding.isByteInRm(bits) && rm >= 4);
        if (rex != 0 || isLowByte) {
            buffer.u8(0x40 | rex);
        }
        switch (Encoding.map(bits)) {
            case 1 -> buffer.u8(0x0F);
            case 2 -> buffer.u16(0x380F);
            case 3 -> buffer.u16(0x3A0F);
            default -> {}
        }
    }

    /// R, X, B and vvvv are inverted.
    private void writeVex(long bits, int high, int vvvv) {
        int low = ((~vvvv & 15) << 3) | (Encoding.isLongVector(bits) ? 4 : 0) | Encoding.prefix(bits);
        boolean isWide = Encoding.isWide(bits);
        if (Encoding.map(bits) == 1 && !isWide && (high & 3) == 0) {
            buffer.u8(0xC5);
            buffer.u8(low | ((~high & 4) << 5));
        } else {
            buffer.u8(0xC4);
            buffer.u8(((~high & 7) << 5) | Encoding.map(bits));
            buffer.u8(low | (isWide ? 0x80 : 0));
        }
    }

    /// ModRM, SIB and displacement. A base of `rsp` or `r12` needs SIB, one of `rbp` or `r13` a displacement.
    private void writeMemory(int reg, Mem mem, int immediateBytes) {
        Label label = mem.label();
        Gpr base = mem.base();
        Gpr index = mem.index();
        int disp = mem.disp();
        if (label != null) {
            buffer.u8(reg | 5);
            // The processor counts from behind the instruction.
            buffer.fixup(label, X64Fixup.REL32, disp - immediateBytes);
        } else if (base == null) {
            buffer.u8(reg | 4);
            buffer.u8(index == null ? 0x25 : sib(mem.scale(), index, 5));
            buffer.u32(disp);
        } else {
            int low = base.number() & 7;
            int mod = disp == 0 && low != 5 ? 0 : disp == (byte) disp ? 0x40 : 0x80;
            if (index != null) {
                buffer.u8(mod | reg | 4);
                buffer.u8(sib(mem.scale(), index, low));
            } else {
                buffer.u8(mod | reg | low);
                if (low == 4) {
                    buffer.u8(0x24);
                }
            }
            if (mod == 0x40) {
                buffer.u8(disp);
            } else if (mod == 0x80) {
                buffer.u32(disp);
            }
        }
    }

    private static int sib(int scale, Gpr index, int base) {
        return (Integer.numberOfTrailingZeros(scale) << 6) | ((index.number() & 7) << 3) | base;
    }

    private static void checkImmediate(Inst inst, long bits, int bytes, long imm) {
        if (bytes < 8) {
            int size = 8 * bytes;
            long top = imm >> (size - 1);
            if (top != 0 && top != -1 && (top != 1 || Encoding.isSigned(bits))) {
                throw new IllegalArgumentException("%s: immediate %#x does not fit in %d bits%s"
                        .formatted(inst, imm, size, Encoding.isSigned(bits) ? ", sign-extended" : ""));
            }
        }
    }

    private static IllegalArgumentException wrongShape(Inst inst, int shape) {
        StringBuilder given = new StringBuilder();
        for (int operand = 0; operand < Encoding.countOf(shape); operand++) {
            given.append(operand == 0 ? "" : ", ")
                    .append(
                            switch (Encoding.kindOf(shape, operand)) {
                                case GPR -> "general register";
                                case VECTOR -> "vector register";
                                case MEMORY -> "memory";
                                default -> "immediate";
                            });
        }
        return new IllegalArgumentException("%s: `%s` does not take (%s)".formatted(inst, inst.text(), given));
    }

    /// Jumps.
    ///
    /// @param target where to; if it is bound and near, the short form is used
    public void jmp(Label target) {
        emit(isNear(target) ? Inst.JMP_REL8 : Inst.JMP_REL32, target);
    }

    /// Jumps if a condition holds.
    ///
    /// @param cond   the condition
    /// @param target where to; if it is bound and near, the short form is used
    public void jcc(Cond cond, Label target) {
        emit(isNear(target) ? Inst.jcc8(cond) : Inst.jcc32(cond), target);
    }

    /// Whether a short jump (2 bytes) from here reaches the label.
    private boolean isNear(Label target) {
        return target.isBound() && target.offset() - (buffer.position() + 2) >= Byte.MIN_VALUE;
    }

    /// Calls.
    ///
    /// @param target where to
    public void call(Label target) {
        emit(Inst.CALL_REL32, target);
    }

    /// Calls what is known when the code is linked: a relocation with addend -4 at the distance.
    ///
    /// @param kind   the kind of the relocation
    /// @param target what is called
    public void callRelocated(int kind, Object target) {
        buffer.u8(Encoding.opcode(Inst.CALL_REL32.bits()));
        buffer.relocation(buffer.position(), kind, target, -4);
        buffer.u32(0);
    }

    /// Jumps to what is known when the code is linked: a relocation with addend -4 at the distance.
    ///
    /// @param kind   the kind of the relocation
    /// @param target where to
    public void jmpRelocated(int kind, Object target) {
        buffer.u8(Encoding.opcode(Inst.JMP_REL32.bits()));
        buffer.relocation(buffer.position(), kind, target, -4);
        buffer.u32(0);
    }

    /// Loads the address of what is known when the code is linked: a relocation with addend -4 at the distance.
    ///
    /// @param to     the destination
    /// @param kind   the kind of the relocation
    /// @param target what is addressed
    public void leaRelocated(Gpr to, int kind, Object target) {
        buffer.u8(0x48 | ((to.number() >> 3) << 2));
        buffer.u8(Encoding.opcode(Inst.LEA_R64_M.bits()));
        buffer.u8(((to.number() & 7) << 3) | 5);
        buffer.relocation(buffer.position(), kind, target, -4);
        buffer.u32(0);
    }

    /// Writes arithmetic with a constant, in the shorter form if the constant is a signed byte.
    ///
    /// @param inst a row with a constant of 4 bytes
    /// @param to   the operand
    /// @param imm  the constant
    public void emitShort(Inst inst, Gpr to, long imm) {
        emit(imm == (byte) imm ? inst.withByte() : inst, to, imm);
    }

    /// Writes arithmetic with a constant, in the shorter form if the constant is a signed byte.
    ///
    /// @param inst a row with a constant of 4 bytes
    /// @param to   the operand
    /// @param imm  the constant
    public void emitShort(Inst inst, Mem to, long imm) {
        emit(imm == (byte) imm ? inst.withByte() : inst, to, imm);
    }

    /// Writes a product with a constant, in the shorter form if the constant is a signed byte.
    ///
    /// @param inst a row with a constant of 4 bytes
    /// @param to   the product
    /// @param from the factor
    /// @param imm  the constant
    public void emitShort(Inst inst, Gpr to, Gpr from, long imm) {
        emit(imm == (byte) imm ? inst.withByte() : inst, to, from, imm);
    }

    /// Sets a byte to 1 or 0; the rest of the register stays.
    ///
    /// @param cond the condition
    /// @param to   the register
    public void setcc(Cond cond, Gpr to) {
        emit(Inst.setcc(cond), to);
    }

    /// Sets a byte to 1 or 0.
    ///
    /// @param cond the condition
    /// @param to   the byte
    public void setcc(Cond cond, Mem to) {
        emit(Inst.setcc(cond), to);
    }

    /// Moves 32 bits if a condition holds; the upper half is cleared in any case.
    ///
    /// @param cond the condition
    /// @param to   the destination
    /// @param from the source
    public void cmov32(Cond cond, Gpr to, Gpr from) {
        emit(Inst.cmov32(cond), to, from);
    }

    /// Moves 64 bits if a condition holds.
    ///
    /// @param cond the condition
    /// @param to   the destination
    /// @param from the source
    public void cmov64(Cond cond, Gpr to, Gpr from) {
        emit(Inst.cmov64(cond), to, from);
    }

    /// Returns.
    public void ret() {
        emit(Inst.RET);
    }

    /// Returns and pops arguments.
    ///
    /// @param bytes 0 to 65535
    public void ret(int bytes) {
        if (bytes == 0) {
            emit(Inst.RET);
        } else {
            emit(Inst.RET_IMM16, bytes);
        }
    }

    /// Pushes 64 bits.
    ///
    /// @param from the register
    public void push(Gpr from) {
        emit(Inst.PUSH_R64, from);
    }

    /// Pops 64 bits.
    ///
    /// @param to the register
    public void pop(Gpr to) {
        emit(Inst.POP_R64, to);
    }

    /// Loads the address of a place in the code.
    ///
    /// @param to    the destination
    /// @param label the place
    public void leaLabel(Gpr to, Label label) {
        emit(Inst.LEA_R64_M, to, Mem.rip(label));
    }

    /// Loads a constant in the shortest form that keeps the flags.
    ///
    /// @param to  the destination
    /// @param imm all 64 bits of its new value
    public void movImm(Gpr to, long imm) {
        if (imm >>> 32 == 0) {
            emit(Inst.MOV_R32_IMM32, to, imm);
        } else if (imm == (int) imm) {
            emit(Inst.MOV_RM64_IMM32, to, imm);
        } else {
            emit(Inst.MOV_R64_IMM64, to, imm);
        }
    }

    /// Clears a register, and changes the flags.
    ///
    /// @param to the destination
    public void zero(Gpr to) {
        emit(Inst.XOR_R32_RM32, to, to);
    }

    /// Writes an entry of a jump table: the distance from the table's start to a place, 4 bytes, signed.
    ///
    /// @param target the place
    /// @param table  the start of the table, bound
    public void tableEntry(Label target, Label table) {
        buffer.fixup(target, X64Fixup.DISTANCE32, buffer.position() - table.offset());
    }

    /// Fills room with as few instructions without effect as possible.
    ///
    /// @param bytes the room
    public void nop(int bytes) {
        int left = bytes;
        while (left > 0) {
            int size = Math.min(left, 9);
            writeNop(size);
            left -= size;
        }
    }

    /// The forms that the vendors recommend.
    private void writeNop(int size) {
        if (size == 6 || size == 9) {
            buffer.u8(0x66);
        }
        switch (size == 6 || size == 9 ? size - 1 : size) {
            case 1 -> buffer.u8(0x90);
            case 2 -> buffer.u16(0x9090);
            case 3 -> buffer.bytes(new byte[] {0x0F, 0x1F, 0});
            case 4 -> buffer.u32(0x0040_1F0F);
            case 5 -> buffer.bytes(new byte[] {0x0F, 0x1F, 0x44, 0, 0});
            case 7 -> buffer.bytes(new byte[] {0x0F, 0x1F, (byte) 0x80, 0, 0, 0, 0});
            default -> buffer.u64(0x0000_0000_0084_1F0FL);
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "x64 at %#x", buffer.position());
    }
}
