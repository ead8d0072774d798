package dev.gantry.wasm.component.binary;

import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.binary.TypeWriter;
import dev.gantry.wasm.component.Canon;
import dev.gantry.wasm.component.CanonOp;
import dev.gantry.wasm.component.CanonOption;
import java.util.List;

/// Writes canonical definitions.
///
/// Threading: stateless.
final class CanonWriter {
    private CanonWriter() {}

    static void canon(ByteWriter out, Canon canon) {
        out.u8(canon.op().code());
        switch (canon) {
            case Canon.Lift lift -> {
                out.u8(0x00);
                out.u32(lift.coreFunc());
                options(out, lift.options());
                out.u32(lift.type());
            }
            case Canon.Lower lower -> {
                out.u8(0x00);
                out.u32(lower.func());
                options(out, lower.options());
            }
            case Canon.Plain _ -> {}
            case Canon.OfType ofType -> {
                out.u32(ofType.type());
                if (ofType.op().immediates() == CanonOp.Immediates.TYPE_OPTIONS) {
                    options(out, ofType.options());
                } else if (ofType.op().immediates() == CanonOp.Immediates.TYPE_ASYNC) {
                    flag(out, ofType.isAsync());
                }
            }
            case Canon.WithOptions withOptions -> options(out, withOptions.options());
            case Canon.TaskReturn taskReturn -> {
                ComponentTypeWriter.result(out, taskReturn.result());
                options(out, taskReturn.options());
            }
            case Canon.Context context -> {
                TypeWriter.valType(out, context.type());
                out.u32(context.slot());
            }
            case Canon.Flagged flagged -> flag(out, flagged.flag());
            case Canon.Wait wait -> {
                flag(out, wait.isCancellable());
                out.u32(wait.memory());
            }
            case Canon.Spawn spawn -> {
                if (spawn.op().immediates() != CanonOp.Immediates.CORE_TYPE_TABLE) {
                    flag(out, spawn.isShared());
                }
                out.u32(spawn.coreType());
                if (spawn.op().immediates() != CanonOp.Immediates.SHARED_CORE_TYPE) {
                    out.u32(spawn.table());
                }
            }
        }
    }

    private static void flag(ByteWriter out, boolean value) {
        out.u8(value ? 0x01 : 0x00);
    }

    private static void options(ByteWriter out, List<CanonOption> options) {
        out.u32(options.size());
        for (CanonOption option : options) {
            switch (option) {
                case CanonOption.Encoding encoding ->
                    out.u8(
                            switch (encoding.encoding()) {
                                case UTF8 -> 0x00;
                                case UTF16 -> 0x01;
                                case LATIN1_UTF16 -> 0x02;
                            });
                case CanonOption.Memory memory -> indexed(out, 0x03, memory.memory());
                case CanonOption.Realloc realloc -> indexed(out, 0x04, realloc.func());
                case CanonOption.PostReturn postReturn -> indexed(out, 0x05, postReturn.func());
                case CanonOption.Async _ -> out.u8(0x06);
                case CanonOption.Callback callback -> indexed(out, 0x07, callback.func());
                case CanonOption.CoreType coreType -> indexed(out, 0x08, coreType.type());
                case CanonOption.Gc _ -> out.u8(0x09);
            }
        }
    }

    private static void indexed(ByteWriter out, int code, int index) {
        out.u8(code);
        out.u32(index);
    }
}
