package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.VmOffsets;
import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.environ.spi.CompiledFunction;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.environ.spi.OffsetTable;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.binary.FuncBody;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.FuncType;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compiles the body of a validated function, in one pass.
///
/// Each family of instructions has an emitter of its own; this class emits the prologue, reads the instructions and
/// skips those that cannot be reached.
///
/// Fuel: an instruction costs one unit; `nop`, `drop`, `block`, `loop`, `else`, `end`, `return`, `unreachable`,
/// `try_table` and the clauses of a legacy `try` cost nothing; entering a function costs one. A basic block is paid for
/// where it starts, all of it.
///
/// Threading: confined to one compilation.
final class FunctionCompiler {
    private static final int ALIGNMENT_BYTES = 16;
    /// From how many slots of locals on they are cleared by a string instruction.
    private static final int MANY_SLOTS = 24;
    private static final byte LOCAL_SET = (byte) Opcode.LOCAL_SET.code();
    private static final byte LOCAL_TEE = (byte) Opcode.LOCAL_TEE.code();

    private final Emission state;
    private final int params;
    /// Where the body ends in the binary.
    private final int end;

    private int deadDepth;

    private FunctionCompiler(Emission state, int end) {
        this.state = state;
        this.end = end;
        this.params = state.signature.params().length;
    }

    /// Compiles a function.
    ///
    /// @param module       the module, validated
    /// @param offsets      the layout of its context
    /// @param tunables     what the code is to depend on
    /// @param escaped      its functions that may become references
    /// @param gc           what is known of its objects, or null if there is no collector
    /// @param definedIndex the function's number among the defined ones
    /// @return the code
    /// @throws dev.gantry.wasm.UnsupportedException if the frame or the stack maps would be too large
    static CompiledFunction compile(
            ModuleTranslation module,
            VmOffsets offsets,
            Tunables tunables,
            EscapedFuncs escaped,
            @Nullable GcModel gc,
            int definedIndex) {
        ModuleDef def = module.def();
        FuncBody body = FuncBody.read(def, definedIndex);
        int typeIndex = def.funcs().get(definedIndex).typeIndex();
        Emission state =
                new Emission(module, offsets, tunables, typeIndex, locals(def, typeIndex, body), body, escaped, gc);
        state.wasmOffset = body.instrs().start();
        new FunctionCompiler(state, body.instrs().end()).compileBody();
        state.stubs.emit();
        byte[] code = state.code.toBytes();
        state.patch(code);
        return new CompiledFunction(
                new FuncKey.WasmFunction(definedIndex),
                code,
                ALIGNMENT_BYTES,
                state.records.relocations(),
                state.records.traps(),
                tunables.addressMap() ? state.records.addressMap() : OffsetTable.EMPTY,
                state.records.stackMaps(),
                state.records.handlers(),
                Set.of());
    }

    private static byte[] locals(ModuleDef def, int typeIndex, FuncBody body) {
        CompositeType type = def.types().get(typeIndex).composite();
        if (!(type instanceof FuncType func)) {
            throw Bug.unreachable("a function of type " + type);
        }
        byte[] params = Signature.of(func, def).params();
        byte[] kinds = Arrays.copyOf(params, params.length + body.locals());
        int local = params.length;
        for (int group = 0; group < body.counts().length; group++) {
            int end = local + body.counts()[group];
            Arrays.fill(kinds, local, end, Kind.of(body.types().get(group), def));
            local = end;
        }
        return kinds;
    }

    private void compileBody() {
        emitPrologue();
        state.blocks.push(
                Blocks.BODY, 0, state.frame.localsEnd(), state.code.label(), Kind.NONE, state.signature.results());
        state.startBasicBlock();
        state.charge(1);
        state.checkEpoch();
        while (state.in.next()) {
            int op = state.in.op();
            if (state.isDead && isSkipped(op)) {
                continue;
            }
            state.wasmOffset = state.in.offset(); // also of an `end` behind dead code, where a basic block starts
            if (!state.isDead) {
                if (state.operands.isTopFlags() && !takesCondition(op)) {
                    state.operands.materialize();
                }
                state.operands.setNextWrite(nextWrite());
                state.charge(cost(op));
                state.mark();
            }
            emit(op);
            assert state.operands.isQuiet() : state.in.opcode();
            state.checkCodeSize();
        }
    }

    private void emitPrologue() {
        X64Assembler asm = state.asm;
        Frame frame = state.frame;
        state.mark();
        asm.push(Gpr.RBP);
        asm.emit(MOV_R64_RM64, Gpr.RBP, Gpr.RSP);
        asm.push(Gpr.RDI);
        asm.emit(MOV_R64_RM64, Gpr.R14, Gpr.RDI);
        asm.emit(LEA_R64_M, Registers.SCRATCH2, Mem.at(Gpr.RBP, -Frame.UNKNOWN));
        frame.patchBefore(state.code.position(), -1, 0);
        asm.emit(CMP_R64_RM64, Registers.SCRATCH2, Mem.at(state.loadStore(), StoreContext.STACK_LIMIT));
        asm.jcc(Cond.B, state.stubs.add(() -> {
            // The slot of the request must not be the place of the context.
            asm.emit(SUB_RM64_IMM32, Gpr.RSP, ALIGNMENT_BYTES);
            state.requests.trap(Failure.CALL_STACK_EXHAUSTED);
        }));
        asm.emit(SUB_RM64_IMM32, Gpr.RSP, Frame.UNKNOWN);
        frame.patchBefore(state.code.position(), 1, Frame.CONTEXT);
        for (int param = 0; param < params; param++) {
            int place = state.signature.places()[param];
            if (place < Signature.STACK) {
                byte kind = frame.localKinds[param];
                state.moves.store(kind, place, Gpr.RBP, frame.localOffsets[param]);
            }
        }
        int used = clearLocals();
        for (int param = 0; param < params; param++) {
            int place = state.signature.places()[param];
            if (place < Signature.STACK && (used & 1 << place) == 0) {
                state.operands.startWith(param, place);
            }
        }
    }

