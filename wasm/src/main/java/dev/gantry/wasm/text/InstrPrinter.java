package dev.gantry.wasm.text;

import dev.gantry.wasm.Immediates;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.binary.NameSection.Space;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.ValType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Prints instructions in flat form: bodies one per line, constant expressions on one line.
///
/// Threading: confined to one thread.
///
/// @wasm text-instr
final class InstrPrinter {
    private static final int NO_FUNC = -1;
    /// Labels further out are named by number: whether a name is shadowed costs a search.
    private static final int MAX_NAMED_DEPTH = 64;

    private final ModuleDef module;
    private final PrintNames names;
    private final TypePrinter types;
    private final PrintedHints hints;
    private final TextOut out;
    private final Map<Integer, PrintNames.Nested> fieldNames = new HashMap<>();

    private int func = NO_FUNC;
    private PrintNames.Nested locals;
    /// Identifiers of the open labels; the outermost is the function.
    private @Nullable String[] labels = new String[16];

    private int depth;
    private int nextLabel;

    InstrPrinter(ModuleDef module, PrintNames names, TypePrinter types, PrintedHints hints, TextOut out) {
        this.module = module;
        this.names = names;
        this.types = types;
        this.hints = hints;
        this.out = out;
        this.locals = names.nested(Space.LOCAL, 0, 0);
    }

    /// Prints the instructions of a function, without the `end` that closes the body.
    void body(int funcIndex, PrintNames.Nested localNames, CodeRange instrs) {
        begin(funcIndex, localNames);
        InstrReader in = new InstrReader(module.bytes(), instrs);
        while (in.next() && !isFinalEnd(in, instrs)) {
            boolean closes = closes(in.opcode());
            if (closes && depth > 0) {
                out.dedent();
            }
            out.line(in.offset());
            hints.print(out, in.offset());
            instruction(in);
            if (opens(in.opcode())) {
                out.indent();
            }
        }
        for (; depth > 0; depth--) {
            out.dedent();
        }
    }

    /// Prints a constant expression: one instruction in parentheses, several flat.
    void expression(CodeRange expression) {
        begin(NO_FUNC, names.nested(Space.LOCAL, 0, 0));
        InstrReader in = new InstrReader(module.bytes(), expression);
        boolean isFirst = true;
        while (in.next() && !isFinalEnd(in, expression)) {
            boolean isOnly = isFirst && in.nextOffset() == expression.end() - 1 && !opens(in.opcode());
            out.text(isFirst ? "" : " ").text(isOnly ? "(" : "");
            instruction(in);
            out.text(isOnly ? ")" : "");
            isFirst = false;
        }
        depth = 0;
    }

    private void begin(int funcIndex, PrintNames.Nested localNames) {
        func = funcIndex;
        locals = localNames;
        labels[0] = null;
        depth = 0;
        nextLabel = 0;
    }

    private boolean isFinalEnd(InstrReader in, CodeRange range) {
        return depth == 0 && in.opcode() == Opcode.END && in.nextOffset() == range.end();
    }

    private static boolean closes(Opcode opcode) {
        return switch (opcode) {
            case END, ELSE, CATCH, CATCH_ALL, DELEGATE -> true;
            default -> false;
        };
    }

    private static boolean opens(Opcode opcode) {
        return switch (opcode) {
            case BLOCK, LOOP, IF, TRY, TRY_TABLE, ELSE, CATCH, CATCH_ALL -> true;
            default -> false;
        };
    }

