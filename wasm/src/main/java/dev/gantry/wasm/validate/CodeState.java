package dev.gantry.wasm.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.types.TypeCode;
import java.util.Arrays;

/// What the validators of the instruction families share: the cursor, the stacks, the locals and the module.
///
/// Threading: confined to one thread.
final class CodeState implements Site {
    final ModuleContext module;
    final OperandStack operands = new OperandStack(this);
    final ControlStack controls = new ControlStack(this);
    final Locals locals = new Locals(this);
    /// The cursor; replaced for each body and expression.
    InstrReader in = new InstrReader(new byte[0], 0, 0);
    /// The function whose body this is, or [ValidationException#NO_FUNC].
    int funcIndex = ValidationException.NO_FUNC;
    /// How many globals are visible: all in bodies, fewer in some constant expressions.
    int visibleGlobals;
    /// Whether this is a constant expression.
    boolean isConst;
    boolean hasTryTable;
    boolean hasStarted;

    CodeState(ModuleContext module) {
        this.module = module;
    }

    /// Prepares for a body or an expression.
    void start(InstrReader reader, int func, boolean isConstant, int globals) {
        in = reader;
        funcIndex = func;
        isConst = isConstant;
        visibleGlobals = globals;
        hasTryTable = false;
        hasStarted = false;
        operands.reset();
        controls.reset();
    }

    @Override
    public ValidationException fail(Failure failure, String detail) {
        return new ValidationException(failure, detail, in.offset(), funcIndex, hasStarted ? in.opcode() : null);
    }

    /// An index immediate that names nothing.
    ValidationException unknown(Failure failure, int index, int count) {
        return fail(failure, Integer.toUnsignedString(index) + ", there are " + count);
    }

    /// Applies a signature.
    void apply(int[] params, int[] results) {
        operands.popAll(params);
        operands.pushAll(results);
    }

    /// Pops a nullable reference to a defined type.
    void popRefTo(int typeIndex) {
        operands.pop(TypeCode.ref(true, TypeCode.INDEXED | module.typeIds[typeIndex]));
    }

    /// The address type of a memory.
    int memoryAddress(int memory) {
        if (memory < 0 || memory >= module.isMemory64.length) {
            throw unknown(Failure.UNKNOWN_MEMORY, memory, module.isMemory64.length);
        }
        return module.isMemory64[memory] ? TypeCode.I64 : TypeCode.I32;
    }

    /// The index type of a table.
    int tableAddress(int table) {
        if (table < 0 || table >= module.isTable64.length) {
            throw unknown(Failure.UNKNOWN_TABLE, table, module.isTable64.length);
        }
        return module.isTable64[table] ? TypeCode.I64 : TypeCode.I32;
    }

    /// The type of the elements of an element segment.
    int elemType(int elem) {
        if (elem < 0 || elem >= module.elemTypes.length) {
            throw unknown(Failure.UNKNOWN_ELEM_SEGMENT, elem, module.elemTypes.length);
        }
        return module.elemTypes[elem];
    }

    /// The parameters of a tag.
    int[] tagParams(int tag) {
        int[] tags = module.def.tagSpace();
        if (tag < 0 || tag >= tags.length) {
            throw unknown(Failure.UNKNOWN_TAG, tag, tags.length);
        }
        return module.params(tags[tag], this);
    }

    /// Checks that a type fits another.
    void checkMatch(int sub, int sup) {
        if (!module.interner.matches(sub, sup)) {
            throw fail(Failure.TYPE_MISMATCH, "expected " + module.show(sup) + ", found " + module.show(sub));
        }
    }

    /// Checks that a list of types fits another.
    void checkMatch(int[] sub, int[] sup) {
        if (Arrays.equals(sub, sup)) {
            return;
        }
        if (sub.length != sup.length) {
            throw fail(Failure.TYPE_MISMATCH, "expected " + module.show(sup) + ", found " + module.show(sub));
        }
        for (int i = 0; i < sub.length; i++) {
            checkMatch(sub[i], sup[i]);
        }
    }
}
