package dev.gantry.interpreter;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.binary.InstrReader;

/// Translates blocks, branches, calls and exceptions.
///
/// Where control can join, operands are at home: before a block opens, the operands that stand for locals are put
/// there; a branch puts what it carries to the homes of the block's results (parameters, for a loop). Constants below a
/// block need no place, they are the same on every path.
///
/// Threading: no state.
final class ControlTranslator {
    private static final int NOT_FUSED = -1;

    private ControlTranslator() {}

    /// Translates an instruction.
    ///
    /// @param op a constant of [Ops]
    static void translate(Translation state, int op) {
        InstrReader in = state.in;
        switch (op) {
            case Ops.NOP -> {}
            case Ops.UNREACHABLE -> {
                state.emitTrap(failure(Failure.UNREACHABLE));
                state.isDead = true;
            }
            case Ops.BLOCK, Ops.LOOP, Ops.IF, Ops.TRY_TABLE, Ops.TRY -> open(state, op);
            case Ops.ELSE -> startElse(state);
            case Ops.END -> end(state);
            case Ops.BR -> {
                branch(state, state.blocks.at(in.index()));
                state.isDead = true;
            }
            case Ops.BR_IF -> branchIf(state, state.blocks.at(in.index()));
            case Ops.BR_TABLE -> branchTable(state);
            case Ops.RETURN -> emitReturn(state);
            case Ops.CALL, Ops.CALL_INDIRECT, Ops.CALL_REF -> call(state, op);
            case Ops.RETURN_CALL, Ops.RETURN_CALL_INDIRECT, Ops.RETURN_CALL_REF -> tailCall(state, op);
            case Ops.BR_ON_NULL -> {
                int slot = state.operands.use(state.operands.size() - 1);
                emitConditional(state, state.blocks.at(in.index()), 1, Code.BR_I64_EQ_I, slot, 0);
            }
            case Ops.BR_ON_NON_NULL -> {
                int slot = state.operands.use(state.operands.size() - 1);
                emitConditional(state, state.blocks.at(in.index()), 0, Code.BR_I64_NE_I, slot, 0);
                state.operands.drop(1);
            }
            case Ops.THROW -> {
                int args = moveArguments(state, state.def.tagSpace()[in.index()]);
                state.asm.emit(Code.WASM + op, in.index(), args);
                state.isDead = true;
            }
            case Ops.THROW_REF -> {
                state.asm.emit(Code.WASM + op, state.operands.use(state.operands.size() - 1));
                state.isDead = true;
            }
            case Ops.CATCH, Ops.CATCH_ALL -> startCatch(state, op);
            case Ops.DELEGATE -> delegate(state);
            case Ops.RETHROW -> {
                int block = state.blocks.at(in.index());
                state.asm.emit(Code.WASM + Ops.THROW_REF, state.blocks.home(block));
                state.isDead = true;
            }
            default -> throw Bug.unreachable("control instruction " + op);
        }
    }

    /// The operand for a failure.
    @SuppressWarnings("EnumOrdinal") // code and enum are of the same build
    static int failure(Failure failure) {
        return failure.ordinal();
    }

