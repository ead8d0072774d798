package dev.gantry.interpreter;

import dev.gantry.environ.Tunables;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.binary.FuncBody;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.module.ModuleDef;
import java.util.Arrays;

/// The state of the translation of one function, and what the translators of all families use.
///
/// Threading: confined to one translation.
final class Translation {
    /// Slots of the frame header, from the frame pointer up.
    static final int HEADER_SLOTS = 2;

    final ModuleDef def;
    final Tunables tunables;
    final GcTarget gc;
    final Widths widths;
    final InstrReader in;
    final Assembler asm = new Assembler();
    final Operands operands;
    final Blocks blocks = new Blocks();
    final int[] localSlots;
    final byte[] localWidths;
    final int paramSlots;
    final byte[] resultWidths;

    /// Whether the current instruction cannot be reached.
    boolean isDead;

    private int fuelOperand = -1;
    private int fuel;

    Translation(ModuleDef def, int definedIndex, Tunables tunables, GcTarget gc) {
        this.def = def;
        this.tunables = tunables;
        this.gc = gc;
        this.widths = new Widths(def);
        int typeIndex = def.funcs().get(definedIndex).typeIndex();
        FuncBody body = FuncBody.read(def, definedIndex);
        byte[] params = widths.paramsOf(typeIndex);
        this.resultWidths = widths.resultsOf(typeIndex);
        this.localWidths = localWidths(params, body);
        this.localSlots = new int[localWidths.length];
        this.paramSlots = Widths.sum(params);
        int slot = -paramSlots;
        for (int local = 0; local < localSlots.length; local++) {
            slot = local == params.length ? HEADER_SLOTS : slot;
            localSlots[local] = slot;
            slot += localWidths[local];
        }
        int base = params.length == localSlots.length ? HEADER_SLOTS : slot;
        this.in = body.reader(def);
        this.operands = new Operands(asm, localSlots, localWidths, base);
        asm.mark(body.instrs().start());
        if (base == HEADER_SLOTS + 1) {
            asm.emit(Code.CONST, HEADER_SLOTS, 0, 0);
        } else if (base > HEADER_SLOTS) {
            asm.emit(Code.ZERO, HEADER_SLOTS, 0, base - HEADER_SLOTS);
        }
    }

    private static byte[] localWidths(byte[] params, FuncBody body) {
        byte[] widths = Arrays.copyOf(params, params.length + body.locals());
        int local = params.length;
        for (int group = 0; group < body.counts().length; group++) {
            int end = local + body.counts()[group];
            Arrays.fill(widths, local, end, (byte) body.types().get(group).slots());
            local = end;
        }
        return widths;
    }

    /// Starts a basic block: where fuel is counted, what the block costs is taken here.
    void startBasicBlock() {
        if (tunables.consumeFuel()) {
            asm.mark(in.offset());
            fuelOperand = asm.pc() + 3;
            asm.emit(Code.FUEL, 0, 0, 0);
            fuel = 0;
        }
    }

    /// Adds to the cost of the current basic block.
    void charge(int units) {
        if (fuelOperand >= 0) {
            fuel += units;
            asm.patch(fuelOperand, fuel);
        }
    }

    /// Emits the check for interruption.
    void checkEpoch() {
        if (tunables.epochInterruption()) {
            asm.mark(in.offset());
            asm.emit(Code.EPOCH);
        }
    }

    /// Emits an instruction of WebAssembly in its general form: result slot, operand slots, immediates. Operands and
    /// results are those of the signature in the opcode table.
    ///
    /// @param op         a constant of [Ops]
    /// @param immediates what stands behind the slots
    void emitGeneral(int op, int... immediates) {
        byte[] params = Widths.operands(op);
        byte[] results = Widths.results(op);
        if (params == null || results == null) {
            throw Bug.unreachable("no signature for " + op);
        }
        emitShaped(Code.WASM + op, params.length, results, immediates);
    }

    /// Emits an instruction in the form: result slot, operand slots, immediates.
    ///
    /// @param number     the number of the instruction, see [Code]
    /// @param params     how many operands it takes off the stack
    /// @param results    slots of the results it pushes
    /// @param immediates what stands behind the slots
    void emitShaped(int number, int params, byte[] results, int... immediates) {
        int first = operands.size() - params;
        int at = results.length == 0 ? 0 : 1;
        int[] all = new int[at + params + immediates.length];
        for (int param = 0; param < params; param++) {
            all[at++] = operands.use(first + param);
        }
        System.arraycopy(immediates, 0, all, at, immediates.length);
        operands.drop(params);
        if (results.length == 0) {
            asm.emit(number, all);
            return;
        }
        all[0] = operands.nextHome();
        operands.pushHome(results);
        if (results.length == 1) {
            asm.emitResult(number, all);
        } else {
            asm.emit(number, all);
        }
    }

    /// Emits an instruction `d a` for the topmost operand.
    void emitUnary(int number) {
        emitShaped(number, 1, Widths.ONE);
    }

    /// Emits an instruction `d a a` for the two topmost operands.
    void emitBinary(int number) {
        emitShaped(number, 2, Widths.ONE);
    }

    /// Emits a trap: what follows cannot be reached in any run, but in the text of the function it can.
    void emitTrap(int failure) {
        asm.emit(Code.TRAP, failure);
    }

    /// The operand for a memory: twice its index, plus one if its addresses have 64 bits.
    int memoryOperand(int memory) {
        return 2 * memory + (def.memorySpace().get(memory).is64() ? 1 : 0);
    }

    /// The operand for a table: twice its index, plus one if its indices have 64 bits.
    int tableOperand(int table) {
        return 2 * table + (def.tableSpace().get(table).is64() ? 1 : 0);
    }
}
