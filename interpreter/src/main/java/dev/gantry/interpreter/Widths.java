package dev.gantry.interpreter;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.ValType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Numbers of slots, all that the translator needs to know of types: of the types of a module, and of the instructions
/// whose signature stands in the opcode table.
///
/// Threading: confined to one translation; the tables of instructions are immutable.
final class Widths {
    static final byte[] NONE = {};
    static final byte[] ONE = {1};
    static final byte[] TWO = {2};

    private static final byte[] @Nullable [] OPERANDS = ofSignatures(false);
    private static final byte[] @Nullable [] RESULTS = ofSignatures(true);

    private final ModuleDef def;
    private final byte[] @Nullable [] params;
    private final byte[] @Nullable [] results;

    Widths(ModuleDef def) {
        this.def = def;
        this.params = new byte[def.types().size()][];
        this.results = new byte[def.types().size()][];
    }

    private static byte[] @Nullable [] ofSignatures(boolean isResult) {
        Opcode[] opcodes = Opcode.values();
        byte[] @Nullable [] widths = new byte[opcodes.length][];
        for (int op = 0; op < opcodes.length; op++) {
            String signature = opcodes[op].signature();
            if (signature != null) {
                int arrow = signature.indexOf("->");
                String side = isResult ? signature.substring(arrow + 2) : signature.substring(0, arrow);
                widths[op] = ofNames(side.strip());
            }
        }
        return widths;
    }

    private static byte[] ofNames(String names) {
        if (names.isEmpty()) {
            return NONE;
        }
        String[] words = names.split(" ", -1);
        byte[] widths = new byte[words.length];
        for (int at = 0; at < words.length; at++) {
            widths[at] = (byte) (words[at].equals("v128") ? 2 : 1);
        }
        return widths;
    }

    /// The slots of each operand of an instruction, or null if its signature is not in the table.
    static byte @Nullable [] operands(int op) {
        return OPERANDS[op];
    }

    /// The slots of each result of an instruction, or null if its signature is not in the table.
    static byte @Nullable [] results(int op) {
        return RESULTS[op];
    }

    /// The slots of each of some types.
    static byte[] of(List<ValType> types) {
        if (types.isEmpty()) {
            return NONE;
        }
        byte[] widths = new byte[types.size()];
        for (int at = 0; at < widths.length; at++) {
            widths[at] = (byte) types.get(at).slots();
        }
        return widths;
    }

    /// The slots of the one result of a block, if there is one.
    static byte[] ofResult(@Nullable ValType result) {
        return result == null ? NONE : result.slots() == 1 ? ONE : TWO;
    }

    /// The total.
    static int sum(byte[] widths) {
        int sum = 0;
        for (byte width : widths) {
            sum += width;
        }
        return sum;
    }

    /// The function type with an index.
    FuncType func(int typeIndex) {
        return (FuncType) def.types().get(typeIndex).composite();
    }

    /// The slots of each parameter of a function type.
    byte[] paramsOf(int typeIndex) {
        byte[] widths = params[typeIndex];
        if (widths == null) {
            widths = of(func(typeIndex).params());
            params[typeIndex] = widths;
        }
        return widths;
    }

    /// The slots of each result of a function type.
    byte[] resultsOf(int typeIndex) {
        byte[] widths = results[typeIndex];
        if (widths == null) {
            widths = of(func(typeIndex).results());
            results[typeIndex] = widths;
        }
        return widths;
    }

    /// The slots of a field of a struct, or of an element of an array.
    int field(int typeIndex, int field) {
        CompositeType type = def.types().get(typeIndex).composite();
        FieldType found = switch (type) {
            case StructType struct -> struct.fields().get(field);
            case ArrayType array -> array.element();
            case FuncType _ -> throw Bug.unreachable("fields of a function type");
        };
        return found.storage().unpacked().slots();
    }
}
