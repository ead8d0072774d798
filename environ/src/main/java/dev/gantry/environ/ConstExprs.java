package dev.gantry.environ;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.ElemSegment;
import dev.gantry.wasm.module.GlobalDef;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.module.SegmentMode;
import dev.gantry.wasm.module.TableDef;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.ValType;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/// Runs constant expressions: a stack machine for the few instructions that are constant (R124). Initial values of
/// globals and tables, elements, and the offsets of element and data segments all come here (R125, R126).
///
/// Values are slots: see [Env#globalSlots].
///
/// Threading: confined to one thread.
///
/// @wasm valid-constant
public final class ConstExprs {
    /// What expressions refer to.
    public interface Env {
        /// The value of a global.
        ///
        /// @param globalIndex the global
        /// @param slots       receives the value's slot, and the high half of a `v128` behind it
        /// @param at          where in `slots`
        void globalSlots(int globalIndex, long[] slots, int at);

        /// A reference to a function.
        ///
        /// @param funcIndex the function
        /// @return the reference
        int refFunc(int funcIndex);

        /// Allocates an object on the collected heap.
        ///
        /// @param instr the instruction, one that allocates
        /// @param slots holds the operands, in order, from `from` on
        /// @param from  the first operand
        /// @param to    behind the last operand
        /// @return the reference
        default int allocate(InstrReader instr, long[] slots, int from, int to) {
            throw new UnsupportedException("gc allocation");
        }
    }

    private final ModuleDef module;
    private final Env env;
    private long[] slots = new long[8];
    /// Which slots hold references to something else than a function.
    private boolean[] isTraced = new boolean[8];
    private int top;

    /// An interpreter of a module's expressions.
    ///
    /// @param module a valid module
    /// @param env    what its expressions refer to
    public ConstExprs(ModuleDef module, Env env) {
        this.module = module;
        this.env = env;
    }

    /// Runs an expression.
    ///
    /// @param expr a constant expression of the module
    /// @return the slot of its value; for a `v128` the low half, and [#high] gives the other one
    public long eval(CodeRange expr) {
        InstrReader in = new InstrReader(module.bytes(), expr.start(), expr.end());
        top = 0;
        while (in.next()) {
            step(in);
        }
        return slots[0];
    }

    /// The high half of the `v128` that was computed last.
    ///
    /// @return the high half
    public long high() {
        return slots[1];
    }

    private void step(InstrReader in) {
        if (top + 2 > slots.length) {
            slots = Arrays.copyOf(slots, 2 * slots.length);
            isTraced = Arrays.copyOf(isTraced, slots.length);
        }
        isTraced[top] = false;
        isTraced[top + 1] = false;
        switch (in.op()) {
            case Ops.END -> {}
            case Ops.I32_CONST, Ops.F32_CONST -> slots[top++] = in.i32();
            case Ops.I64_CONST, Ops.F64_CONST -> slots[top++] = in.i64();
            case Ops.V128_CONST -> {
                slots[top++] = in.v128Low();
                slots[top++] = in.v128High();
            }
            case Ops.I32_ADD -> binary32((int) slots[top - 2] + (int) slots[top - 1]);
            case Ops.I32_SUB -> binary32((int) slots[top - 2] - (int) slots[top - 1]);
            case Ops.I32_MUL -> binary32((int) slots[top - 2] * (int) slots[top - 1]);
            case Ops.I64_ADD -> binary(slots[top - 2] + slots[top - 1]);
            case Ops.I64_SUB -> binary(slots[top - 2] - slots[top - 1]);
            case Ops.I64_MUL -> binary(slots[top - 2] * slots[top - 1]);
            case Ops.GLOBAL_GET -> {
                env.globalSlots(in.index(), slots, top);
                isTraced[top] = isTraced(module.globalSpace().get(in.index()).type());
                top += module.globalSpace().get(in.index()).type().slots();
            }
            case Ops.REF_NULL -> slots[top++] = 0;
            case Ops.REF_FUNC -> slots[top++] = Integer.toUnsignedLong(env.refFunc(in.index()));
            case Ops.REF_I31 -> slots[top - 1] = (slots[top - 1] << 1 | 1) & 0xFFFF_FFFFL;
            case Ops.ANY_CONVERT_EXTERN, Ops.EXTERN_CONVERT_ANY -> {} // the bits stay what they are
            default -> allocate(in);
        }
    }

