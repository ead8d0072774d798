package dev.gantry.wasm.component.binary;

import dev.gantry.wasm.Limits;
import dev.gantry.wasm.binary.ByteReader;
import dev.gantry.wasm.binary.ModuleTypeReader;
import dev.gantry.wasm.component.Canon;
import dev.gantry.wasm.component.CanonOp;
import dev.gantry.wasm.component.CanonOption;
import dev.gantry.wasm.component.StringEncoding;
import java.util.ArrayList;
import java.util.List;

/// Reads canonical definitions by the table [CanonOp].
///
/// Threading: stateless but for the reader of core types.
final class CanonReader {
    private final ModuleTypeReader coreTypes;

    CanonReader(ModuleTypeReader coreTypes) {
        this.coreTypes = coreTypes;
    }

    Canon readCanon(ByteReader in) {
        int start = in.offset();
        int code = in.readByte();
        CanonOp op = CanonOp.of(code);
        if (op == null) {
            throw Names.invalidByte(in, code, "canonical function", start);
        }
        return switch (op.immediates()) {
            case NONE -> new Canon.Plain(op, start);
            case LIFT -> {
                readFuncSort(in, "canonical function lift");
                yield new Canon.Lift(in.readU32(), readOptions(in), in.readU32(), start);
            }
            case LOWER -> {
                readFuncSort(in, "canonical function lower");
                yield new Canon.Lower(in.readU32(), readOptions(in), start);
            }
            case TYPE -> new Canon.OfType(op, in.readU32(), List.of(), false, start);
            case TYPE_OPTIONS -> new Canon.OfType(op, in.readU32(), readOptions(in), false, start);
            case TYPE_ASYNC -> new Canon.OfType(op, in.readU32(), List.of(), Names.readFlag(in, "`async` flag"), start);
            case ASYNC -> new Canon.Flagged(op, Names.readFlag(in, "`async` flag"), start);
            case OPTIONS -> new Canon.WithOptions(op, readOptions(in), start);
            case RESULT_OPTIONS -> new Canon.TaskReturn(ComponentTypeReader.readResult(in), readOptions(in), start);
            case CONTEXT -> new Canon.Context(op, coreTypes.readValType(in), in.readU32(), start);
            case CANCELLABLE -> new Canon.Flagged(op, Names.readFlag(in, "`cancellable` flag"), start);
            case CANCELLABLE_MEMORY ->
                new Canon.Wait(op, Names.readFlag(in, "`cancellable` flag"), in.readU32(), start);
            case CORE_TYPE_TABLE -> new Canon.Spawn(op, false, in.readU32(), in.readU32(), start);
            case SHARED_CORE_TYPE ->
                new Canon.Spawn(op, Names.readFlag(in, "`shared` flag"), in.readU32(), Canon.Spawn.NO_TABLE, start);
            case SHARED_CORE_TYPE_TABLE ->
                new Canon.Spawn(op, Names.readFlag(in, "`shared` flag"), in.readU32(), in.readU32(), start);
            case SHARED -> new Canon.Flagged(op, Names.readFlag(in, "`shared` flag"), start);
        };
    }

    private static void readFuncSort(ByteReader in, String what) {
        int start = in.offset();
        int sort = in.readByte();
        if (sort != 0) {
            throw Names.invalidByte(in, sort, what, start);
        }
    }

    private static List<CanonOption> readOptions(ByteReader in) {
        int count = in.readCount(1, Limits.CANON_OPTIONS, "canonical options");
        List<CanonOption> options = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int start = in.offset();
            int code = in.readByte();
            options.add(
                    switch (code) {
                        case 0x00 -> new CanonOption.Encoding(StringEncoding.UTF8);
                        case 0x01 -> new CanonOption.Encoding(StringEncoding.UTF16);
                        case 0x02 -> new CanonOption.Encoding(StringEncoding.LATIN1_UTF16);
                        case 0x03 -> new CanonOption.Memory(in.readU32());
                        case 0x04 -> new CanonOption.Realloc(in.readU32());
                        case 0x05 -> new CanonOption.PostReturn(in.readU32());
                        case 0x06 -> new CanonOption.Async();
                        case 0x07 -> new CanonOption.Callback(in.readU32());
                        case 0x08 -> new CanonOption.CoreType(in.readU32());
                        case 0x09 -> new CanonOption.Gc();
                        default -> throw Names.invalidByte(in, code, "canonical option", start);
                    });
        }
        return options;
    }
}
