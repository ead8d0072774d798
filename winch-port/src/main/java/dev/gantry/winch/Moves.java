package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.asm.x64.Xmm;

/// Moves of values of any kind. None of them changes the flags, so that they may stand between a comparison and what
/// depends on it.
///
/// Threading: confined to one compilation.
final class Moves {
    private final X64Assembler asm;

    Moves(X64Assembler asm) {
        this.asm = asm;
    }

    /// Loads a value into a register of its class.
    void load(byte kind, int register, Gpr base, int offset) {
        Mem from = Mem.at(base, offset);
        switch (kind) {
            case Kind.I64 -> asm.emit(MOV_R64_RM64, Registers.gpr(register), from);
            case Kind.F32 -> asm.emit(MOVSS_X_M32, Registers.xmm(register), from);
            case Kind.F64 -> asm.emit(MOVSD_X_M64, Registers.xmm(register), from);
            case Kind.V128 -> asm.emit(MOVUPS_X_M128, Registers.xmm(register), from);
            default -> asm.emit(MOV_R32_RM32, Registers.gpr(register), from);
        }
    }

    /// Stores a value. Of an `f32` only the lower half of the slot is written.
    void store(byte kind, int register, Gpr base, int offset) {
        Mem to = Mem.at(base, offset);
        switch (kind) {
            case Kind.F32 -> asm.emit(MOVSS_M32_X, to, Registers.xmm(register));
            case Kind.F64 -> asm.emit(MOVSD_M64_X, to, Registers.xmm(register));
            case Kind.V128 -> asm.emit(MOVUPS_M128_X, to, Registers.xmm(register));
            default -> asm.emit(MOV_RM64_R64, to, Registers.gpr(register));
        }
    }

    /// Stores a value where others will read all of the slot.
    void storeSlot(byte kind, int register, Gpr base, int offset) {
        store(kind, register, base, offset);
        if (kind == Kind.F32) {
            asm.emit(MOV_RM32_IMM32, Mem.at(base, offset + Integer.BYTES), 0);
        }
    }

    /// Copies a value from register to register.
    void copy(byte kind, int to, int from) {
        if (to == from) {
            return;
        }
        if (Kind.isFloat(kind)) {
            asm.emit(MOVAPS_X_XM128, Registers.xmm(to), Registers.xmm(from));
        } else if (kind == Kind.I64) {
            asm.emit(MOV_R64_RM64, Registers.gpr(to), Registers.gpr(from));
        } else {
            asm.emit(MOV_R32_RM32, Registers.gpr(to), Registers.gpr(from));
        }
    }

    /// Puts a constant of any kind but `v128` into a register.
    void constant(byte kind, int register, long bits) {
        if (!Kind.isFloat(kind)) {
            constant(Registers.gpr(register), kind == Kind.I64 ? bits : bits & 0xFFFF_FFFFL);
            return;
        }
        Xmm xmm = Registers.xmm(register);
        if (bits == 0) {
            asm.emit(XORPS_X_XM128, xmm, xmm);
        } else if (kind == Kind.F32) {
            constant(Registers.SCRATCH, bits & 0xFFFF_FFFFL);
            asm.emit(MOVD_X_RM32, xmm, Registers.SCRATCH);
        } else {
            constant(Registers.SCRATCH, bits);
            asm.emit(MOVQ_X_RM64, xmm, Registers.SCRATCH);
        }
    }

    /// Puts a 64-bit constant into a general register.
    void constant(Gpr to, long value) {
        if (value >>> Integer.SIZE == 0) {
            int half = (int) value;
            asm.emit(MOV_R32_IMM32, to, half);
        } else if (value == (int) value) {
            asm.emit(MOV_RM64_IMM32, to, value);
        } else {
            asm.emit(MOV_R64_IMM64, to, value);
        }
    }

    /// Stores a constant of any kind but `v128` to all of a slot.
    void storeConstant(byte kind, long bits, Gpr base, int offset) {
        long value = kind == Kind.I64 || kind == Kind.F64 ? bits : bits & 0xFFFF_FFFFL;
        if (value == (int) value) {
            asm.emit(MOV_RM64_IMM32, Mem.at(base, offset), value);
        } else {
            constant(Registers.SCRATCH, value);
            asm.emit(MOV_RM64_R64, Mem.at(base, offset), Registers.SCRATCH);
        }
    }

    /// Copies a value from memory to memory.
    void transfer(byte kind, Gpr from, int fromOffset, Gpr to, int toOffset) {
        if (from == to && fromOffset == toOffset) {
            return;
        }
        int through = kind == Kind.V128 ? Registers.XMM15 : Registers.R11;
        byte as = kind == Kind.V128 ? kind : kind == Kind.F64 || kind == Kind.I64 ? Kind.I64 : Kind.I32;
        load(as, through, from, fromOffset);
        store(as, through, to, toOffset);
    }

    /// Clears the upper half of a register that holds an `i32` or a reference.
    void clearUpperHalf(byte kind, int register) {
        if (Kind.isHalf(kind)) {
            asm.emit(MOV_R32_RM32, Registers.gpr(register), Registers.gpr(register));
        }
    }
}
