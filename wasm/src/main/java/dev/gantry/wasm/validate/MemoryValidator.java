package dev.gantry.wasm.validate;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Family;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.TypeCode;

/// Memories and data segments, and the memory arguments of all families.
///
/// Threading: confined to one thread.
///
/// @wasm valid-instr-memory
final class MemoryValidator {
    private static final long MAX_OFFSET_32 = 0xFFFF_FFFFL;

    private final CodeState code;
    private final OperandStack operands;

    MemoryValidator(CodeState code) {
        this.code = code;
        this.operands = code.operands;
    }

    void validate(int op) {
        switch (op) {
            case Ops.MEMORY_INIT -> validateMemoryInit();
            case Ops.DATA_DROP -> validateDataDrop();
            case Ops.MEMORY_COPY -> validateMemoryCopy();
            case Ops.MEMORY_FILL -> validateMemoryFill();
            default -> throw Bug.unreachable("memory instruction " + op);
        }
    }

    /// Checks the memory and, if there is one, the memory argument of an instruction.
    ///
    /// @return the address type
    int checkAccess(int op) {
        int address = code.memoryAddress(code.in.memory());
        int natural = Signatures.ACCESS_LOG2[op];
        if (natural < 0) {
            return address;
        }
        int align = code.in.alignLog2();
        if (align != natural) {
            checkAlignment(align, natural);
        }
        if (address == TypeCode.I32 && (code.in.memOffset() & ~MAX_OFFSET_32) != 0) {
            throw code.fail(Failure.OFFSET_OUT_OF_RANGE, Long.toUnsignedString(code.in.memOffset()));
        }
        return address;
    }

    private void checkAlignment(int align, int natural) {
        boolean isAtomic = code.in.opcode().family() == Family.ATOMIC;
        if (isAtomic || align > natural) {
            throw code.fail(
                    isAtomic ? Failure.ATOMIC_ALIGNMENT : Failure.ALIGNMENT_TOO_LARGE,
                    "expected 2**" + natural + ", found 2**" + align);
        }
    }

    void validateMemoryInit() {
        checkData(code, code.in.index());
        int address = code.memoryAddress(code.in.index2());
        operands.pop(TypeCode.I32);
        operands.pop(TypeCode.I32);
        operands.pop(address);
    }

    void validateDataDrop() {
        checkData(code, code.in.index());
    }

    /// Checks that a data segment is announced by the data count section.
    static void checkData(CodeState code, int data) {
        int count = code.module.def.dataCount();
        if (count == ModuleDef.NONE) {
            throw new MalformedException(
                    Failure.DATA_COUNT_REQUIRED, code.in.opcode().text(), code.in.offset());
        }
        if (data < 0 || data >= count) {
            throw code.unknown(Failure.UNKNOWN_DATA_SEGMENT, data, count);
        }
    }

    void validateMemoryCopy() {
        int destination = code.memoryAddress(code.in.index());
        int source = code.memoryAddress(code.in.index2());
        operands.pop(Math.min(destination, source)); // i32 unless both are i64
        operands.pop(source);
        operands.pop(destination);
    }

    void validateMemoryFill() {
        int address = code.memoryAddress(code.in.index());
        operands.pop(address);
        operands.pop(TypeCode.I32);
        operands.pop(address);
    }
}
