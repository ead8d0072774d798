package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.VmOffsets.MemoryDefinition;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.types.MemoryType;

/// Emits accesses to memories.
///
/// A 32-bit memory of pages of 64 KiB lies in a reservation with guard pages, if faults may be relied on: accesses with
/// offsets below 2 GiB are not checked. All others compare their end with the size of the memory.
///
/// Threading: no state.
final class MemoryEmitter {
    private MemoryEmitter() {}

    /// Emits an instruction.
    ///
    /// @param op a constant of [Ops]
    static void emit(Emission state, int op) {
        InstrReader in = state.in;
        Requests requests = state.requests;
        switch (op) {
            case Ops.MEMORY_SIZE -> size(state);
            case Ops.MEMORY_GROW -> {
                byte kind = addressKind(state, in.memory());
                requests.instruction(op, 1, new byte[] {kind}, in.memory());
            }
            case Ops.MEMORY_FILL -> BulkEmitter.fill(state, in.memory());
            case Ops.MEMORY_COPY -> BulkEmitter.copy(state, in.index(), in.index2());
            case Ops.MEMORY_INIT -> requests.instruction(op, 3, Kind.NONE, in.index(), in.index2());
            case Ops.DATA_DROP -> requests.instruction(op, 0, Kind.NONE, in.index());
            case Ops.I32_LOAD -> loadGeneral(state, Kind.I32, MOV_R32_RM32);
            case Ops.I64_LOAD -> loadGeneral(state, Kind.I64, MOV_R64_RM64);
            case Ops.F32_LOAD -> loadVector(state, Kind.F32, MOVSS_X_M32);
            case Ops.F64_LOAD -> loadVector(state, Kind.F64, MOVSD_X_M64);
            case Ops.I32_LOAD8_S -> loadGeneral(state, Kind.I32, MOVSX_R32_RM8);
            case Ops.I32_LOAD8_U -> loadGeneral(state, Kind.I32, MOVZX_R32_RM8);
            case Ops.I32_LOAD16_S -> loadGeneral(state, Kind.I32, MOVSX_R32_RM16);
            case Ops.I32_LOAD16_U -> loadGeneral(state, Kind.I32, MOVZX_R32_RM16);
            case Ops.I64_LOAD8_S -> loadGeneral(state, Kind.I64, MOVSX_R64_RM8);
            case Ops.I64_LOAD8_U -> loadGeneral(state, Kind.I64, MOVZX_R32_RM8);
            case Ops.I64_LOAD16_S -> loadGeneral(state, Kind.I64, MOVSX_R64_RM16);
            case Ops.I64_LOAD16_U -> loadGeneral(state, Kind.I64, MOVZX_R32_RM16);
            case Ops.I64_LOAD32_S -> loadGeneral(state, Kind.I64, MOVSXD_R64_RM32);
            case Ops.I64_LOAD32_U -> loadGeneral(state, Kind.I64, MOV_R32_RM32);
            case Ops.I32_STORE, Ops.I64_STORE32 -> storeGeneral(state, MOV_RM32_R32, MOV_RM32_IMM32);
            case Ops.I64_STORE -> storeGeneral(state, MOV_RM64_R64, MOV_RM64_IMM32);
            case Ops.I32_STORE8, Ops.I64_STORE8 -> storeGeneral(state, MOV_RM8_R8, MOV_RM8_IMM8);
            case Ops.I32_STORE16, Ops.I64_STORE16 -> storeGeneral(state, MOV_RM16_R16, MOV_RM16_IMM16);
            case Ops.F32_STORE -> storeVector(state, MOVSS_M32_X);
            default -> storeVector(state, MOVSD_M64_X);
        }
    }

    /// The kind of addresses of a memory.
    static byte addressKind(Emission state, int memory) {
        return state.def.memorySpace().get(memory).is64() ? Kind.I64 : Kind.I32;
    }

    // where a memory is

    /// Loads what is needed to reach a memory's definition into the scratch register, if that is not the context.
    static Gpr loadDefinition(Emission state, int memory) {
        if (memory >= state.def.importedMemories()) {
            return Gpr.R14;
        }
        state.asm.emit(MOV_R64_RM64, Registers.SCRATCH, Emission.context(state.offsets.importedMemory(memory)));
        return Registers.SCRATCH;
    }

    static int definitionOffset(Emission state, int memory) {
        int imported = state.def.importedMemories();
        return memory < imported ? 0 : state.offsets.memory(memory - imported);
    }

    private static void size(Emission state) {
        int memory = state.in.memory();
        MemoryType type = state.def.memorySpace().get(memory);
        int register = state.operands.general();
        Gpr gpr = Registers.gpr(register);
        Gpr base = loadDefinition(state, memory);
        state.asm.emit(MOV_R64_RM64, gpr, Mem.at(base, definitionOffset(state, memory) + MemoryDefinition.BYTES));
        if (type.pageSizeLog2() > 0) {
            state.asm.emit(SHR_RM64_IMM8, gpr, type.pageSizeLog2());
        }
        state.operands.pushRegister(addressKind(state, memory), register);
        if (!type.is64()) {
            state.asm.emit(MOV_R32_RM32, gpr, gpr);
        }
    }

    // addresses

    /// Takes the topmost operand off the stack, an address, for [#address].
    static int popAddress(Emission state) {
        long offset = state.in.memOffset();
        boolean isWritten = offset < 0 || offset > Integer.MAX_VALUE;
        return isWritten ? state.operands.popRegister() : state.operands.popRead();
    }

