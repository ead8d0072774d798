package dev.gantry.wasm.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.TypeCode;

/// Structs, `i31` and conversions; arrays and casts are in [ArrayValidator] and [CastValidator].
///
/// Threading: confined to one thread.
///
/// @wasm valid-instr-struct
final class GcValidator {
    private final CodeState code;
    private final ModuleContext module;
    private final OperandStack operands;
    private final ArrayValidator arrays;
    private final CastValidator casts;

    GcValidator(CodeState code) {
        this.code = code;
        this.module = code.module;
        this.operands = code.operands;
        this.arrays = new ArrayValidator(code);
        this.casts = new CastValidator(code);
    }

    void validate(int op) {
        switch (op) {
            case Ops.STRUCT_NEW -> validateStructNew();
            case Ops.STRUCT_NEW_DEFAULT -> validateStructNewDefault();
            case Ops.STRUCT_GET -> validateStructGet();
            case Ops.STRUCT_GET_S -> validateStructGetS();
            case Ops.STRUCT_GET_U -> validateStructGetU();
            case Ops.STRUCT_SET -> validateStructSet();
            case Ops.ANY_CONVERT_EXTERN -> validateAnyConvertExtern();
            case Ops.EXTERN_CONVERT_ANY -> validateExternConvertAny();
            case Ops.REF_I31 -> validateRefI31();
            case Ops.I31_GET_S -> validateI31GetS();
            case Ops.I31_GET_U -> validateI31GetU();
            case Ops.REF_TEST -> casts.validateRefTest();
            case Ops.REF_TEST_NULL -> casts.validateRefTestNull();
            case Ops.REF_CAST -> casts.validateRefCast();
            case Ops.REF_CAST_NULL -> casts.validateRefCastNull();
            case Ops.BR_ON_CAST -> casts.validateBrOnCast();
            case Ops.BR_ON_CAST_FAIL -> casts.validateBrOnCastFail();
            default -> arrays.validate(op);
        }
    }

    void validateStructNew() {
        int[] fields = module.structFields(code.in.index(), code);
        for (int field = fields.length - 1; field >= 0; field--) {
            operands.pop(TypeCode.unpacked(fields[field]));
        }
        pushRef(code.in.index());
    }

    void validateStructNewDefault() {
        int[] fields = module.structFields(code.in.index(), code);
        for (int field = 0; field < fields.length; field++) {
            if (!TypeCode.isDefaultable(fields[field])) {
                throw code.fail(Failure.NOT_DEFAULTABLE, "field " + field + " is " + module.show(fields[field]));
            }
        }
        pushRef(code.in.index());
    }

    private void pushRef(int typeIndex) {
        operands.push(TypeCode.ref(false, TypeCode.INDEXED | module.typeIds[typeIndex]));
    }

    void validateStructGet() {
        int type = field();
        if (TypeCode.unpacked(type) != type) {
            throw code.fail(Failure.TYPE_MISMATCH, "expected a value type, found " + module.show(type));
        }
        get(type);
    }

    void validateStructGetS() {
        getPacked();
    }

    void validateStructGetU() {
        getPacked();
    }

    private void getPacked() {
        int type = field();
        if (TypeCode.unpacked(type) == type) {
            throw code.fail(Failure.TYPE_MISMATCH, "expected a packed type, found " + module.show(type));
        }
        get(type);
    }

    private void get(int type) {
        code.popRefTo(code.in.index());
        operands.push(TypeCode.unpacked(type));
    }

    void validateStructSet() {
        int type = field();
        if (!module.isMutable(code.in.index(), code.in.index2())) {
            throw code.fail(Failure.IMMUTABLE_FIELD, "field " + code.in.index2() + " of type " + code.in.index());
        }
        operands.pop(TypeCode.unpacked(type));
        code.popRefTo(code.in.index());
    }

    /// The type of the field that the immediates name.
    private int field() {
        int[] fields = module.structFields(code.in.index(), code);
        int field = code.in.index2();
        if (field < 0 || field >= fields.length) {
            throw code.unknown(Failure.UNKNOWN_FIELD, field, fields.length);
        }
        return fields[field];
    }

    void validateAnyConvertExtern() {
        convert(AbsHeapType.EXTERN, AbsHeapType.ANY);
    }

    void validateExternConvertAny() {
        convert(AbsHeapType.ANY, AbsHeapType.EXTERN);
    }

    private void convert(AbsHeapType from, AbsHeapType to) {
        int found = operands.pop(TypeCode.ref(true, from));
        operands.push(TypeCode.ref(TypeCode.isRef(found) && TypeCode.isNullable(found), to));
    }

    void validateRefI31() {
        operands.pop(TypeCode.I32);
        operands.push(TypeCode.ref(false, AbsHeapType.I31));
    }

    void validateI31GetS() {
        getI31();
    }

    void validateI31GetU() {
        getI31();
    }

    private void getI31() {
        operands.pop(TypeCode.ref(true, AbsHeapType.I31));
        operands.push(TypeCode.I32);
    }
}