    private void instruction(InstrReader in) {
        Opcode opcode = in.opcode();
        out.text(opcode.text());
        if (opcode == Opcode.END || opcode == Opcode.DELEGATE) {
            depth = Math.max(0, depth - 1);
        }
        switch (opcode.immediates()) {
            case NONE, FENCE -> {}
            case BLOCK_TYPE, BLOCK_CATCHES -> block(in);
            case LABEL -> label(in.index(), true);
            case LABELS -> {
                for (int i = 0; i < in.labelCount(); i++) {
                    label(in.label(i), false);
                }
            }
            case CAST_LABEL -> cast(in);
            case LOCAL -> out.text(" ").text(locals.reference(in.index()));
            case FUNC -> entity(Space.FUNC, in.index());
            case TAG -> entity(Space.TAG, in.index());
            case GLOBAL -> entity(Space.GLOBAL, in.index());
            case ELEM -> entity(Space.ELEM, in.index());
            case DATA -> entity(Space.DATA, in.index());
            case TYPE, TYPE_FIELD, TYPE_COUNT, TYPE_DATA, TYPE_ELEM, TYPE_TYPE, HEAP_TYPE, VAL_TYPES -> typed(in);
            case TYPE_TABLE, TABLE, TABLE_TABLE, ELEM_TABLE -> table(in);
            case MEMORY, MEMORY_MEMORY, DATA_MEMORY -> memory(in);
            case MEMARG_1, MEMARG_2, MEMARG_4, MEMARG_8, MEMARG_16 -> memArg(in);
            case MEMARG_LANE_1, MEMARG_LANE_2, MEMARG_LANE_4, MEMARG_LANE_8 -> {
                memArg(in);
                out.text(" ").number(in.lane());
            }
            case LANE_16, LANE_8, LANE_4, LANE_2 -> out.text(" ").number(in.lane());
            case I32, I64, F32, F64, V128, LANES_16 -> constant(in);
        }
    }

    private void entity(Space space, int index) {
        out.text(" ").text(names.reference(space, index));
    }

    /// Prints identifier, type and clauses of a block and opens its label. Clauses count labels from outside.
    private void block(InstrReader in) {
        int label = nextLabel++;
        String id = func == NO_FUNC ? null : names.label(func, label);
        out.text(id == null ? "" : " " + id);
        ValType result = in.blockResult();
        if (in.blockTypeIndex() != InstrReader.INLINE) {
            types.use(in.blockTypeIndex());
        } else if (result != null) {
            out.text(" (result ").text(types.value(result)).text(")");
        }
        if (in.opcode().immediates() == Immediates.BLOCK_CATCHES) {
            catches(in);
        }
        depth++;
        if (depth == labels.length) {
            labels = Arrays.copyOf(labels, 2 * depth);
        }
        labels[depth] = id;
        out.text(" (;@").number(depth).text(";)");
    }

    private void catches(InstrReader in) {
        for (int i = 0; i < in.catchCount(); i++) {
            int kind = in.catchKind(i);
            out.text(kind < 2 ? " (catch" : " (catch_all").text(kind % 2 == 1 ? "_ref" : "");
            if (kind < 2) {
                entity(Space.TAG, in.catchTag(i));
            }
            label(in.catchLabel(i), true);
            out.text(")");
        }
    }

    private void label(int target, boolean withComment) {
        String id = target >= 0 && target <= Math.min(depth, MAX_NAMED_DEPTH) ? labels[depth - target] : null;
        for (int inner = 0; id != null && inner < target; inner++) {
            if (id.equals(labels[depth - inner])) {
                id = null;
            }
        }
        if (id != null) {
            out.text(" ").text(id);
            return;
        }
        out.text(" ").unsigned(target);
        if (withComment && target >= 0 && target <= depth) {
            out.text(" (;@").number(depth - target).text(";)");
        }
    }

    private void cast(InstrReader in) {
        label(in.index(), true);
        out.text(" ").text(types.longForm((in.castFlags() & 1) != 0, in.heapType()));
        out.text(" ").text(types.longForm((in.castFlags() & 2) != 0, in.heapType2()));
    }

    private void typed(InstrReader in) {
        Opcode opcode = in.opcode();
        switch (opcode) {
            case REF_NULL -> out.text(" ").text(types.heap(in.heapType()));
            case REF_TEST, REF_CAST -> out.text(" ").text(types.longForm(false, in.heapType()));
            case REF_TEST_NULL, REF_CAST_NULL -> out.text(" ").text(types.longForm(true, in.heapType()));
            case SELECT_T -> {
                out.text(" (result");
                in.valTypes().forEach(type -> out.text(" ").text(types.value(type)));
                out.text(")");
            }
            default -> {
                entity(Space.TYPE, in.index());
                secondImmediate(in);
            }
        }
    }

