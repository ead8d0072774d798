package dev.gantry.fuzz.generate;

import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.NumType;

/// Memory instructions on ranges of bytes.
///
/// Threading: confined to one thread.
final class BulkMemoryInstrs {
    private static final int USUAL_BYTES = 64;
    private static final int MANY_BYTES = 20_000;

    private final Code code;
    private final Values values;
    private final Choice choice;

    BulkMemoryInstrs(Code code, Values values) {
        this.code = code;
        this.values = values;
        choice = code.choice;
    }

    void emit(Opcode opcode) {
        if (opcode == Opcode.DATA_DROP) {
            if (!code.shape.datas.isEmpty()) {
                code.op(opcode, choice.below(code.shape.datas.size()));
            }
            return;
        }
        if (code.shape.memories.isEmpty()) {
            return;
        }
        int memory = choice.below(code.shape.memories.size());
        MemoryType type = code.shape.memories.get(memory);
        int length = choice.oneIn(10) ? MANY_BYTES : USUAL_BYTES;
        switch (opcode) {
            case MEMORY_FILL -> {
                address(type);
                values.make(NumType.I32);
                values.below(type.addressType(), length);
                code.pop(3);
                code.op(opcode, memory);
            }
            case MEMORY_COPY -> {
                int source = choice.below(code.shape.memories.size());
                MemoryType from = code.shape.memories.get(source);
                address(type);
                address(from);
                values.below(from.is64() && type.is64() ? NumType.I64 : NumType.I32, length);
                code.pop(3);
                code.op(opcode, memory);
                code.out.u32(source);
            }
            case MEMORY_INIT -> {
                if (!code.shape.datas.isEmpty()) {
                    int data = choice.below(code.shape.datas.size());
                    address(type);
                    values.below(NumType.I32, 8);
                    values.below(NumType.I32, 16);
                    code.pop(3);
                    code.op(opcode, data);
                    code.out.u32(memory);
                }
            }
            default -> {}
        }
    }

    private void address(MemoryType type) {
        values.below(type.addressType(), type.limits().min() << type.pageSizeLog2());
    }
}
