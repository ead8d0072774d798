package dev.gantry.winch;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.StructType;

/// Emits what makes, reads and writes structs and arrays: as code, or as requests.
///
/// Threading: no state.
final class GcEmission {
    private static final byte[] ONE_I32 = {Kind.I32};
    private static final byte[] ONE_OBJECT = {Kind.OBJECT};

    private GcEmission() {}

    /// Emits an instruction.
    ///
    /// @param op a constant of [Ops]
    static void emit(Emission state, int op) {
        InstrReader in = state.in;
        Requests requests = state.requests;
        int type = in.index();
        int second = in.index2();
        if (state.gc != null && emitInline(new ObjectEmitter(state, state.gc), op, type, second)) {
            return;
        }
        switch (op) {
            case Ops.STRUCT_NEW -> requests.instruction(op, fields(state, type), ONE_OBJECT, type);
            case Ops.STRUCT_NEW_DEFAULT -> requests.instruction(op, 0, ONE_OBJECT, type);
            case Ops.STRUCT_GET, Ops.STRUCT_GET_S, Ops.STRUCT_GET_U ->
                requests.instruction(op, 1, field(state, type, second), type, second);
            case Ops.STRUCT_SET -> requests.instruction(op, 2, Kind.NONE, type, second);
            case Ops.ARRAY_NEW -> requests.instruction(op, 2, ONE_OBJECT, type);
            case Ops.ARRAY_NEW_DEFAULT -> requests.instruction(op, 1, ONE_OBJECT, type);
            case Ops.ARRAY_NEW_FIXED -> requests.instruction(op, second, ONE_OBJECT, type, second);
            case Ops.ARRAY_NEW_DATA, Ops.ARRAY_NEW_ELEM -> requests.instruction(op, 2, ONE_OBJECT, type, second);
            case Ops.ARRAY_GET, Ops.ARRAY_GET_S, Ops.ARRAY_GET_U ->
                requests.instruction(op, 2, field(state, type, 0), type);
            case Ops.ARRAY_SET -> requests.instruction(op, 3, Kind.NONE, type);
            case Ops.ARRAY_LEN -> requests.instruction(op, 1, ONE_I32);
            case Ops.ARRAY_FILL -> requests.instruction(op, 4, Kind.NONE, type);
            case Ops.ARRAY_COPY -> requests.instruction(op, 5, Kind.NONE, type, second);
            case Ops.ARRAY_INIT_DATA, Ops.ARRAY_INIT_ELEM -> requests.instruction(op, 4, Kind.NONE, type, second);
            default -> throw Bug.unreachable("reference instruction " + op);
        }
    }

    /// Emits an instruction as code, if that is worth it.
    private static boolean emitInline(ObjectEmitter emitter, int op, int type, int second) {
        switch (op) {
            case Ops.STRUCT_NEW -> emitter.structNew(type);
            case Ops.STRUCT_NEW_DEFAULT -> emitter.structNewDefault(type);
            case Ops.STRUCT_GET, Ops.STRUCT_GET_S, Ops.STRUCT_GET_U ->
                emitter.structGet(type, second, op == Ops.STRUCT_GET_S);
            case Ops.STRUCT_SET -> emitter.structSet(type, second);
            case Ops.ARRAY_NEW -> {
                return emitter.arrayNew(type);
            }
            case Ops.ARRAY_NEW_DEFAULT -> emitter.arrayNewDefault(type);
            case Ops.ARRAY_NEW_FIXED -> {
                return emitter.arrayNewFixed(type, second);
            }
            case Ops.ARRAY_GET, Ops.ARRAY_GET_S, Ops.ARRAY_GET_U -> emitter.arrayGet(type, op == Ops.ARRAY_GET_S);
            case Ops.ARRAY_SET -> emitter.arraySet(type);
            case Ops.ARRAY_LEN -> emitter.arrayLen();
            case Ops.ARRAY_FILL -> {
                return emitter.arrayFill(type);
            }
            case Ops.ARRAY_COPY -> {
                return emitter.arrayCopy(type);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static int fields(Emission state, int type) {
        return state.def.types().get(type).composite() instanceof StructType struct
                ? struct.fields().size()
                : 0;
    }

    /// The kind of a field of a struct, or of an element of an array.
    private static byte[] field(Emission state, int type, int number) {
        CompositeType composite = state.def.types().get(type).composite();
        FieldType field = switch (composite) {
            case StructType struct -> struct.fields().get(number);
            case ArrayType array -> array.element();
            case FuncType _ -> throw Bug.unreachable("fields of a function type");
        };
        return new byte[] {Kind.of(field.storage().unpacked(), state.def)};
    }
}