    private void secondImmediate(InstrReader in) {
        switch (in.opcode().immediates()) {
            case TYPE_FIELD -> out.text(" ").text(field(in.index(), in.index2()));
            case TYPE_COUNT -> out.text(" ").unsigned(in.index2());
            case TYPE_DATA -> entity(Space.DATA, in.index2());
            case TYPE_ELEM -> entity(Space.ELEM, in.index2());
            case TYPE_TYPE -> entity(Space.TYPE, in.index2());
            default -> {}
        }
    }

    private String field(int typeIndex, int fieldIndex) {
        if (typeIndex < 0
                || typeIndex >= module.types().size()
                || !(module.types().get(typeIndex).composite() instanceof StructType struct)) {
            return Integer.toUnsignedString(fieldIndex);
        }
        return fieldNames
                .computeIfAbsent(
                        typeIndex,
                        index ->
                                names.nested(Space.FIELD, index, struct.fields().size()))
                .reference(fieldIndex);
    }

    /// Table 0 is left out where the abbreviation exists for all versions of the language: in indirect calls.
    private void table(InstrReader in) {
        switch (in.opcode().immediates()) {
            case TYPE_TABLE -> {
                if (in.index2() != 0) {
                    entity(Space.TABLE, in.index2());
                }
                types.use(in.index());
            }
            case TABLE_TABLE -> {
                entity(Space.TABLE, in.index());
                entity(Space.TABLE, in.index2());
            }
            case ELEM_TABLE -> {
                entity(Space.TABLE, in.index2());
                entity(Space.ELEM, in.index());
            }
            default -> entity(Space.TABLE, in.index());
        }
    }

    /// Memory 0 is left out.
    private void memory(InstrReader in) {
        switch (in.opcode().immediates()) {
            case MEMORY_MEMORY -> {
                if (in.index() != 0 || in.index2() != 0) {
                    entity(Space.MEMORY, in.index());
                    entity(Space.MEMORY, in.index2());
                }
            }
            case DATA_MEMORY -> {
                optionalMemory(in.index2());
                entity(Space.DATA, in.index());
            }
            default -> optionalMemory(in.index());
        }
    }

    private void optionalMemory(int index) {
        if (index != 0) {
            entity(Space.MEMORY, index);
        }
    }

    private void memArg(InstrReader in) {
        optionalMemory(in.memory());
        if (in.memOffset() != 0) {
            out.text(" offset=").unsigned(in.memOffset());
        }
        int natural = in.opcode().immediates().accessBytes();
        if (1L << in.alignLog2() != natural) {
            out.text(" align=").unsigned(1L << in.alignLog2());
        }
    }

    private void constant(InstrReader in) {
        out.text(" ");
        switch (in.opcode().immediates()) {
            case I32 -> out.number(in.i32());
            case I64 -> out.number(in.i64());
            case F32 -> out.f32(in.i32());
            case F64 -> out.f64(in.i64());
            case V128 -> {
                out.text("i32x4");
                word(in.v128Low());
                word(in.v128Low() >>> Integer.SIZE);
                word(in.v128High());
                word(in.v128High() >>> Integer.SIZE);
            }
            default -> lanes(in);
        }
    }

    private void word(long bits) {
        String digits = Integer.toHexString((int) bits);
        out.text(" 0x").text("0".repeat(8 - digits.length())).text(digits);
    }

    private void lanes(InstrReader in) {
        for (int lane = 0; lane < 16; lane++) {
            long half = lane < 8 ? in.v128Low() : in.v128High();
            out.text(lane == 0 ? "" : " ").number((half >>> (8 * (lane % 8))) & 0xFF);
        }
    }
}
