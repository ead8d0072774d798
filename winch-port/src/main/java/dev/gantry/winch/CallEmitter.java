package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.VmOffsets.FuncRef;
import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.environ.VmOffsets.TableDefinition;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;

/// Emits calls and tail calls.
///
/// The function that is called by reference or from a table is found before its arguments are moved; the address of its
/// `FuncRef` waits in `rax`, which takes no argument.
///
/// Threading: no state.
final class CallEmitter {
    private static final int CALL_OPCODE = 0xE8;
    private static final int JMP_OPCODE = 0xE9;
    private static final int FUNC_REF_SHIFT = Integer.numberOfTrailingZeros(FuncRef.SIZE);
    private static final int RETURN_ADDRESS_BYTES = 8;

    private CallEmitter() {}

    /// Emits an instruction.
    ///
    /// @param op a constant of [Ops]
    static void emit(Emission state, int op) {
        int index = state.in.index();
        switch (op) {
            case Ops.CALL -> call(state, state.signature(state.def.funcSpace()[index]), index);
            case Ops.CALL_INDIRECT -> {
                findInTable(state);
                call(state, state.signature(index), -1);
            }
            case Ops.CALL_REF -> {
                findByReference(state);
                call(state, state.signature(index), -1);
            }
            case Ops.RETURN_CALL -> tailCall(state, state.signature(state.def.funcSpace()[index]), index);
            case Ops.RETURN_CALL_INDIRECT -> {
                findInTable(state);
                tailCall(state, state.signature(index), -1);
            }
            case Ops.RETURN_CALL_REF -> {
                findByReference(state);
                tailCall(state, state.signature(index), -1);
            }
            default -> throw Bug.unreachable("control instruction " + op);
        }
    }

    // who is called

    /// Puts the `FuncRef` of the reference on top into `rax`.
    private static void findByReference(Emission state) {
        Operands operands = state.operands;
        operands.popInto(Registers.RAX);
        state.asm.emit(TEST_RM32_R32, Gpr.RAX, Gpr.RAX);
        state.asm.jcc(Cond.E, state.stubs.trap(Failure.NULL_FUNCTION_REFERENCE));
        toFuncRef(state);
        operands.release(Registers.RAX);
    }

    /// Turns the function id in `rax` into the address of its `FuncRef`.
    private static void toFuncRef(Emission state) {
        state.asm.emit(SHL_RM64_IMM8, Gpr.RAX, FUNC_REF_SHIFT);
        state.asm.emit(ADD_R64_RM64, Gpr.RAX, Mem.at(state.loadStore(), StoreContext.FUNC_REFS));
    }

    /// Puts the `FuncRef` that the index on top selects into `rax`.
    private static void findInTable(Emission state) {
        X64Assembler asm = state.asm;
        Operands operands = state.operands;
        int type = state.in.index();
        int table = state.in.index2();
        operands.reserve(Registers.RAX);
        int register = operands.popRead();
        Gpr index = Registers.gpr(register);
        int[] objects = state.objects(operands.size());
        Survivors survivors = operands.survivors();
        Gpr base = TableEmitter.loadDefinition(state, table);
        int offset = TableEmitter.definitionOffset(state, table);
        asm.emit(CMP_R64_RM64, index, Mem.at(base, offset + TableDefinition.ELEMENTS));
        asm.jcc(Cond.AE, state.stubs.trap(Failure.UNDEFINED_ELEMENT));
        asm.emit(MOV_R64_RM64, Gpr.RAX, Mem.at(base, offset + TableDefinition.BASE));
        asm.emit(MOV_R32_RM32, Gpr.RAX, Mem.at(Gpr.RAX, index, 4, 0));
        asm.emit(TEST_RM32_R32, Gpr.RAX, Gpr.RAX);
        Label found = state.code.label();
        asm.jcc(Cond.LE, state.stubs.add(() -> resolveLazily(state, table, index, objects, survivors, found)));
        state.code.bind(found);
        operands.release(register);
        toFuncRef(state);
        checkType(state, type, objects);
        operands.release(Registers.RAX);
    }