    private static void open(Translation state, int op) {
        int type = state.in.blockTypeIndex();
        byte[] params = type == InstrReader.INLINE ? Widths.NONE : state.widths.paramsOf(type);
        byte[] results =
                type == InstrReader.INLINE ? Widths.ofResult(state.in.blockResult()) : state.widths.resultsOf(type);
        Operands operands = state.operands;
        int[] condition = op == Ops.IF ? popCondition(state) : new int[0];
        operands.settle();
        operands.moveTopHome(params.length);
        int height = operands.size() - params.length;
        int[] clauses = op == Ops.TRY_TABLE ? clauses(state) : new int[0];
        byte kind = switch (op) {
            case Ops.LOOP -> Blocks.LOOP;
            case Ops.IF -> Blocks.IF;
            case Ops.TRY_TABLE -> Blocks.TRY_TABLE;
            case Ops.TRY -> Blocks.TRY;
            default -> Blocks.BLOCK;
        };
        int label = state.asm.newLabel();
        int block = state.blocks.push(kind, height, operands.home(height), label, params, results);
        switch (op) {
            case Ops.LOOP -> {
                state.asm.bind(label);
                state.startBasicBlock();
                state.checkEpoch();
            }
            case Ops.IF -> {
                int elseLabel = state.asm.newLabel();
                state.blocks.setElseLabel(block, elseLabel);
                emitBranch(state, negated(condition[0]), condition, elseLabel);
                state.startBasicBlock();
            }
            case Ops.TRY_TABLE -> {
                state.asm.forgetLast();
                state.blocks.setCatches(block, state.asm.pc(), clauses);
            }
            case Ops.TRY -> {
                state.asm.forgetLast();
                state.blocks.setStart(block, state.asm.pc());
            }
            default -> {}
        }
    }

    /// The clauses of a `try_table`; their labels count from outside it. Where they lead a basic block starts, even if
    /// the `try_table` turns out to be empty: what a block costs must not depend on the strategy.
    private static int[] clauses(Translation state) {
        InstrReader in = state.in;
        int[] clauses = new int[4 * in.catchCount()];
        for (int clause = 0; clause < in.catchCount(); clause++) {
            int target = state.blocks.at(in.catchLabel(clause));
            clauses[4 * clause] = in.catchKind(clause);
            clauses[4 * clause + 1] = in.catchTag(clause);
            clauses[4 * clause + 2] = state.blocks.home(target);
            clauses[4 * clause + 3] = state.blocks.label(target);
            state.asm.use(state.blocks.label(target));
        }
        return clauses;
    }

    private static void startElse(Translation state) {
        Blocks blocks = state.blocks;
        int block = blocks.innermost();
        if (!state.isDead) {
            state.operands.moveTopHome(blocks.results(block).length);
            emitJump(state, blocks.label(block));
        }
        state.operands.truncate(blocks.height(block));
        state.operands.pushHome(blocks.params(block));
        state.asm.bind(blocks.elseLabel(block));
        blocks.startElse(block);
        state.isDead = false;
        state.startBasicBlock();
    }

    /// Ends what stands before a legacy clause, and begins the clause. Its exception lies at the home of the block,
    /// the payload above it; the results go home by a branch.
    private static void startCatch(Translation state, int op) {
        Blocks blocks = state.blocks;
        int block = blocks.innermost();
        if (!state.isDead) {
            branch(state, block);
        }
        if (blocks.kind(block) == Blocks.TRY) {
            blocks.setEnd(block, state.asm.pc());
            blocks.startCatch(block);
        }
        state.asm.delegateTo(blocks.takeDelegates(block));
        boolean takesAll = op == Ops.CATCH_ALL;
        int tag = takesAll ? 0 : state.in.index();
        int label = state.asm.newLabel();
        state.asm.addHandler(
                blocks.start(block),
                blocks.end(block),
                takesAll ? Handlers.LEGACY_CATCH_ALL : Handlers.LEGACY_CATCH,
                tag,
                blocks.home(block),
                label);
        state.operands.truncate(blocks.height(block));
        state.operands.pushHome(Widths.ONE);
        if (!takesAll) {
            state.operands.pushHome(state.widths.paramsOf(state.def.tagSpace()[tag]));
        }
        state.asm.bind(label);
        state.isDead = false;
        state.startBasicBlock();
    }

    /// Ends a legacy `try` whose exceptions go on at another block, as if thrown there.
    private static void delegate(Translation state) {
        Blocks blocks = state.blocks;
        int block = blocks.innermost();
        int start = blocks.start(block);
        if (!state.isDead) { // before the handler is made, so that the covered code is complete
            state.operands.moveTopHome(blocks.results(block).length);
        }
        if (start != state.asm.pc()) {
            state.asm.delegateTo(blocks.takeDelegates(block));
            int target = blocks.at(state.in.index() + 1); // counted from outside of the block
            int handler = state.asm.addDelegate(start, blocks.delegates(target), blocks.label(block));
            blocks.setDelegates(target, handler);
        }
        end(state);
    }