    private void binary32(int result) {
        binary(result);
    }

    private void binary(long result) {
        top--;
        slots[top - 1] = result;
    }

    private void allocate(InstrReader in) {
        int operands = operandSlots(in);
        long ref = Integer.toUnsignedLong(env.allocate(in, slots, top - operands, top));
        top -= operands;
        isTraced[top] = true;
        slots[top++] = ref;
    }

    private boolean isTraced(ValType type) {
        return type instanceof RefType ref
                && switch (ref.heap()) {
                    case AbsHeapType heap -> heap != AbsHeapType.FUNC && heap != AbsHeapType.NOFUNC;
                    case HeapType.Index(int index) ->
                        !(module.types().get(index).composite() instanceof FuncType);
                    case HeapType.Rec _, HeapType.Id _ ->
                        throw Bug.unreachable("heap type " + ref.heap() + " in a module");
                };
    }

    /// Visits the references among the operands of the expression that is being evaluated: an allocation may
    /// happen in the middle of it.
    ///
    /// @param visitor gets each reference to something else than a function, and gives the one to go on with
    public void visitRefs(IntUnaryOperator visitor) {
        for (int slot = 0; slot < top; slot++) {
            if (isTraced[slot]) {
                slots[slot] = Integer.toUnsignedLong(visitor.applyAsInt((int) slots[slot]));
            }
        }
    }

    private int operandSlots(InstrReader in) {
        return switch (in.op()) {
            case Ops.STRUCT_NEW_DEFAULT -> 0;
            case Ops.ARRAY_NEW_DEFAULT -> 1;
            case Ops.STRUCT_NEW ->
                module.types().get(in.index()).composite() instanceof StructType struct
                        ? struct.fields().stream()
                                .mapToInt(field -> field.storage().unpacked().slots())
                                .sum()
                        : 0;
            case Ops.ARRAY_NEW -> elementType(in).slots() + 1;
            case Ops.ARRAY_NEW_FIXED ->
                Math.multiplyExact(in.index2(), elementType(in).slots());
            default -> throw Bug.unreachable(in.opcode() + " in a constant expression");
        };
    }

    private ValType elementType(InstrReader in) {
        if (module.types().get(in.index()).composite() instanceof ArrayType array) {
            return array.element().storage().unpacked();
        }
        throw Bug.unreachable("type " + in.index() + " as an array type");
    }

    /// Whether an instruction allocates an object on the collected heap.
    ///
    /// @param op a constant of [Ops]
    /// @return true for the `struct.new` and `array.new` families
    public static boolean allocates(int op) {
        return switch (op) {
            case Ops.STRUCT_NEW,
                    Ops.STRUCT_NEW_DEFAULT,
                    Ops.ARRAY_NEW,
                    Ops.ARRAY_NEW_DEFAULT,
                    Ops.ARRAY_NEW_FIXED,
                    Ops.ARRAY_NEW_DATA,
                    Ops.ARRAY_NEW_ELEM -> true;
            default -> false;
        };
    }

    /// Refuses a module whose constant expressions allocate objects on the collected heap.
    ///
    /// @param module a valid module
    /// @throws UnsupportedException `gc allocation`, if one does
    public static void checkNoAllocation(ModuleDef module) {
        forEach(module, expr -> {
            InstrReader in = new InstrReader(module.bytes(), expr.start(), expr.end());
            while (in.next()) {
                if (allocates(in.op())) {
                    throw new UnsupportedException("gc allocation");
                }
            }
        });
    }

    /// Visits all constant expressions of a module.
    private static void forEach(ModuleDef module, Consumer<CodeRange> visitor) {
        for (GlobalDef global : module.globals()) {
            visitor.accept(global.init());
        }
        for (TableDef table : module.tables()) {
            if (table.init() != null) {
                visitor.accept(table.init());
            }
        }
        for (ElemSegment elem : module.elems()) {
            elem.exprs().forEach(visitor);
            offset(elem.mode(), visitor);
        }
        module.datas().forEach(data -> offset(data.mode(), visitor));
    }

    private static void offset(SegmentMode mode, Consumer<CodeRange> visitor) {
        if (mode instanceof SegmentMode.Active active) {
            visitor.accept(active.offset());
        }
    }
}
