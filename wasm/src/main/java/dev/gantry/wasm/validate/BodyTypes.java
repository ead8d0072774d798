package dev.gantry.wasm.validate;

import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.TypeCode;
import dev.gantry.wasm.types.TypeInterner;

/// Goes through a valid body and knows, before each instruction, which operands and locals are references that a
/// collector of garbage looks at: all but those to functions.
///
/// Threading: confined to one thread.
public final class BodyTypes {
    private final TypeInterner interner;
    private final InstrValidator instrs;
    private final CodeState code;

    /// Starts before the first instruction of a body.
    ///
    /// @param module       the module
    /// @param definedIndex the function's number among those that the module defines
    public BodyTypes(ValidModule module, int definedIndex) {
        this.interner = module.interner();
        this.instrs = new InstrValidator(module.context());
        this.code = instrs.start(definedIndex);
    }

    /// Goes past the next instruction.
    ///
    /// @return false if there is none
    public boolean next() {
        InstrReader in = code.in;
        if (!in.next()) {
            return false;
        }
        instrs.step(in);
        return true;
    }

    /// The number of operands on the stack. It means nothing where the next instruction cannot be reached.
    ///
    /// @return at least zero
    public int operands() {
        return code.operands.height();
    }

    /// Whether an operand is a reference to something else than a function.
    ///
    /// @param operand counted from the bottom of the stack
    /// @return true if it is
    public boolean isTraced(int operand) {
        return isTracedType(code.operands.type(operand));
    }

    /// The number of locals, parameters included.
    ///
    /// @return at least zero
    public int locals() {
        return code.locals.count();
    }

    /// Whether a local is a reference to something else than a function.
    ///
    /// @param local its index
    /// @return true if it is
    public boolean isTracedLocal(int local) {
        return isTracedType(code.locals.type(local));
    }

    private boolean isTracedType(int type) {
        if (!TypeCode.isRef(type) || TypeCode.heapOf(type) == TypeCode.BOTTOM_HEAP) {
            return TypeCode.isRef(type);
        }
        return interner.top(TypeCode.heapType(TypeCode.heapOf(type))) != AbsHeapType.FUNC;
    }
}
