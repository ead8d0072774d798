package dev.gantry.wasm.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.FuncBody;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.CustomSection;
import dev.gantry.wasm.module.ModuleDef;

/// The custom section of branch hints: functions, and for each the offsets of `if` and `br_if` that mostly go one way.
///
/// ```text
///   count { function index, count { offset from the local declarations, 1, 0 or 1 } }
/// ```
///
/// A section that does not decode is ignored, as the proposal allows. One that decodes but names a wrong place is an
/// error.
///
/// Threading: stateless.
final class BranchHints {
    private static final String NAME = "metadata.code.branch_hint";

    private BranchHints() {}

    /// Checks the hints of a module, if the feature is on.
    static void validate(ModuleContext context) {
        if (!context.has(WasmFeature.BRANCH_HINTING)) {
            return;
        }
        for (CustomSection custom : context.def.customs()) {
            if (custom.name().equals(NAME) && isWellFormed(context.def.bytes(), custom.payload())) {
                validate(context.def, custom.payload());
            }
        }
    }

    /// Numbers of the section; a number that does not decode ends it.
    private static final class Cursor {
        private final byte[] bytes;
        private final int end;
        private int offset;
        private boolean isBroken;

        Cursor(byte[] bytes, CodeRange range) {
            this.bytes = bytes;
            this.offset = range.start();
            this.end = range.end();
        }

        /// Reads an unsigned LEB128 number below 2^31; -1 if there is none.
        int read() {
            long value = 0;
            for (int shift = 0; shift < 35 && offset < end && !isBroken; shift += 7) {
                int next = bytes[offset++];
                value |= (long) (next & 0x7F) << shift;
                if (next >= 0 && value <= Integer.MAX_VALUE) {
                    return (int) value;
                }
            }
            isBroken = true;
            return -1;
        }
    }

    private static boolean isWellFormed(byte[] bytes, CodeRange payload) {
        Cursor in = new Cursor(bytes, payload);
        for (int funcs = in.read(); funcs > 0 && !in.isBroken; funcs--) {
            in.read();
            for (int hints = in.read(); hints > 0 && !in.isBroken; hints--) {
                in.read();
                int size = in.read();
                int direction = in.read();
                if (size != 1 || direction > 1) {
                    return false;
                }
            }
        }
        return !in.isBroken && in.offset == in.end;
    }

    private static void validate(ModuleDef module, CodeRange payload) {
        Cursor in = new Cursor(module.bytes(), payload);
        int previous = -1;
        for (int funcs = in.read(); funcs > 0; funcs--) {
            int place = in.offset;
            int func = in.read();
            int definedIndex = func - module.importedFuncs();
            if (func <= previous
                    || definedIndex < 0
                    || definedIndex >= module.funcs().size()) {
                throw invalid("branch hints of function " + func, place);
            }
            previous = func;
            validateFunc(module, definedIndex, in);
        }
    }

    private static void validateFunc(ModuleDef module, int definedIndex, Cursor in) {
        int start = module.funcs().get(definedIndex).body().start();
        InstrReader instrs = FuncBody.read(module, definedIndex).reader(module);
        for (int hints = in.read(); hints > 0; hints--) {
            int place = in.offset;
            int target = start + in.read();
            in.read();
            in.read();
            if (!isBranch(instrs, target)) {
                throw invalid("branch hint with an invalid target", place);
            }
        }
    }

    /// Advances to an offset; offsets must grow.
    private static boolean isBranch(InstrReader instrs, int target) {
        try {
            do {
                if (!instrs.next()) {
                    return false;
                }
            } while (instrs.offset() < target);
        } catch (MalformedException | ValidationException _) {
            return false; // of a body that has not been validated
        }
        return instrs.offset() == target && (instrs.opcode() == Opcode.IF || instrs.opcode() == Opcode.BR_IF);
    }

    private static ValidationException invalid(String detail, int offset) {
        return new ValidationException(Failure.INVALID_CUSTOM, detail, offset, ValidationException.NO_FUNC, null);
    }
}
