package dev.gantry.cli;

import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.types.ValType;
import java.util.HexFormat;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Immediates of instructions as `objdump` shows them: raw indices in the order of the binary.
final class Instructions {
    private static final String[] CATCHES = {"catch", "catch_ref", "catch_all", "catch_all_ref"};

    private Instructions() {}

    /// Whether the instruction starts a block.
    static boolean opens(Opcode opcode) {
        return switch (opcode) {
            case BLOCK, LOOP, IF, ELSE, TRY, CATCH, CATCH_ALL, TRY_TABLE -> true;
            default -> false;
        };
    }

    /// Whether the instruction ends a block.
    static boolean closes(Opcode opcode) {
        return switch (opcode) {
            case END, ELSE, CATCH, CATCH_ALL, DELEGATE -> true;
            default -> false;
        };
    }

    /// The immediates of the current instruction, empty if it has none.
    static String operands(InstrReader in) {
        return switch (in.opcode().immediates()) {
            case NONE, FENCE -> "";
            case BLOCK_TYPE -> blockType(in);
            case BLOCK_CATCHES -> blockType(in) + catches(in);
            case LABELS -> labels(in);
            case LABEL, FUNC, TYPE, TAG, LOCAL, GLOBAL, TABLE, ELEM, MEMORY, DATA -> unsigned(in.index());
            case TYPE_TABLE,
                    TYPE_FIELD,
                    TYPE_COUNT,
                    TYPE_DATA,
                    TYPE_ELEM,
                    TYPE_TYPE,
                    TABLE_TABLE,
                    ELEM_TABLE,
                    MEMORY_MEMORY,
                    DATA_MEMORY -> unsigned(in.index()) + " " + unsigned(in.index2());
            case MEMARG_1, MEMARG_2, MEMARG_4, MEMARG_8, MEMARG_16 -> memArg(in);
            case MEMARG_LANE_1, MEMARG_LANE_2, MEMARG_LANE_4, MEMARG_LANE_8 -> memArg(in) + " " + in.lane();
            case LANE_16, LANE_8, LANE_4, LANE_2 -> Integer.toString(in.lane());
            case LANES_16, V128 -> "0x" + hex(in.v128High()) + hex(in.v128Low());
            case I32 -> Integer.toString(in.i32());
            case I64 -> Long.toString(in.i64());
            case F32 -> Float.intBitsToFloat(in.i32()) + " (0x" + HexFormat.of().toHexDigits(in.i32()) + ")";
            case F64 -> Double.longBitsToDouble(in.i64()) + " (0x" + hex(in.i64()) + ")";
            case HEAP_TYPE -> in.heapType().toString();
            case VAL_TYPES -> valTypes(in);
            case CAST_LABEL ->
                unsigned(in.index()) + " " + in.heapType() + ((in.castFlags() & 1) == 0 ? "" : " null") + " "
                        + in.heapType2() + ((in.castFlags() & 2) == 0 ? "" : " null");
        };
    }

    private static String blockType(InstrReader in) {
        @Nullable ValType result = in.blockResult();
        return in.blockTypeIndex() >= 0 ? "type " + in.blockTypeIndex() : result == null ? "" : result.toString();
    }

    private static String catches(InstrReader in) {
        StringBuilder text = new StringBuilder();
        for (int clause = 0; clause < in.catchCount(); clause++) {
            int kind = in.catchKind(clause);
            text.append(" (").append(CATCHES[kind]).append(' ');
            if (kind < 2) {
                text.append(unsigned(in.catchTag(clause))).append(' ');
            }
            text.append(unsigned(in.catchLabel(clause))).append(')');
        }
        return text.toString();
    }

    private static String labels(InstrReader in) {
        StringJoiner text = new StringJoiner(" ");
        for (int label = 0; label < in.labelCount(); label++) {
            text.add(unsigned(in.label(label)));
        }
        return text.toString();
    }

    private static String valTypes(InstrReader in) {
        StringJoiner text = new StringJoiner(" ");
        in.valTypes().forEach(type -> text.add(type.toString()));
        return text.toString();
    }

    private static String memArg(InstrReader in) {
        return (in.memory() == 0 ? "" : "memory " + unsigned(in.memory()) + " ") + "offset="
                + Long.toUnsignedString(in.memOffset()) + " align=" + (1L << in.alignLog2());
    }

    private static String unsigned(int index) {
        return Integer.toUnsignedString(index);
    }

    private static String hex(long bits) {
        return HexFormat.of().toHexDigits(bits);
    }

    /// A name of the module without characters that would confuse a terminal.
    static String printable(String name) {
        StringBuilder text = new StringBuilder();
        name.codePoints().forEach(character -> {
            if (Character.isISOControl(character) || Character.getType(character) == Character.FORMAT) {
                text.append("\\u{").append(Integer.toHexString(character)).append('}');
            } else {
                text.appendCodePoint(character);
            }
        });
        return text.toString();
    }
}
