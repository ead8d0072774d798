package dev.gantry.fuzz.generate;

import dev.gantry.wasm.Family;
import dev.gantry.wasm.Immediates;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.ValType;
import java.util.List;

/// Instructions whose operands and results the opcode table gives.
///
/// Threading: confined to one thread.
final class TableDrivenInstrs {
    private static final int MAX_WAIT_NANOS = 1000;
    /// Where the constant offset of an access begins to matter: signed and unsigned 32 and 64 bits.
    private static final long[] EDGES = {0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL, 1L << 32, Long.MAX_VALUE, -1L};

    private final Code code;
    private final Values values;
    private final Choice choice;

    TableDrivenInstrs(Code code, Values values) {
        this.code = code;
        this.values = values;
        choice = code.choice;
    }

    void emit(Opcode opcode) {
        Immediates immediates = opcode.immediates();
        if (immediates.accessBytes() > 0 || immediates == Immediates.MEMORY) {
            if (!code.shape.memories.isEmpty()) {
                memory(opcode, choice.below(code.shape.memories.size()));
            }
            return;
        }
        Signature signature = Signature.of(opcode);
        if (opcode.has(Opcode.Effects.TRAPS) && !choice.oneIn(6)) {
            tame(signature.params(NumType.I32));
        } else {
            values.operands(signature.params(NumType.I32));
            if (!signature.params(NumType.I32).isEmpty() && !code.frame().isUnreachable) {
                code.push(signature.params(NumType.I32).getLast());
                values.canonicalize(opcode);
                code.pop();
            }
        }
        code.op(opcode);
        values.immediates(opcode);
        values.canonicalizeResult(opcode);
        code.push(signature.results(NumType.I32));
    }

    /// Operands with which a division or conversion seldom traps.
    private void tame(List<ValType> params) {
        values.operands(params.subList(0, params.size() - 1));
        code.push(params.subList(0, params.size() - 1));
        switch ((NumType) params.getLast()) {
            case I32 -> divisor(NumType.I32, Opcode.I32_OR);
            case I64 -> divisor(NumType.I64, Opcode.I64_OR);
            case F32, F64 -> {
                values.make(NumType.I32);
                code.i32(0xFFFF);
                code.op(Opcode.I32_AND);
                code.op(params.getLast() == NumType.F32 ? Opcode.F32_CONVERT_I32_U : Opcode.F64_CONVERT_I32_U);
            }
        }
        code.pop();
        code.pop(params.size() - 1);
    }

    private void divisor(NumType type, Opcode or) {
        if (choice.oneIn(3)) {
            long divisor = choice.coin() ? 1L << choice.below(Long.SIZE) : choice.integer();
            code.constant(type, (type == NumType.I32 ? (int) divisor : divisor) == 0 ? -1 : divisor);
            code.push(type);
            return;
        }
        values.make(type);
        code.constant(type, 1);
        code.op(or);
    }

    private void memory(Opcode opcode, int memory) {
        MemoryType type = code.shape.memories.get(memory);
        NumType address = type.addressType();
        Signature signature = Signature.of(opcode);
        int width = opcode.immediates().accessBytes();
        if (width == 0) {
            if (opcode == Opcode.MEMORY_GROW) {
                values.below(address, type.pageSizeLog2() == 0 ? 500 : 2);
                code.pop();
            }
            code.op(opcode, memory);
            code.push(signature.results(address));
            return;
        }
        boolean isAtomic = opcode.family() == Family.ATOMIC;
        long bytes = Math.max(1, type.limits().min() << type.pageSizeLog2());
        List<ValType> params = signature.params(address);
        if (!isAtomic && choice.oneIn(10)) { // what is on the stack, wherever it came from
            values.operands(params);
            code.push(params);
            if (!code.frame().isUnreachable) {
                values.canonicalize(opcode);
            }
            access(opcode, memory, address, bytes);
            return;
        }
        if (isAtomic) {
            atomicAddress(address, width, bytes);
        } else {
            address(address, width, bytes);
        }
        boolean waits = opcode.text().startsWith("memory.atomic.wait");
        for (int param = 1; param < params.size(); param++) {
            if (waits && param == params.size() - 1) {
                code.i64(choice.below(MAX_WAIT_NANOS));
                code.push(NumType.I64);
            } else {
                values.make(params.get(param));
                values.canonicalize(opcode);
            }
        }
        access(opcode, memory, address, bytes);
    }

    /// Writes an access whose operands are on the stack.
    private void access(Opcode opcode, int memory, NumType address, long bytes) {
        Signature signature = Signature.of(opcode);
        code.pop(signature.params(address).size());
        code.op(opcode);
        memarg(memory, address, opcode.immediates().accessBytes(), opcode.family() == Family.ATOMIC, bytes);
        values.immediates(opcode);
        code.push(signature.results(address));
    }

    private void atomicAddress(NumType address, int width, long bytes) {
        if (choice.oneIn(3)) {
            values.make(address);
            code.constant(address, Long.highestOneBit(bytes) - 1 & -width);
            code.op(address == NumType.I64 ? Opcode.I64_AND : Opcode.I32_AND);
            return;
        }
        int slots = (int) Math.max(1, bytes / width);
        code.constant(address, choice.oneIn(10) ? choice.below(100) : (long) choice.below(slots) * width);
        code.push(address);
    }

    /// An address in the memory, mostly; sometimes one around its end or that of the numbers.
    private void address(NumType address, int width, long bytes) {
        if (choice.oneIn(25)) {
            long end = choice.oneIn(4) ? 0 : bytes;
            code.constant(address, end - choice.below(width + 2));
            code.push(address);
        } else if (choice.oneIn(12)) {
            values.make(address);
        } else {
            values.below(address, bytes);
        }
    }

    private void memarg(int memory, NumType address, int width, boolean isAtomic, long bytes) {
        int natural = Integer.numberOfTrailingZeros(width);
        int align = isAtomic || choice.coin() ? natural : choice.below(natural + 1);
        boolean namesMemory = memory != 0 || (hasSeveral() && choice.oneIn(10));
        code.out.u32(namesMemory ? align | 0x40 : align);
        if (namesMemory) {
            code.out.u32(memory);
        }
        long offset = 0;
        if (choice.oneIn(25)) {
            long edge = EDGES[choice.below(EDGES.length)] + choice.between(-width, 1);
            long found = choice.oneIn(3) ? choice.integer() : choice.oneIn(3) ? bytes - choice.below(width + 2) : edge;
            offset = address == NumType.I64 ? found : found & 0xFFFF_FFFFL;
        } else if (choice.coin()) {
            offset = (long) choice.below((int) Math.min(bytes, 64)) * width;
        }
        code.out.u64(offset);
    }

    private boolean hasSeveral() {
        return code.shape.memories.size() > 1;
    }
}
