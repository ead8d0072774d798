package dev.gantry.winch;

import static dev.gantry.asm.x64.Inst.*;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Gpr;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.types.ValType;
import java.util.LinkedHashMap;
import java.util.Map;

/// Emits blocks, branches and returns.
///
/// Where control can join, operands are at home: before a block opens, all of them but constants are put there; a
/// branch stores what it carries to the homes of the block's results (parameters, for a loop). Constants below a block
/// need no place, they are the same on every path. What is carried alone to a label ahead is in the register of a
/// result instead. [Joins] sees to it, and to the locals that are in registers.
///
/// Threading: no state.
final class ControlEmitter {
    /// Tables of so many labels are chains of comparisons.
    private static final int FEW_LABELS = 4;

    private ControlEmitter() {}

    /// Emits an instruction.
    ///
    /// @param op a constant of [Ops]
    static void emit(Emission state, int op) {
        InstrReader in = state.in;
        switch (op) {
            case Ops.NOP -> {}
            case Ops.UNREACHABLE -> {
                state.asm.jmp(state.stubs.trap(Failure.UNREACHABLE));
                state.isDead = true;
            }
            case Ops.BLOCK, Ops.LOOP, Ops.IF -> open(state, op);
            case Ops.ELSE -> startElse(state);
            case Ops.END -> end(state);
            case Ops.BR -> branch(state, state.blocks.at(in.index()));
            case Ops.BR_IF -> {
                int block = state.blocks.at(in.index());
                emitConditional(state, block, 0, state.operands.popCondition());
            }
            case Ops.BR_TABLE -> branchTable(state);
            case Ops.RETURN -> emitReturn(state);
            case Ops.BR_ON_NULL -> {
                testReference(state);
                emitConditional(state, state.blocks.at(in.index()), 1, Cond.E);
            }
            case Ops.BR_ON_NON_NULL -> {
                testReference(state);
                emitConditional(state, state.blocks.at(in.index()), 0, Cond.NE);
                state.operands.drop(1);
            }
            default -> CallEmitter.emit(state, op);
        }
    }

    /// Sets the flags by the reference on top, which stays in a register.
    private static void testReference(Emission state) {
        byte kind = state.operands.topKind();
        int register = state.operands.popRegister();
        state.operands.pushRegister(kind, register);
        Gpr gpr = Registers.gpr(register);
        state.asm.emit(TEST_RM32_R32, gpr, gpr);
    }

    /// The kinds of the parameters of the block that opens.
    static byte[] params(Emission state) {
        int type = state.in.blockTypeIndex();
        return type == InstrReader.INLINE ? Kind.NONE : state.signature(type).params();
    }

    /// The kinds of the results of the block that opens.
    static byte[] results(Emission state) {
        int type = state.in.blockTypeIndex();
        if (type != InstrReader.INLINE) {
            return state.signature(type).results();
        }
        ValType result = state.in.blockResult();
        return result == null ? Kind.NONE : new byte[] {Kind.of(result, state.def)};
    }

    private static void open(Emission state, int op) {
        Operands operands = state.operands;
        byte[] params = params(state);
        Cond cond = op == Ops.IF ? operands.popCondition() : Cond.E;
        operands.settle();
        operands.moveTopHome(params.length);
        int height = operands.size() - params.length;
        byte kind = switch (op) {
            case Ops.LOOP -> Blocks.LOOP;
            case Ops.IF -> Blocks.IF;
            default -> Blocks.BLOCK;
        };
        Label label = state.code.label();
        int around = state.blocks.loopAround(state.blocks.innermost());
        int block = state.blocks.push(kind, height, operands.endSlot(height), label, params, results(state));
        switch (op) {
            case Ops.LOOP -> {
                state.joins.openLoop(block, around);
                state.code.bind(label);
                state.startBasicBlock();
                state.checkEpoch();
            }
            case Ops.IF -> {
                Label elseLabel = state.code.label();
                state.blocks.setElseLabel(block, elseLabel);
                state.asm.jcc(cond.negate(), elseLabel);
                state.joins.openIf(block);
                state.startBasicBlock();
            }
            default -> {}
        }
    }

