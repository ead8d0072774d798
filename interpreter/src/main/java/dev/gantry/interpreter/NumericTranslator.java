package dev.gantry.interpreter;

import dev.gantry.wasm.Ops;

/// Translates constants, arithmetic, comparisons and conversions of scalars.
///
/// Instructions that change no slot vanish: an `i32` is kept sign-extended, so `i64.extend_i32_s` has nothing to do,
/// and floats are kept as their bits, so neither have the reinterpretations.
///
/// Threading: no state.
final class NumericTranslator {
    /// Comparisons in the order of the opcode table: `eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u`.
    private static final int EQ = 0;

    private static final int NE = 1;
    private static final int LT_S = 2;
    private static final int LT_U = 3;
    private static final int GT_S = 4;
    private static final int GT_U = 5;
    private static final int LE_S = 6;
    private static final int LE_U = 7;
    private static final int GE_S = 8;

    private static final int NOT_FUSED = -1;

    private NumericTranslator() {}

    /// Translates an instruction.
    ///
    /// @param op a constant of [Ops]
    static void translate(Translation state, int op) {
        if (op >= Ops.I32_EQ && op <= Ops.I32_GE_U) {
            compare(state, Code.I32_EQ, op - Ops.I32_EQ);
        } else if (op >= Ops.I64_EQ && op <= Ops.I64_GE_U) {
            compare(state, Code.I64_EQ, op - Ops.I64_EQ);
        } else if (op >= Ops.F32_EQ && op <= Ops.F32_GE) {
            compareFloats(state, Code.F32_EQ, op - Ops.F32_EQ);
        } else if (op >= Ops.F64_EQ && op <= Ops.F64_GE) {
            compareFloats(state, Code.F64_EQ, op - Ops.F64_EQ);
        } else if (!translateConstant(state, op) && !translateInteger(state, op)) {
            translateRest(state, op);
        }
    }