    private static void end(Translation state) {
        Blocks blocks = state.blocks;
        int block = blocks.innermost();
        byte kind = blocks.kind(block);
        int label = blocks.label(block);
        if (kind == Blocks.CATCH && !state.isDead) {
            branch(state, block);
            state.isDead = true;
        }
        state.asm.delegateTo(blocks.takeDelegates(block));
        boolean isJoin = kind == Blocks.IF || (kind != Blocks.LOOP && state.asm.isUsed(label));
        if (isJoin) {
            if (!state.isDead) {
                state.operands.moveTopHome(blocks.results(block).length);
            }
        }
        if (kind == Blocks.TRY_TABLE) {
            addHandlers(state, block);
        }
        if (isJoin) {
            if (kind == Blocks.IF) {
                // no second arm: the parameters are the results, and at home
                state.asm.bind(blocks.elseLabel(block));
            }
            state.operands.truncate(blocks.height(block));
            state.operands.pushHome(blocks.results(block));
            state.asm.bind(label);
            state.isDead = false;
        }
        if (kind == Blocks.BODY) {
            if (!state.isDead) {
                emitReturn(state);
            }
            return;
        }
        if (isJoin) {
            state.startBasicBlock();
        } else if (state.isDead) {
            state.operands.truncate(blocks.height(block));
        }
        blocks.pop();
    }

    private static void addHandlers(Translation state, int block) {
        int[] clauses = state.blocks.catches(block);
        int start = state.blocks.start(block);
        if (start == state.asm.pc()) {
            return;
        }
        for (int clause = 0; clause < clauses.length; clause += 4) {
            state.asm.addHandler(
                    start,
                    state.asm.pc(),
                    clauses[clause],
                    clauses[clause + 1],
                    clauses[clause + 2],
                    clauses[clause + 3]);
        }
    }

    /// Takes the condition off the stack: number and first operands of a branch that is taken if it is not zero. A
    /// comparison that was emitted last is taken back.
    private static int[] popCondition(Translation state) {
        int top = state.operands.size() - 1;
        if (state.operands.isResultOfLast(top) && Code.isComparison(state.asm.lastOp())) {
            int[] condition = {
                state.asm.lastOp() + Code.CMP_TO_BRANCH, state.asm.lastOperand(1), state.asm.lastOperand(2)
            };
            state.asm.removeLast();
            state.operands.drop(1);
            return condition;
        }
        int[] condition = {Code.BR_IF, state.operands.use(top), 0};
        state.operands.drop(1);
        return condition;
    }

    private static int negated(int branch) {
        return switch (branch) {
            case Code.BR_IF -> Code.BR_IFZ;
            case Code.BR_IFZ -> Code.BR_IF;
            case Code.WASM + Ops.BR_ON_CAST -> Code.WASM + Ops.BR_ON_CAST_FAIL;
            case Code.WASM + Ops.BR_ON_CAST_FAIL -> Code.WASM + Ops.BR_ON_CAST;
            default -> Code.negated(branch - Code.CMP_TO_BRANCH) + Code.CMP_TO_BRANCH;
        };
    }