    /// Emits code that clears the locals that are no parameters, which lie together below the others: `v128` first,
    /// so that no pair of slots that is cleared at once has halves of two of them.
    ///
    /// @return the registers it uses, as bits
    private int clearLocals() {
        Frame frame = state.frame;
        int slots = 0;
        for (int local = params; local < frame.localKinds.length; local++) {
            slots += Kind.slots(frame.localKinds[local]);
        }
        X64Assembler asm = state.asm;
        if (slots > MANY_SLOTS) {
            asm.emit(LEA_R64_M, Gpr.RDI, Mem.at(Gpr.RBP, -Long.BYTES * frame.localsEnd()));
            asm.emit(MOV_R32_IMM32, Gpr.RCX, slots);
            asm.emit(XOR_R32_RM32, Gpr.RAX, Gpr.RAX);
            asm.emit(REP_STOSQ);
            return 1 << Registers.RDI | 1 << Registers.RCX | 1 << Registers.RAX;
        } else if (slots > 0) {
            int slot = frame.localsEnd() - slots;
            if (slots > 1) {
                asm.emit(XORPS_X_XM128, Registers.VECTOR_SCRATCH, Registers.VECTOR_SCRATCH);
            }
            if ((slot & slots & 1) != 0) { // so that pairs are aligned, if that takes no more instructions
                clearSlot(slot++);
            }
            for (; slot + 1 < frame.localsEnd(); slot += 2) {
                asm.emit(MOVUPS_M128_X, Mem.at(Gpr.RBP, Frame.home(Kind.V128, slot)), Registers.VECTOR_SCRATCH);
            }
            if (slot < frame.localsEnd()) {
                clearSlot(slot);
            }
        }
        return 0;
    }

    private void clearSlot(int slot) {
        state.asm.emit(MOV_RM64_IMM32, Mem.at(Gpr.RBP, Frame.home(Kind.I64, slot)), 0);
    }

    /// The local that the next instruction writes, or -1 if it is another one, or the local has a large number.
    private int nextWrite() {
        byte[] bytes = state.def.bytes();
        int at = state.in.nextOffset();
        return at < end && (bytes[at] == LOCAL_SET || bytes[at] == LOCAL_TEE) ? Math.max(bytes[at + 1], -1) : -1;
    }

    private static int cost(int op) {
        return switch (op) {
            case Ops.NOP,
                    Ops.DROP,
                    Ops.BLOCK,
                    Ops.LOOP,
                    Ops.ELSE,
                    Ops.END,
                    Ops.RETURN,
                    Ops.UNREACHABLE,
                    Ops.TRY_TABLE,
                    Ops.TRY,
                    Ops.CATCH,
                    Ops.CATCH_ALL,
                    Ops.DELEGATE -> 0;
            default -> 1;
        };
    }

    /// Whether an instruction can take a comparison's result from the flags.
    private static boolean takesCondition(int op) {
        return switch (op) {
            case Ops.BR_IF, Ops.IF, Ops.SELECT, Ops.SELECT_T, Ops.I32_EQZ -> true;
            default -> false;
        };
    }

    /// Whether an instruction that cannot be reached is skipped: all but the `else`, `end` or legacy clause of
    /// the block that cannot be left.
    private boolean isSkipped(int op) {
        switch (op) {
            case Ops.BLOCK, Ops.LOOP, Ops.IF, Ops.TRY_TABLE, Ops.TRY -> deadDepth++;
            case Ops.ELSE, Ops.CATCH, Ops.CATCH_ALL -> {
                return deadDepth > 0;
            }
            case Ops.END, Ops.DELEGATE -> {
                if (deadDepth == 0) {
                    return false;
                }
                deadDepth--;
            }
            default -> {}
        }
        return true;
    }

    private void emit(int op) {
        switch (state.in.opcode().family()) {
            case CONTROL -> ControlEmitter.emit(state, op);
            case EXCEPTION -> ExceptionEmitter.emit(state, op);
            case VARIABLE -> VariableEmitter.emit(state, op);
            case NUMERIC -> NumericEmitter.emit(state, op);
            case MEMORY -> MemoryEmitter.emit(state, op);
            case ATOMIC -> AtomicEmitter.emit(state, op);
            case SIMD -> SimdEmitter.emit(state, op);
            case TABLE -> TableEmitter.emit(state, op);
            case REFERENCE, GC -> ReferenceEmitter.emit(state, op);
        }
    }
}