    private static boolean translateConstant(Translation state, int op) {
        switch (op) {
            case Ops.I32_CONST, Ops.F32_CONST -> state.operands.pushConst(state.in.i32());
            case Ops.I64_CONST, Ops.F64_CONST -> state.operands.pushConst(state.in.i64());
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean translateInteger(Translation state, int op) {
        switch (op) {
            case Ops.I32_EQZ -> eqz(state, Code.I32_EQ_I);
            case Ops.I64_EQZ -> eqz(state, Code.I64_EQ_I);
            case Ops.I32_ADD -> add(state);
            case Ops.I32_MUL -> commutative(state, Code.I32_MUL);
            case Ops.I32_AND -> commutative(state, Code.I32_AND);
            case Ops.I32_OR -> commutative(state, Code.I32_OR);
            case Ops.I32_XOR -> commutative(state, Code.I32_XOR);
            case Ops.I32_SUB -> subtract(state, Code.I32_SUB, Code.I32_ADD_I);
            case Ops.I32_SHL -> binary(state, Code.I32_SHL);
            case Ops.I32_SHR_S -> binary(state, Code.I32_SHR_S);
            case Ops.I32_SHR_U -> binary(state, Code.I32_SHR_U);
            case Ops.I32_ROTL -> rotate(state, Code.I32_ROTL, Code.I32_XOR, Code.I32_XOR_ROTL);
            case Ops.I32_DIV_S -> state.emitBinary(Code.I32_DIV_S);
            case Ops.I32_DIV_U -> state.emitBinary(Code.I32_DIV_U);
            case Ops.I32_REM_S -> state.emitBinary(Code.I32_REM_S);
            case Ops.I32_REM_U -> state.emitBinary(Code.I32_REM_U);
            case Ops.I64_ADD -> commutative(state, Code.I64_ADD);
            case Ops.I64_MUL -> commutative(state, Code.I64_MUL);
            case Ops.I64_AND -> commutative(state, Code.I64_AND);
            case Ops.I64_OR -> commutative(state, Code.I64_OR);
            case Ops.I64_XOR -> commutative(state, Code.I64_XOR);
            case Ops.I64_SUB -> subtract(state, Code.I64_SUB, Code.I64_ADD_I);
            case Ops.I64_SHL -> binary(state, Code.I64_SHL);
            case Ops.I64_SHR_S -> binary(state, Code.I64_SHR_S);
            case Ops.I64_SHR_U -> binary(state, Code.I64_SHR_U);
            case Ops.I64_ROTL -> rotate(state, Code.I64_ROTL, Code.I64_XOR, Code.I64_XOR_ROTL);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void translateRest(Translation state, int op) {
        switch (op) {
            case Ops.I64_EXTEND_I32_S,
                    Ops.I32_REINTERPRET_F32,
                    Ops.F32_REINTERPRET_I32,
                    Ops.I64_REINTERPRET_F64,
                    Ops.F64_REINTERPRET_I64 -> {}
            case Ops.I32_WRAP_I64, Ops.I64_EXTEND32_S -> state.emitUnary(Code.EXTEND32_S);
            case Ops.I64_EXTEND_I32_U -> state.emitUnary(Code.EXTEND32_U);
            case Ops.I32_EXTEND8_S, Ops.I64_EXTEND8_S -> state.emitUnary(Code.EXTEND8_S);
            case Ops.I32_EXTEND16_S, Ops.I64_EXTEND16_S -> state.emitUnary(Code.EXTEND16_S);
            case Ops.F64_CONVERT_I32_S -> state.emitUnary(Code.F64_CONVERT_I32_S);
            case Ops.F32_ADD -> state.emitBinary(Code.F32_ADD);
            case Ops.F32_SUB -> state.emitBinary(Code.F32_SUB);
            case Ops.F32_MUL -> state.emitBinary(Code.F32_MUL);
            case Ops.F32_DIV -> state.emitBinary(Code.F32_DIV);
            case Ops.F64_ADD -> addF64(state);
            case Ops.F64_SUB -> state.emitBinary(Code.F64_SUB);
            case Ops.F64_MUL -> state.emitBinary(Code.F64_MUL);
            case Ops.F64_DIV -> state.emitBinary(Code.F64_DIV);
            default -> state.emitGeneral(op);
        }
        if (state.tunables.nanCanonicalization()) {
            canonicalize(state, op);
        }
    }

    private static void canonicalize(Translation state, int op) {
        boolean isF32 = (op >= Ops.F32_CEIL && op < Ops.F32_COPYSIGN) || op == Ops.F32_DEMOTE_F64;
        boolean isF64 = (op >= Ops.F64_CEIL && op < Ops.F64_COPYSIGN) || op == Ops.F64_PROMOTE_F32;
        if (isF32 || isF64) {
            int home = state.operands.home(state.operands.size() - 1);
            state.asm.emit(isF32 ? Code.CANONICAL_F32 : Code.CANONICAL_F64, home);
        }
    }

    private static void eqz(Translation state, int equalsImmediate) {
        Operands operands = state.operands;
        int top = operands.size() - 1;
        if (operands.isResultOfLast(top) && Code.isComparison(state.asm.lastOp())) {
            state.asm.replaceLast(Code.negated(state.asm.lastOp()));
            return;
        }
        state.emitShaped(equalsImmediate, 1, Widths.ONE, 0);
    }

    private static void compare(Translation state, int base, int comparison) {
        Operands operands = state.operands;
        int right = operands.size() - 1;
        int left = right - 1;
        if (operands.isImmediate(right)
                && compareImmediate(state, base, comparison, left, (int) operands.constant(right))) {
            return;
        }
        if (operands.isImmediate(left)
                && compareImmediate(state, base, swapped(comparison), right, (int) operands.constant(left))) {
            return;
        }
        boolean isSwapped = comparison >= GT_S && comparison <= LE_U;
        int a = operands.use(left);
        int b = operands.use(right);
        operands.drop(2);
        int dst = operands.pushHome(1);
        state.asm.emitResult(base + primitive(comparison), dst, isSwapped ? b : a, isSwapped ? a : b);
    }

    /// Emits a comparison of an operand with a constant, if there is a form for it; takes both off the stack.
    private static boolean compareImmediate(Translation state, int base, int comparison, int operand, int constant) {
        int number = comparison;
        int immediate = constant;
        if (comparison >= GT_S && comparison <= LE_U) {
            // x > c is x >= c + 1, unless c is the greatest
            boolean isSigned = comparison == GT_S || comparison == LE_S;
            if (constant == Integer.MAX_VALUE && (isSigned || base == Code.I64_EQ)) {
                return false;
            }
            if (constant == -1 && !isSigned) {
                return false;
            }
            immediate = constant + 1;
            number = switch (comparison) {
                case GT_S -> GE_S;
                case GT_U -> GE_S + 1;
                case LE_S -> LT_S;
                default -> LT_U;
            };
        }
        Operands operands = state.operands;
        int slot = operands.use(operand);
        operands.drop(2);
        int dst = operands.pushHome(1);
        state.asm.emitResult(base + Code.CMP_IMMEDIATE + primitive(number), dst, slot, immediate);
        return true;
    }

    /// The comparison with its operands exchanged.
    private static int swapped(int comparison) {
        return switch (comparison) {
            case EQ, NE -> comparison;
            case LT_S, LT_U -> comparison + GT_S - LT_S;
            case GT_S, GT_U -> comparison + LT_S - GT_S;
            case LE_S, LE_U -> comparison + GE_S - LE_S;
            default -> comparison + LE_S - GE_S;
        };
    }

    /// The place of a comparison among the six of [Code]; `gt` and `le` give that for exchanged operands.
    private static int primitive(int comparison) {
        return switch (comparison) {
            case EQ, NE -> comparison;
            case LT_S, GT_S -> Code.I32_LT_S - Code.I32_EQ;
            case LT_U, GT_U -> Code.I32_LT_U - Code.I32_EQ;
            case LE_S, GE_S -> Code.I32_GE_S - Code.I32_EQ;
            default -> Code.I32_GE_U - Code.I32_EQ;
        };
    }

    /// Float comparisons in the order of the opcode table: `eq ne lt gt le ge`.
    private static void compareFloats(Translation state, int base, int comparison) {
        Operands operands = state.operands;
        int right = operands.size() - 1;
        int a = operands.use(right - 1);
        int b = operands.use(right);
        operands.drop(2);
        int dst = operands.pushHome(1);
        switch (comparison) {
            case 0, 1, 2 -> state.asm.emitResult(base + comparison, dst, a, b);
            case 3 -> state.asm.emitResult(base + 2, dst, b, a);
            case 4 -> state.asm.emitResult(base + 3, dst, a, b);
            default -> state.asm.emitResult(base + 3, dst, b, a);
        }
    }

    private static void commutative(Translation state, int number) {
        Operands operands = state.operands;
        int right = operands.size() - 1;
        if (!operands.isImmediate(right) && operands.isImmediate(right - 1)) {
            int immediate = (int) operands.constant(right - 1);
            int slot = operands.use(right);
            operands.drop(2);
            int dst = operands.pushHome(1);
            state.asm.emitResult(number + Code.ALU_IMMEDIATE, dst, slot, immediate);
            return;
        }
        binary(state, number);
    }

    /// Emits `i32.add`, joined with what made one of its operands where there is a form for that.
    private static void add(Translation state) {
        Operands operands = state.operands;
        int right = operands.size() - 1;
        int made = operands.isResultOfLast(right) ? right : right - 1;
        int fused = operands.isResultOfLast(made) ? fusedAdd(state.asm.lastOp()) : NOT_FUSED;
        int other = made == right ? right - 1 : right;
        if (fused == NOT_FUSED || operands.isConst(other)) {
            commutative(state, Code.I32_ADD);
            return;
        }
        int first = state.asm.lastOperand(1);
        int second = state.asm.lastOperand(2);
        state.asm.removeLast();
        int slot = operands.use(other);
        operands.drop(2);
        int dst = operands.pushHome(1);
        if (fused == Code.I32_SHL_ADD) {
            state.asm.emitResult(fused, dst, slot, first, second, 0, 0, 0);
        } else {
            state.asm.emitResult(fused, dst, first, second, slot, 0, 0, 0);
        }
    }

    private static int fusedAdd(int number) {
        return switch (number) {
            case Code.I32_ADD -> Code.I32_ADD3;
            case Code.I32_MUL -> Code.I32_MUL_ADD;
            case Code.I32_SHL_I -> Code.I32_SHL_ADD;
            default -> NOT_FUSED;
        };
    }

    private static void addF64(Translation state) {
        Operands operands = state.operands;
        int right = operands.size() - 1;
        int made = operands.isResultOfLast(right) ? right : right - 1;
        int other = made == right ? right - 1 : right;
        if (!operands.isResultOfLast(made) || state.asm.lastOp() != Code.F64_MUL || operands.isConst(other)) {
            state.emitBinary(Code.F64_ADD);
            return;
        }
        int first = state.asm.lastOperand(1);
        int second = state.asm.lastOperand(2);
        state.asm.removeLast();
        int slot = operands.use(other);
        operands.drop(2);
        state.asm.emitResult(Code.F64_MUL_ADD, operands.pushHome(1), first, second, slot, 0, 0, 0);
    }

    private static void rotate(Translation state, int number, int xor, int fused) {
        Operands operands = state.operands;
        int right = operands.size() - 1;
        if (!operands.isImmediate(right) || !operands.isResultOfLast(right - 1) || state.asm.lastOp() != xor) {
            binary(state, number);
            return;
        }
        int amount = (int) operands.constant(right);
        int first = state.asm.lastOperand(1);
        int second = state.asm.lastOperand(2);
        state.asm.removeLast();
        operands.drop(2);
        state.asm.emitResult(fused, operands.pushHome(1), first, second, amount, 0, 0, 0);
    }

    private static void binary(Translation state, int number) {
        Operands operands = state.operands;
        int right = operands.size() - 1;
        if (operands.isImmediate(right)) {
            immediate(state, number + Code.ALU_IMMEDIATE, (int) operands.constant(right));
        } else {
            state.emitBinary(number);
        }
    }

    private static void immediate(Translation state, int number, int value) {
        state.operands.drop(1);
        state.emitShaped(number, 1, Widths.ONE, value);
    }

    private static void subtract(Translation state, int number, int addImmediate) {
        Operands operands = state.operands;
        int right = operands.size() - 1;
        if (operands.isImmediate(right) && operands.constant(right) != Integer.MIN_VALUE) {
            immediate(state, addImmediate, (int) -operands.constant(right));
        } else {
            state.emitBinary(number);
        }
    }
}
