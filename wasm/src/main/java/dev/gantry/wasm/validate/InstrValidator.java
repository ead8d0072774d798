package dev.gantry.wasm.validate;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.FuncBody;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.types.TypeCode;

/// Validates sequences of instructions: bodies and constant expressions.
///
/// Instructions whose signature stands in the opcode table are handled here; the others have a method in the
/// class of their family.
///
/// Threading: confined to one thread; used for any number of bodies, one after the other.
///
/// @wasm valid-expr
final class InstrValidator {
    private static final long LANE_MASK = 0xE0E0_E0E0_E0E0_E0E0L;
    private static final int[] NONE = {};

    private final CodeState code;
    private final ModuleContext module;
    private final OperandStack operands;
    private final MemoryValidator memories;
    private final ControlValidator control;
    private final ExceptionValidator exceptions;
    private final VariableValidator variables;
    private final TableValidator tables;
    private final ReferenceValidator references;
    private final GcValidator gc;

    InstrValidator(ModuleContext module) {
        this.module = module;
        this.code = new CodeState(module);
        this.operands = code.operands;
        this.memories = new MemoryValidator(code);
        this.control = new ControlValidator(code);
        this.exceptions = new ExceptionValidator(code, control);
        this.variables = new VariableValidator(code);
        this.tables = new TableValidator(code);
        this.references = new ReferenceValidator(code);
        this.gc = new GcValidator(code);
    }

    /// Validates a function body.
    FuncFacts validateBody(int definedIndex) {
        CodeState state = start(definedIndex);
        run();
        return new FuncFacts(operands.highest(), state.controls.deepest() - 1, state.hasTryTable);
    }

    /// Prepares for a function body, which [#step] then goes through.
    CodeState start(int definedIndex) {
        int typeIndex = module.def.funcs().get(definedIndex).typeIndex();
        FuncBody body = FuncBody.read(module.def, definedIndex);
        int funcIndex = module.def.importedFuncs() + definedIndex;
        InstrReader in = body.reader(module.def);
        if (!module.has(WasmFeature.MEMORY64)) {
            in.refuseLongOffsets();
        }
        code.start(in, funcIndex, false, module.globalTypes.length);
        int[] params = module.params(typeIndex, code);
        code.locals.reset(params, body);
        code.controls.push(ControlStack.BODY, NONE, module.results(typeIndex));
        return code;
    }

    /// Validates a constant expression.
    ///
    /// @param type           the type it must have
    /// @param visibleGlobals how many globals it may name
    void validateConst(CodeRange range, int type, int visibleGlobals) {
        InstrReader in = new InstrReader(module.def.bytes(), range);
        code.start(in, ValidationException.NO_FUNC, true, visibleGlobals);
        code.locals.reset();
        code.controls.push(ControlStack.BODY, NONE, ModuleContext.single(type));
        run();
    }

    private void run() {
        InstrReader in = code.in;
        while (in.next()) {
            step(in);
        }
        if (!code.controls.isEmpty()) {
            throw new MalformedException(Failure.END_OPCODE_EXPECTED, "", in.offset());
        }
    }

    /// Validates the instruction that was read last.
    void step(InstrReader in) {
        code.hasStarted = true;
        int op = in.op();
        if (code.controls.isEmpty()) {
            throw new MalformedException(Failure.END_OPCODE_EXPECTED, "code behind the last end", in.offset());
        }
        if (!module.isEnabled[op]) {
            module.require(in.opcode().feature(), code);
        }
        if (code.isConst) {
            checkConst(op);
        }
        if (Signatures.IS_GENERIC[op]) {
            applySignature(op);
        } else {
            validateSpecial(op);
        }
    }

    private void applySignature(int op) {
        int address = Signatures.HAS_MEMORY[op] ? memories.checkAccess(op) : TypeCode.I32;
        if (Signatures.LANES[op] != 0) {
            checkLanes(Signatures.LANES[op]);
        }
        int[] params = Signatures.PARAMS[op];
        for (int i = params.length - 1; i >= 0; i--) {
            operands.pop(params[i] == Signatures.ADDRESS ? address : params[i]);
        }
        for (int type : Signatures.RESULTS[op]) {
            operands.push(type == Signatures.ADDRESS ? address : type);
        }
    }

    private void checkLanes(int lanes) {
        boolean isBad =
                lanes == 32 ? ((code.in.v128Low() | code.in.v128High()) & LANE_MASK) != 0 : code.in.lane() >= lanes;
        if (isBad) {
            throw code.fail(Failure.INVALID_LANE_INDEX, "expected one below " + lanes);
        }
    }

    private void validateSpecial(int op) {
        switch (code.in.opcode().family()) {
            case CONTROL -> control.validate(op);
            case VARIABLE -> variables.validate(op);
            case MEMORY -> memories.validate(op);
            case TABLE -> tables.validate(op);
            case REFERENCE -> references.validate(op);
            case GC -> gc.validate(op);
            case EXCEPTION -> exceptions.validate(op);
            case NUMERIC, SIMD, ATOMIC -> throw Bug.unreachable(code.in.opcode() + " without a signature");
        }
    }

    /// Checks that an instruction may stand in a constant expression.
    ///
    /// @wasm valid-constant
    private void checkConst(int op) {
        switch (op) {
            case Ops.I32_CONST, Ops.I64_CONST, Ops.F32_CONST, Ops.F64_CONST, Ops.V128_CONST -> {}
            case Ops.REF_NULL, Ops.REF_FUNC, Ops.GLOBAL_GET, Ops.END -> {}
            case Ops.STRUCT_NEW, Ops.STRUCT_NEW_DEFAULT, Ops.REF_I31 -> {}
            case Ops.ARRAY_NEW, Ops.ARRAY_NEW_DEFAULT, Ops.ARRAY_NEW_FIXED -> {}
            case Ops.ANY_CONVERT_EXTERN, Ops.EXTERN_CONVERT_ANY -> {}
            case Ops.I32_ADD, Ops.I32_SUB, Ops.I32_MUL, Ops.I64_ADD, Ops.I64_SUB, Ops.I64_MUL ->
                module.require(WasmFeature.EXTENDED_CONST, code);
            default -> throw code.fail(Failure.CONSTANT_EXPRESSION_REQUIRED, "");
        }
    }
}