    /// Emits the check of an address, and sees to it that the base of the memory is in a register. The next machine
    /// instruction has to be the access: it may fault.
    ///
    /// @param register    what [#popAddress] gave; its upper half counts
    /// @param accessBytes the width of the access
    /// @return where the access is
    static Mem address(Emission state, int register, int accessBytes) {
        InstrReader in = state.in;
        int memory = in.memory();
        long offset = in.memOffset();
        MemoryType type = state.def.memorySpace().get(memory);
        boolean isGuarded = isGuarded(state, type, offset);
        Gpr address = Registers.gpr(register);
        if (!isGuarded) {
            emitCheck(state, address, memory, type.is64(), offset, accessBytes);
        }
        int displacement = 0;
        if (offset >= 0 && offset <= Integer.MAX_VALUE) {
            displacement = (int) offset;
        } else {
            state.moves.constant(Registers.SCRATCH2, offset);
            state.asm.emit(ADD_R64_RM64, address, Registers.SCRATCH2);
        }
        Gpr base = loadBase(state, memory);
        if (isGuarded) {
            state.records.trap(state.code.position(), Failure.OUT_OF_BOUNDS_MEMORY_ACCESS);
        }
        return Mem.at(base, address, 1, displacement);
    }

    /// The address of the first memory stays in a register while there is room.
    private static Gpr loadBase(Emission state, int memory) {
        int register = memory == 0 ? state.operands.memoryBase() : -1;
        if (register >= 0) {
            return Registers.gpr(register);
        }
        Gpr base = loadDefinition(state, memory);
        int definition = definitionOffset(state, memory);
        state.asm.emit(MOV_R64_RM64, Registers.SCRATCH, Mem.at(base, definition + MemoryDefinition.BASE));
        return Registers.SCRATCH;
    }

    private static boolean isGuarded(Emission state, MemoryType type, long offset) {
        return state.tunables.signalsBasedTraps()
                && !type.is64()
                && type.pageSizeLog2() == MemoryType.DEFAULT_PAGE_SIZE_LOG2
                && offset >= 0
                && offset <= Integer.MAX_VALUE;
    }

    private static void emitCheck(Emission state, Gpr address, int memory, boolean is64, long offset, int accessBytes) {
        X64Assembler asm = state.asm;
        Label outOfBounds = state.stubs.trap(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS);
        long end = offset + accessBytes;
        Gpr last = Registers.SCRATCH2;
        if (Long.compareUnsigned(end, offset) < 0) {
            asm.jmp(outOfBounds);
            return;
        }
        if (end < 0 || end > Integer.MAX_VALUE) {
            state.moves.constant(last, end);
            asm.emit(ADD_R64_RM64, last, address);
            if (is64) {
                asm.jcc(Cond.B, outOfBounds);
            }
        } else if (is64) {
            asm.emit(MOV_R64_RM64, last, address);
            asm.emitShort(ADD_RM64_IMM32, last, end);
            asm.jcc(Cond.B, outOfBounds);
        } else {
            asm.emit(LEA_R64_M, last, Mem.at(address, (int) end));
        }
        Gpr base = loadDefinition(state, memory);
        asm.emit(CMP_R64_RM64, last, Mem.at(base, definitionOffset(state, memory) + MemoryDefinition.BYTES));
        asm.jcc(Cond.A, outOfBounds);
    }

    // accesses

    private static int accessBytes(Emission state) {
        return state.in.opcode().immediates().accessBytes();
    }

    private static void loadGeneral(Emission state, byte kind, Inst inst) {
        Operands operands = state.operands;
        boolean isReused = !operands.isKept(operands.size() - 1);
        int register = isReused ? operands.popRegister() : popAddress(state);
        int to = isReused ? register : operands.general();
        Mem from = address(state, register, accessBytes(state));
        state.asm.emit(inst, Registers.gpr(to), from);
        if (!isReused) {
            operands.release(register);
        }
        operands.pushRegister(kind, to);
    }

    private static void loadVector(Emission state, byte kind, Inst inst) {
        Operands operands = state.operands;
        int register = popAddress(state);
        int to = operands.vector();
        Mem from = address(state, register, accessBytes(state));
        state.asm.emit(inst, Registers.xmm(to), from);
        operands.release(register);
        operands.pushRegister(kind, to);
    }

    private static void storeGeneral(Emission state, Inst inst, Inst immediate) {
        Operands operands = state.operands;
        if (operands.isTopConst()) {
            operands.popSource();
            long value = narrow(operands.sourceConstant(), accessBytes(state));
            if (value == (int) value) {
                int register = popAddress(state);
                Mem to = address(state, register, accessBytes(state));
                state.asm.emit(immediate, to, value);
                operands.release(register);
                return;
            }
            operands.pushConst(Kind.I64, value);
        }
        int value = operands.popRead();
        int register = popAddress(state);
        Mem to = address(state, register, accessBytes(state));
        state.asm.emit(inst, to, Registers.gpr(value));
        operands.release(value);
        operands.release(register);
    }

    /// The lowest bytes of a constant, sign-extended.
    private static long narrow(long value, int bytes) {
        int shift = Long.SIZE - Byte.SIZE * bytes;
        return value << shift >> shift;
    }

    private static void storeVector(Emission state, Inst inst) {
        Operands operands = state.operands;
        int value = operands.popRead();
        int register = popAddress(state);
        Mem to = address(state, register, accessBytes(state));
        state.asm.emit(inst, to, Registers.xmm(value));
        operands.release(value);
        operands.release(register);
    }
}
