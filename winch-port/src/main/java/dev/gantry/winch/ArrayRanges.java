package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.StorageType;

/// Emits what writes many elements of an array at once. References that a barrier has to count are none of it.
///
/// The range is compared with the length of the array and then, because the length is in the heap and not trusted
/// (R114), with the size of the heap, before anything is written.
///
/// Threading: confined to one compilation.
final class ArrayRanges {
    private final Emission state;
    private final Operands operands;
    private final X64Assembler asm;
    private final GcModel model;
    private final ObjectEmitter objects;

    ArrayRanges(Emission state, GcModel model, ObjectEmitter objects) {
        this.state = state;
        this.operands = state.operands;
        this.asm = state.asm;
        this.model = model;
        this.objects = objects;
    }

    private static int shift(StorageType storage) {
        return Integer.numberOfTrailingZeros(GcLayouts.sizeBytes(storage));
    }

    /// Emits `array.fill`.
    void fill(int type) {
        int count = operands.popRegister();
        int value = operands.popRead();
        int at = operands.popRegister();
        int object = operands.popRead();
        Gpr array = Registers.gpr(object);
        objects.checkNull(array, Failure.NULL_ARRAY_REFERENCE);
        toAddress(type, array, Registers.gpr(at), Registers.gpr(count));
        operands.release(object);
        fill(model.array(type).element().storage(), Registers.gpr(at), Registers.gpr(count), value);
        operands.release(at);
        operands.release(value);
        operands.release(count);
    }

    /// Emits the writing of as many elements as a register says from an address on. Both registers are lost.
    void fill(StorageType storage, Gpr at, Gpr count, int value) {
        int size = GcLayouts.sizeBytes(storage);
        if (size < Long.BYTES && !Kind.isFloat(objects.kind(storage))) {
            RangeEmitter.fill(state, at, count, Registers.gpr(value), shift(storage));
            return;
        }
        Label again = state.code.label();
        Label done = state.code.label();
        asm.emit(TEST_RM32_R32, count, count);
        asm.jcc(Cond.E, done);
        state.code.bind(again);
        objects.store(value, Mem.at(at, 0), storage);
        asm.emit(ADD_RM64_IMM32, at, size);
        asm.emit(SUB_RM32_IMM32, count, 1);
        asm.jcc(Cond.NE, again);
        state.code.bind(done);
    }

    /// Emits `array.copy`.
    void copy(int type) {
        operands.reserve(Registers.RCX);
        operands.reserve(Registers.RSI);
        operands.reserve(Registers.RDI);
        int to = operands.general();
        int from = operands.general();
        int first = operands.size() - 5;
        operands.load(first, to);
        operands.load(first + 1, Registers.RDI);
        operands.load(first + 2, from);
        operands.load(first + 3, Registers.RSI);
        operands.load(first + 4, Registers.RCX);
        operands.drop(5);
        objects.checkNull(Registers.gpr(to), Failure.NULL_ARRAY_REFERENCE);
        objects.checkNull(Registers.gpr(from), Failure.NULL_ARRAY_REFERENCE);
        toAddress(type, Registers.gpr(to), Gpr.RDI, Gpr.RCX);
        toAddress(type, Registers.gpr(from), Gpr.RSI, Gpr.RCX);
        int shift = shift(model.array(type).element().storage());
        if (shift > 0) {
            asm.emit(SHL_RM64_IMM8, Gpr.RCX, shift);
        }
        RangeEmitter.copy(state);
        operands.release(to);
        operands.release(from);
        operands.release(Registers.RCX);
        operands.release(Registers.RSI);
        operands.release(Registers.RDI);
    }

    /// Emits the check of a range, and makes an address of the number of its first element. Upper halves are clear.
    private void toAddress(int type, Gpr array, Gpr index, Gpr count) {
        Gpr end = Registers.SCRATCH2;
        Gpr limit = Registers.SCRATCH;
        asm.emit(MOV_R32_RM32, limit, state.heap.at(array, model.length(), Integer.BYTES));
        asm.emit(LEA_R64_M, end, Mem.at(index, count, 1, 0));
        asm.emit(CMP_R64_RM64, end, limit);
        asm.jcc(Cond.A, state.stubs.trap(Failure.OUT_OF_BOUNDS_ARRAY_ACCESS));
        int shift = shift(model.array(type).element().storage());
        if (shift > 0) {
            asm.emit(SHL_RM64_IMM8, index, shift);
        }
        asm.emit(LEA_R64_M, index, Mem.at(index, array, 1, model.elements(type)));
        asm.emit(MOV_R64_RM64, end, count);
        if (shift > 0) {
            asm.emit(SHL_RM64_IMM8, end, shift);
        }
        asm.emit(ADD_R64_RM64, end, index);
        asm.emit(CMP_R64_RM64, end, Mem.at(state.loadStore(), StoreContext.GC_HEAP_SIZE));
        asm.jcc(Cond.A, state.stubs.trap(Failure.CORRUPT_GC_HEAP));
        state.heap.loadBase(Registers.SCRATCH);
        asm.emit(ADD_R64_RM64, index, Registers.SCRATCH);
    }
}
