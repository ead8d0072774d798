package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.VmOffsets.CastEntry;
import dev.gantry.environ.VmOffsets.FuncRef;
import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.HeapType;

/// Emits tests of references and casts.
///
/// The type of an object is in its header. If it is not the wanted one, and there are types below that, its entry in
/// the store's table of [CastEntry]s has its path (R121); the runtime fills the table when it is asked.
///
/// Threading: confined to one compilation.
final class CastEmitter {
    private static final int TAG = GcRefs.ALIGNMENT - 1;
    private static final int NO_RESULT = -1;
    private static final int ENTRY_SHIFT = Integer.numberOfTrailingZeros(CastEntry.SIZE);

    private final Emission state;
    private final Operands operands;
    private final X64Assembler asm;
    private final GcModel model;

    CastEmitter(Emission state, GcModel model) {
        this.state = state;
        this.operands = state.operands;
        this.asm = state.asm;
        this.model = model;
    }

    /// Emits `ref.test`.
    void test(HeapType type, boolean isNullable) {
        int ref = operands.popRead();
        int result = operands.general();
        match(ref, type, isNullable, result);
        operands.release(ref);
        operands.pushRegister(Kind.I32, result);
    }

    /// Emits `ref.cast`.
    void cast(HeapType type, boolean isNullable) {
        int ref = operands.popRegister();
        int result = operands.general();
        match(ref, type, isNullable, result);
        Gpr gpr = Registers.gpr(result);
        asm.emit(TEST_RM32_R32, gpr, gpr);
        asm.jcc(Cond.E, state.stubs.trap(Failure.CAST_FAILURE));
        operands.release(result);
        operands.pushRegister(Kind.of(type, state.def), ref);
    }

    /// Emits the check that a reference out of an object, which may be null, is to a function of the type that the
    /// field has: calls rely on it.
    void checkFunc(int ref, HeapType type) {
        Label corrupt = state.stubs.trap(Failure.CORRUPT_GC_HEAP);
        Gpr gpr = Registers.gpr(ref);
        asm.emit(CMP_R64_RM64, gpr, Mem.at(state.loadStore(), StoreContext.FUNC_REF_COUNT));
        asm.jcc(Cond.AE, corrupt);
        if (type == AbsHeapType.FUNC) {
            return;
        }
        asm.emit(TEST_RM32_R32, gpr, gpr);
        if (type instanceof HeapType.Index(int index)) {
            Label yes = state.code.label();
            asm.jcc(Cond.E, yes);
            matchFunc(ref, index, NO_RESULT, yes, corrupt);
            state.code.bind(yes);
        } else {
            asm.jcc(Cond.NE, corrupt);
        }
    }

    /// Emits code that says whether a reference is of a type.
    ///
    /// @param ref    its register, held or read
    /// @param result the register that is 1 or 0 then, held
    void match(int ref, HeapType type, boolean isNullable, int result) {
        Gpr to = Registers.gpr(result);
        Gpr from = Registers.gpr(ref);
        Label no = state.code.label();
        Label yes = state.code.label();
        asm.emit(XOR_R32_RM32, to, to);
        asm.emit(TEST_RM32_R32, from, from);
        asm.jcc(Cond.E, isNullable ? yes : no);
        switch (type) {
            case AbsHeapType heap -> matchAbstract(from, heap, yes, no);
            case HeapType.Index(int index) -> {
                if (model.isFunc(index)) {
                    matchFunc(ref, index, result, yes, no);
                } else {
                    matchObject(ref, index, result, yes, no);
                }
            }
            case HeapType.Rec _, HeapType.Id _ -> throw Bug.unreachable("heap type " + type + " in a body");
        }
        state.code.bind(yes);
        asm.emit(MOV_R32_IMM32, to, 1);
        state.code.bind(no);
    }

    /// Falls through if it matches.
    private void matchAbstract(Gpr ref, AbsHeapType type, Label yes, Label no) {
        switch (type) {
            case FUNC, EXTERN, ANY, EXN -> {}
            case NONE, NOFUNC, NOEXTERN, NOEXN -> asm.jmp(no);
            case I31 -> {
                asm.emit(TEST_RM32_IMM32, ref, 1);
                asm.jcc(Cond.E, no);
            }
            case EQ -> {
                asm.emit(TEST_RM32_IMM32, ref, 1);
                asm.jcc(Cond.NE, yes);
                asm.emit(TEST_RM32_IMM32, ref, TAG);
                asm.jcc(Cond.NE, no);
            }
            case STRUCT, ARRAY -> {
                asm.emit(TEST_RM32_IMM32, ref, TAG);
                asm.jcc(Cond.NE, no);
                asm.emit(MOV_R32_RM32, Registers.SCRATCH, state.heap.at(ref, 0, Integer.BYTES));
                asm.emit(AND_RM32_IMM32, Registers.SCRATCH, GcLayouts.KIND_MASK);
                int kind = type == AbsHeapType.STRUCT ? GcLayouts.STRUCT : GcLayouts.ARRAY;
                asm.emit(CMP_RM32_IMM32, Registers.SCRATCH, kind);
                asm.jcc(Cond.NE, no);
            }
        }
    }

