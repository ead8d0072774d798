package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.VmOffsets;
import dev.gantry.environ.VmOffsets.MemoryDefinition;
import dev.gantry.wasm.module.ModuleDef;

/// Where the address of the first memory is found. It changes in calls and requests only.
///
/// Threading: confined to one compilation.
final class MemoryBase {
    private final X64Assembler asm;
    private final int offset;
    private final boolean isImported;

    MemoryBase(X64Assembler asm, ModuleDef def, VmOffsets offsets) {
        this.asm = asm;
        this.isImported = def.importedMemories() > 0;
        if (def.memorySpace().isEmpty()) {
            this.offset = 0;
        } else {
            this.offset = isImported ? offsets.importedMemory(0) : offsets.memory(0) + MemoryDefinition.BASE;
        }
    }

    /// Loads it into a register.
    void load(int register) {
        Gpr gpr = Registers.gpr(register);
        asm.emit(MOV_R64_RM64, gpr, Emission.context(offset));
        if (isImported) {
            asm.emit(MOV_R64_RM64, gpr, Mem.at(gpr, MemoryDefinition.BASE));
        }
    }
}