    /// The slow path for an element that is null or lazy: it is in `eax`, the flags tell which.
    private static void resolveLazily(
            Emission state, int table, Gpr index, int[] objects, Survivors survivors, Label found) {
        X64Assembler asm = state.asm;
        asm.jcc(Cond.E, state.stubs.trap(Failure.UNINITIALIZED_ELEMENT));
        survivors.save();
        state.requests.argument(0, table);
        state.requests.argument(1, index);
        state.requests.call(Builtin.TABLE_GET_LAZY_FUNC, 2, objects);
        survivors.restore();
        asm.emit(MOV_R32_RM32, Gpr.RAX, Mem.at(Gpr.RSP, 0));
        asm.emit(TEST_RM32_R32, Gpr.RAX, Gpr.RAX);
        asm.jcc(Cond.NE, found);
        asm.jmp(state.stubs.trap(Failure.UNINITIALIZED_ELEMENT));
    }

    /// Checks that the type of the function whose `FuncRef` is in `rax` is a subtype of the one expected.
    private static void checkType(Emission state, int type, int[] objects) {
        X64Assembler asm = state.asm;
        asm.emit(MOV_R64_RM64, Registers.SCRATCH, Emission.context(state.offsets.typeIds()));
        asm.emit(MOV_R32_RM32, Registers.SCRATCH, Mem.at(Registers.SCRATCH, Integer.BYTES * type));
        asm.emit(CMP_R32_RM32, Registers.SCRATCH, Mem.at(Gpr.RAX, FuncRef.TYPE_ID));
        if (state.def.types().get(type).isFinal()) {
            asm.jcc(Cond.NE, state.stubs.trap(Failure.INDIRECT_CALL_TYPE_MISMATCH));
            return;
        }
        Label matches = state.code.label();
        Survivors survivors = state.operands.survivors();
        asm.jcc(Cond.NE, state.stubs.add(() -> {
            survivors.save();
            state.requests.argument(1, Registers.SCRATCH);
            asm.emit(MOV_R32_RM32, Registers.SCRATCH, Mem.at(Gpr.RAX, FuncRef.TYPE_ID));
            state.requests.argument(0, Registers.SCRATCH);
            asm.emit(MOV_R32_RM32, Registers.SCRATCH, Mem.at(Gpr.RAX, FuncRef.FUNC_ID));
            // The function waits in a slot that the request does not use.
            state.requests.argument(3, Registers.SCRATCH);
            state.requests.call(Builtin.IS_SUBTYPE, 4, objects);
            survivors.restore();
            asm.emit(CMP_RM32_IMM32, Mem.at(Gpr.RSP, 0), 0);
            asm.jcc(Cond.E, state.stubs.trap(Failure.INDIRECT_CALL_TYPE_MISMATCH));
            asm.emit(MOV_R32_RM32, Gpr.RAX, Mem.at(Gpr.RSP, Requests.slot(3)));
            toFuncRef(state);
            asm.jmp(matches);
        }));
        state.code.bind(matches);
    }

    // arguments

    /// Moves the topmost operands to the places of a signature's parameters, and takes them off the stack. The others
    /// are spilled.
    private static void moveArguments(Emission state, Signature signature) {
        Operands operands = state.operands;
        int count = signature.params().length;
        int first = operands.size() - count;
        state.frame.needOutgoing(signature.stackBytes() + signature.resultBytes());
        for (int param = 0; param < count; param++) {
            int place = signature.places()[param];
            if (place >= Signature.STACK) {
                operands.storeSlot(first + param, Gpr.RSP, place - Signature.STACK);
            }
        }
        operands.spillBelow(first);
        operands.moveToRegisters(first, signature.places());
        operands.drop(count);
        operands.forgetCopies();
    }

    // calls