    private void matchObject(int ref, int type, int result, Label yes, Label no) {
        Gpr object = Registers.gpr(ref);
        asm.emit(TEST_RM32_IMM32, object, TAG);
        asm.jcc(Cond.NE, no);
        int held = operands.general();
        Gpr word = Registers.gpr(held);
        asm.emit(MOV_R32_RM32, word, state.heap.at(object, 0, Integer.BYTES));
        Gpr wanted = Registers.SCRATCH2;
        state.loadTypeId(wanted, type);
        asm.emit(OR_RM32_IMM32, wanted, model.kindWord(type));
        asm.emit(CMP_R32_RM32, word, wanted);
        if (model.isFinal(type)) {
            asm.jcc(Cond.NE, no);
        } else {
            asm.jcc(Cond.E, yes);
            matchPath(ref, type, result, word, yes, no);
        }
        operands.release(held);
    }

    /// Looks the type of an object up, whose first word is in a register.
    private void matchPath(int ref, int type, int result, Gpr word, Label yes, Label no) {
        Gpr entry = Registers.SCRATCH2;
        asm.emit(MOV_R32_RM32, entry, word);
        asm.emit(AND_RM32_IMM32, entry, CastEntry.COUNT - 1);
        asm.emit(SHL_RM32_IMM8, entry, ENTRY_SHIFT);
        asm.emit(ADD_R64_RM64, entry, Mem.at(state.loadStore(), StoreContext.GC_CASTS));
        asm.emit(CMP_R32_RM32, word, Mem.at(entry, CastEntry.WORD));
        asm.jcc(Cond.NE, ask(Builtin.GC_IS_OF_TYPE, ref, type, result, yes, no));
        asm.emit(MOV_R64_RM64, entry, Mem.at(entry, CastEntry.DISPLAY));
        int depth = model.depth(type);
        asm.emit(CMP_RM32_IMM32, Mem.at(entry, 0), depth);
        asm.jcc(Cond.BE, no);
        state.loadTypeId(word, type);
        asm.emit(CMP_R32_RM32, word, Mem.at(entry, Integer.BYTES * (1 + depth)));
        asm.jcc(Cond.NE, no);
    }

    private void matchFunc(int ref, int type, int result, Label yes, Label no) {
        Gpr wanted = Registers.SCRATCH2;
        state.loadTypeId(wanted, type);
        Gpr func = Registers.SCRATCH;
        asm.emit(MOV_R32_RM32, func, Registers.gpr(ref));
        asm.emit(SHL_RM64_IMM8, func, Integer.numberOfTrailingZeros(FuncRef.SIZE));
        int held = operands.general();
        Gpr store = Registers.gpr(held);
        asm.emit(MOV_R64_RM64, store, Emission.context(state.offsets.storeContext()));
        asm.emit(ADD_R64_RM64, func, Mem.at(store, StoreContext.FUNC_REFS));
        asm.emit(MOV_R32_RM32, func, Mem.at(func, FuncRef.TYPE_ID));
        operands.release(held);
        asm.emit(CMP_R32_RM32, wanted, func);
        if (model.isFinal(type)) {
            asm.jcc(Cond.NE, no);
        } else {
            asm.jcc(Cond.NE, ask(Builtin.IS_SUBTYPE, ref, type, result, yes, no));
        }
    }

    /// The slow path: asks the runtime, of an object by its reference, of a function by its type in the scratch
    /// register.
    private Label ask(Builtin builtin, int ref, int type, int result, Label yes, Label no) {
        Survivors survivors = operands.survivors();
        int[] objects = state.objects(operands.size());
        int home = operands.endSlot();
        state.frame.needHomes(home + 1);
        Mem kept = Mem.at(Gpr.RBP, Frame.home(Kind.I64, home));
        Gpr gpr = Registers.gpr(ref);
        return state.stubs.add(() -> {
            survivors.save();
            asm.emit(MOV_RM64_R64, kept, gpr);
            state.requests.argument(0, builtin == Builtin.IS_SUBTYPE ? Registers.SCRATCH : gpr);
            state.loadTypeId(Registers.SCRATCH2, type);
            state.requests.argument(1, Registers.SCRATCH2);
            state.requests.call(builtin, 2, objects);
            survivors.restore();
            asm.emit(MOV_R64_RM64, gpr, kept);
            if (result != NO_RESULT) {
                asm.emit(XOR_R32_RM32, Registers.gpr(result), Registers.gpr(result));
            }
            asm.emit(CMP_RM32_IMM32, Mem.at(Gpr.RSP, 0), 0);
            asm.jcc(Cond.NE, yes);
            asm.jmp(no);
        });
    }
}