    private static void startElse(Emission state) {
        Blocks blocks = state.blocks;
        int block = blocks.innermost();
        if (!state.isDead) {
            state.asm.jmp(leave(state, block));
        }
        state.operands.truncate(blocks.height(block));
        state.operands.pushHome(blocks.params(block));
        state.joins.startElse(block);
        state.code.bind(blocks.elseLabel(block));
        blocks.startElse(block);
        state.isDead = false;
        state.startBasicBlock();
    }

    /// Emits the end of a block.
    static void end(Emission state) {
        Blocks blocks = state.blocks;
        Operands operands = state.operands;
        int block = blocks.innermost();
        byte kind = blocks.kind(block);
        if (kind == Blocks.CATCH && !state.isDead) {
            branch(state, block); // the results lie above the exception
        }
        boolean isJoin = kind == Blocks.IF || (kind != Blocks.LOOP && blocks.isTarget(block));
        if (isJoin) {
            if (kind == Blocks.IF) {
                state.joins.skipElse(block);
            }
            if (!state.isDead) {
                if (kind == Blocks.BODY && blocks.results(block).length < 2) {
                    // What falls through leaves before the label.
                    emitReturn(state);
                } else {
                    leave(state, block);
                }
            }
            if (kind == Blocks.IF) {
                skipElse(state, block);
            }
            operands.truncate(blocks.height(block));
            state.code.bind(blocks.label(block));
            state.joins.arrive(block);
            if (blocks.hasRegister(block)) {
                operands.pushResult(blocks.results(block)[0]);
            } else {
                operands.pushHome(blocks.results(block));
            }
            state.isDead = false;
        }
        state.joins.addEntry(block);
        if (kind == Blocks.BODY) {
            if (!state.isDead) {
                emitReturn(state);
            }
            return;
        }
        if (isJoin) {
            state.startBasicBlock();
        } else if (state.isDead) {
            operands.truncate(blocks.height(block));
        }
        blocks.pop();
    }

    /// Emits what brings the results of a block to where they are at its label.
    private static Label leave(Emission state, int block) {
        if (state.blocks.hasRegister(block)) {
            return state.joins.leave(block, state.operands.size() - 1);
        }
        state.operands.moveTopHome(state.blocks.results(block).length);
        return state.joins.leave(block, -1);
    }

    /// The way past an `if` without a second arm: the parameters are the results, and at home.
    private static void skipElse(Emission state, int block) {
        if (state.blocks.hasRegister(block)) {
            if (!state.isDead) {
                state.asm.jmp(state.blocks.edge(block));
            }
            state.code.bind(state.blocks.elseLabel(block));
            state.joins.loadResult(state.blocks.results(block)[0], state.blocks.home(block));
        } else {
            state.code.bind(state.blocks.elseLabel(block));
        }
    }

    /// Emits a branch with the topmost operands.
    static void branch(Emission state, int block) {
        if (state.blocks.kind(block) == Blocks.BODY) {
            emitReturn(state);
            return;
        }
        if (state.blocks.hasRegister(block)) {
            state.asm.jmp(state.joins.leave(block, state.operands.size() - 1));
        } else {
            state.operands.storeTopTo(state.blocks.labelKinds(block).length, 0, state.blocks.home(block));
            state.asm.jmp(state.joins.leave(block, -1));
        }
        state.isDead = true;
    }

    /// Emits a conditional branch that carries operands.
    ///
    /// @param excluded how many operands on top of the stack it does not carry
    /// @param cond     when it is taken
    static void emitConditional(Emission state, int block, int excluded, Cond cond) {
        Operands operands = state.operands;
        int count = state.blocks.labelKinds(block).length;
        int home = state.blocks.home(block);
        int inRegister = state.blocks.hasRegister(block) ? operands.size() - 1 - excluded : -1;
        state.joins.provideEarly(block);
        boolean isThere = inRegister < 0
                ? operands.areAt(count, excluded, home) && !state.joins.needsCode(block)
                : operands.registerOf(inRegister) == Kind.resultRegister(operands.kind(inRegister));
        if (isThere) {
            state.asm.jcc(cond, state.joins.branch(block, -1));
        } else {
            Label past = state.code.label();
            state.asm.jcc(cond.negate(), past);
            if (inRegister < 0) {
                operands.storeTopTo(count, excluded, home);
            }
            state.asm.jmp(state.joins.branch(block, inRegister));
            state.code.bind(past);
        }
        state.startBasicBlock();
    }