    /// Emits a call.
    ///
    /// @param func the function, or -1 if its `FuncRef` is in `rax`
    private static void call(Emission state, Signature signature, int func) {
        X64Assembler asm = state.asm;
        Operands operands = state.operands;
        moveArguments(state, signature);
        int imported = state.def.importedFuncs();
        if (func < 0) {
            asm.emit(MOV_R64_RM64, Gpr.RDI, Mem.at(Gpr.RAX, FuncRef.CONTEXT));
            asm.emit(CALL_RM64, Mem.at(Gpr.RAX, FuncRef.WASM_CALL));
        } else if (func < imported) {
            int ref = state.offsets.importedFunc(func);
            asm.emit(MOV_R64_RM64, Gpr.RDI, Emission.context(ref + FuncRef.CONTEXT));
            asm.emit(CALL_RM64, Emission.context(ref + FuncRef.WASM_CALL));
        } else {
            asm.emit(MOV_R64_RM64, Gpr.RDI, Gpr.R14);
            emitDirect(state, CALL_OPCODE, func - imported);
        }
        state.recordReturn(state.objects(operands.size()));
        state.recordHandlers();
        asm.emit(MOV_R64_RM64, Gpr.R14, Mem.at(Gpr.RBP, Frame.CONTEXT));
        if (signature.stackBytes() > 0) {
            asm.emitShort(SUB_RM64_IMM32, Gpr.RSP, signature.stackBytes());
        }
        byte[] results = signature.results();
        if (results.length == 1) {
            int register = Kind.isFloat(results[0]) ? Registers.XMM0 : Registers.RAX;
            operands.reserve(register);
            operands.pushRegister(results[0], register);
        } else {
            state.requests.pushArea(results, signature.stackBytes());
        }
    }

    private static void emitDirect(Emission state, int opcode, int definedIndex) {
        state.code.u8(opcode);
        state.code.u32(0);
        state.records.call(state.code.position(), definedIndex);
    }

    /// Emits a tail call: the arguments take the place of the function's own stack arguments, of which there may be
    /// more or fewer, and end where those end.
    ///
    /// @param func the function, or -1 if its `FuncRef` is in `rax`
    private static void tailCall(Emission state, Signature signature, int func) {
        X64Assembler asm = state.asm;
        moveArguments(state, signature);
        int imported = state.def.importedFuncs();
        boolean isDirect = func >= imported;
        if (func < 0) {
            asm.emit(MOV_R64_RM64, Gpr.RDI, Mem.at(Gpr.RAX, FuncRef.CONTEXT));
            asm.emit(MOV_R64_RM64, Gpr.RAX, Mem.at(Gpr.RAX, FuncRef.WASM_CALL));
        } else if (isDirect) {
            asm.emit(MOV_R64_RM64, Gpr.RDI, Gpr.R14);
        } else {
            int ref = state.offsets.importedFunc(func);
            asm.emit(MOV_R64_RM64, Gpr.RDI, Emission.context(ref + FuncRef.CONTEXT));
            asm.emit(MOV_R64_RM64, Gpr.RAX, Emission.context(ref + FuncRef.WASM_CALL));
        }
        int bytes = signature.stackBytes();
        int end = Frame.STACK_PARAMS + state.signature.stackBytes();
        int sp = end - bytes - RETURN_ADDRESS_BYTES;
        asm.emit(MOV_R64_RM64, Gpr.R12, Mem.at(Gpr.RBP, 0));
        asm.emit(MOV_R64_RM64, Gpr.R13, Mem.at(Gpr.RBP, RETURN_ADDRESS_BYTES));
        // The arguments move up: the highest first.
        for (int param = signature.params().length - 1; param >= 0; param--) {
            int at = signature.places()[param] - Signature.STACK;
            if (at >= 0) {
                state.moves.transfer(signature.params()[param], Gpr.RSP, at, Gpr.RBP, end - bytes + at);
            }
        }
        asm.emit(MOV_RM64_R64, Mem.at(Gpr.RBP, sp), Gpr.R13);
        asm.emit(LEA_R64_M, Gpr.RSP, Mem.at(Gpr.RBP, sp));
        asm.emit(MOV_R64_RM64, Gpr.RBP, Gpr.R12);
        if (isDirect) {
            emitDirect(state, JMP_OPCODE, func - imported);
        } else {
            asm.emit(JMP_RM64, Gpr.RAX);
        }
        state.isDead = true;
    }
}