    /// Emits a conditional branch.
    ///
    /// @param number    its number, which may differ from the first item of `condition`
    /// @param condition its operands, from the second item on
    private static void emitBranch(Translation state, int number, int[] condition, int label) {
        Assembler asm = state.asm;
        int fused = isIncremented(asm, condition) ? fusedIncrement(number) : NOT_FUSED;
        int increment = 0;
        if (fused != NOT_FUSED) {
            increment = asm.lastOperand(2);
            asm.removeLast();
        }
        asm.emit(fused == NOT_FUSED ? number : fused, condition[1]);
        if (Code.isImmediateBranch(number)) {
            asm.appendLabel(label);
            asm.append(condition[2]);
        } else {
            for (int operand = 2; operand < condition.length; operand++) {
                asm.append(condition[operand]);
            }
            asm.appendLabel(label);
        }
        if (fused != NOT_FUSED) {
            asm.append(increment);
            asm.append(0);
            asm.append(0);
            asm.append(0);
        }
    }

    /// Whether the last instruction adds an immediate in place to what a branch looks at.
    private static boolean isIncremented(Assembler asm, int[] condition) {
        return asm.lastOp() == Code.I32_ADD_I
                && asm.lastOperand(0) == condition[1]
                && asm.lastOperand(1) == condition[1];
    }

    private static int fusedIncrement(int branch) {
        return switch (branch) {
            case Code.BR_IF -> Code.INC_BR_IF;
            case Code.BR_I32_NE -> Code.INC_BR_I32_NE;
            case Code.BR_I32_LT_S -> Code.INC_BR_I32_LT_S;
            case Code.BR_I32_LT_U -> Code.INC_BR_I32_LT_U;
            case Code.BR_I32_NE_I -> Code.INC_BR_I32_NE_I;
            default -> NOT_FUSED;
        };
    }

    /// Emits a jump. One back to a loop that begins with a conditional branch becomes such a branch itself.
    private static void emitJump(Translation state, int label) {
        Assembler asm = state.asm;
        int place = asm.place(label);
        if (place >= 0 && place < asm.pc() && Code.isComparison(asm.get(place) - Code.CMP_TO_BRANCH)) {
            int number = asm.get(place);
            boolean isImmediate = Code.isImmediateBranch(number);
            int past = asm.newLabel();
            asm.setPlace(past, place + Code.HOT_INTS);
            int[] condition = {number, asm.get(place + 1), asm.get(isImmediate ? place + 3 : place + 2)};
            emitBranch(state, negated(number), condition, past);
            asm.emit(Code.BR, 0, 0);
            asm.appendLabel(asm.get(isImmediate ? place + 2 : place + 3));
            return;
        }
        asm.emit(Code.BR, 0, 0);
        asm.appendLabel(label);
    }

    private static void branch(Translation state, int block) {
        if (state.blocks.kind(block) == Blocks.BODY) {
            emitReturn(state);
            return;
        }
        state.operands.moveTopTo(state.blocks.labelTypes(block).length, state.blocks.home(block));
        emitJump(state, state.blocks.label(block));
    }

    private static void branchIf(Translation state, int block) {
        int[] condition = popCondition(state);
        emitConditional(state, block, 0, condition);
    }

    /// Emits a conditional branch that carries operands.
    ///
    /// @param excluded  how many operands on top of the stack it does not carry
    /// @param condition number and first operands of the branch
    static void emitConditional(Translation state, int block, int excluded, int... condition) {
        Operands operands = state.operands;
        int count = state.blocks.labelTypes(block).length;
        int first = operands.size() - excluded - count;
        for (int operand = first; operand < first + count; operand++) {
            operands.moveHome(operand);
        }
        int label = state.blocks.label(block);
        int target = state.blocks.home(block);
        int home = operands.home(first);
        if (count == 0 || target == home) {
            emitBranch(state, condition[0], condition, label);
        } else {
            int past = state.asm.newLabel();
            emitBranch(state, negated(condition[0]), condition, past);
            state.asm.emit(Code.COPY, target, home, operands.home(first + count) - home);
            emitJump(state, label);
            state.asm.bind(past);
        }
        state.startBasicBlock();
    }