    private static void branchTable(Emission state) {
        InstrReader in = state.in;
        Operands operands = state.operands;
        Blocks blocks = state.blocks;
        X64Assembler asm = state.asm;
        int register = operands.popRegister();
        Gpr index = Registers.gpr(register);
        int last = in.labelCount() - 1;
        int carried = blocks.labelKinds(blocks.at(in.label(0))).length;
        int home = operands.endSlot(operands.size() - carried);
        operands.moveTopHome(carried);
        Map<Integer, Label> stubs = new LinkedHashMap<>();
        if (last <= FEW_LABELS) {
            for (int entry = 0; entry < last; entry++) {
                asm.emitShort(CMP_RM32_IMM32, index, entry);
                asm.jcc(Cond.E, entry(state, blocks.at(in.label(entry)), home, stubs));
            }
            asm.jmp(entry(state, blocks.at(in.label(last)), home, stubs));
        } else {
            Label table = state.code.label();
            asm.emit(MOV_R32_IMM32, Registers.SCRATCH, last);
            asm.emit(CMP_R32_RM32, index, Registers.SCRATCH);
            asm.cmov32(Cond.A, index, Registers.SCRATCH);
            asm.leaLabel(Registers.SCRATCH, table);
            asm.emit(MOVSXD_R64_RM32, index, Mem.at(Registers.SCRATCH, index, 4, 0));
            asm.emit(ADD_R64_RM64, index, Registers.SCRATCH);
            asm.emit(JMP_RM64, index);
            state.code.bind(table);
            for (int entry = 0; entry <= last; entry++) {
                asm.tableEntry(entry(state, blocks.at(in.label(entry)), home, stubs), table);
            }
        }
        operands.release(register);
        stubs.forEach((block, stub) -> {
            state.code.bind(stub);
            if (blocks.hasRegister(block)) {
                asm.jmp(state.joins.branch(block, operands.size() - 1));
            } else {
                operands.storeTopTo(carried, 0, blocks.home(block));
                asm.jmp(state.joins.branch(block, -1));
            }
            state.checkCodeSize();
        });
        state.isDead = true;
    }

    /// Where an entry of a table leads: to the block, or to code that moves what the branch carries.
    private static Label entry(Emission state, int block, int home, Map<Integer, Label> stubs) {
        byte[] carried = state.blocks.labelKinds(block);
        boolean isThere = carried.length == 0 || (state.blocks.home(block) == home && !state.blocks.hasRegister(block));
        return isThere && !state.joins.needsCode(block)
                ? state.joins.branch(block, -1)
                : stubs.computeIfAbsent(block, _ -> state.code.label());
    }

    /// Emits the return from the function with the topmost operands.
    static void emitReturn(Emission state) {
        Signature signature = state.signature;
        Operands operands = state.operands;
        byte[] results = signature.results();
        if (results.length == 1) {
            operands.load(operands.size() - 1, Kind.isFloat(results[0]) ? Registers.XMM0 : Registers.RAX);
        } else {
            int offset = Frame.STACK_PARAMS + signature.stackBytes();
            int first = operands.size() - results.length;
            for (int result = 0; result < results.length; result++) {
                operands.storeSlot(first + result, Gpr.RBP, offset);
                offset += Long.BYTES * Kind.slots(results[result]);
            }
        }
        state.asm.emit(LEAVE);
        if (signature.stackBytes() == 0) {
            state.asm.ret();
        } else {
            state.asm.ret(signature.stackBytes());
        }
        state.isDead = true;
    }
}