    private static void branchTable(Translation state) {
        InstrReader in = state.in;
        Operands operands = state.operands;
        int index = operands.use(operands.size() - 1);
        operands.drop(1);
        int count = in.labelCount();
        int carried = state.blocks.labelTypes(state.blocks.at(in.label(0))).length;
        operands.moveTopHome(carried);
        int home = operands.home(operands.size() - carried);
        int slots = operands.nextHome() - home;
        int[] stubs = carried == 0 ? new int[0] : new int[state.blocks.size()];
        state.asm.emit(Code.BR_TABLE, index, 0, count - 1);
        for (int entry = 0; entry < count; entry++) {
            int block = state.blocks.at(in.label(entry));
            if (carried == 0 || state.blocks.home(block) == home) {
                state.asm.appendLabel(state.blocks.label(block));
                continue;
            }
            if (stubs[block] == 0) {
                stubs[block] = state.asm.newLabel() + 1;
            }
            state.asm.appendLabel(stubs[block] - 1);
        }
        for (int block = 0; block < stubs.length; block++) {
            if (stubs[block] != 0) {
                state.asm.bind(stubs[block] - 1);
                state.asm.emit(Code.COPY, state.blocks.home(block), home, slots);
                emitJump(state, state.blocks.label(block));
            }
        }
        state.isDead = true;
    }

    private static void emitReturn(Translation state) {
        Operands operands = state.operands;
        int results = state.resultWidths.length;
        int slots = Widths.sum(state.resultWidths);
        if (slots == 0) {
            state.asm.emit(Code.RETURN);
        } else if (slots == 1) {
            state.asm.emit(Code.RETURN1, -state.paramSlots, operands.use(operands.size() - 1));
        } else {
            operands.moveTopHome(results);
            state.asm.emit(Code.RETURN_N, -state.paramSlots, operands.home(operands.size() - results), slots);
        }
        state.isDead = true;
    }

    /// Puts arguments at home, takes them off the stack, and tells where they start.
    private static int moveArguments(Translation state, int typeIndex) {
        byte[] params = state.widths.paramsOf(typeIndex);
        state.operands.moveTopHome(params.length);
        state.operands.drop(params.length);
        return state.operands.nextHome();
    }

    private static void call(Translation state, int op) {
        InstrReader in = state.in;
        Operands operands = state.operands;
        int type = op == Ops.CALL ? state.def.funcSpace()[in.index()] : in.index();
        int callee = 0;
        if (op != Ops.CALL) {
            callee = operands.use(operands.size() - 1);
            operands.drop(1);
        }
        int args = moveArguments(state, type);
        int window = args + Widths.sum(state.widths.paramsOf(type));
        switch (op) {
            case Ops.CALL -> state.asm.emit(Code.CALL, window, 0, in.index());
            case Ops.CALL_INDIRECT ->
                state.asm.emit(Code.CALL_INDIRECT, window, callee, type, state.tableOperand(in.index2()), 0, 0, 0);
            default -> state.asm.emit(Code.CALL_REF, window, callee, type);
        }
        operands.pushHome(state.widths.resultsOf(type));
    }

    private static void tailCall(Translation state, int op) {
        InstrReader in = state.in;
        Operands operands = state.operands;
        int type = op == Ops.RETURN_CALL ? state.def.funcSpace()[in.index()] : in.index();
        int callee = 0;
        if (op != Ops.RETURN_CALL) {
            callee = operands.use(operands.size() - 1);
            operands.drop(1);
        }
        int args = moveArguments(state, type);
        int slots = Widths.sum(state.widths.paramsOf(type));
        int to = -state.paramSlots;
        switch (op) {
            case Ops.RETURN_CALL -> state.asm.emit(Code.TAIL_CALL, to, args, slots, in.index());
            case Ops.RETURN_CALL_INDIRECT ->
                state.asm.emit(Code.TAIL_CALL_INDIRECT, to, args, slots, callee, type, state.tableOperand(in.index2()));
            default -> state.asm.emit(Code.TAIL_CALL_REF, to, args, slots, callee, type);
        }
        state.isDead = true;
    }
}
