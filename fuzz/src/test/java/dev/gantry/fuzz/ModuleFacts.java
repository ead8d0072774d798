package dev.gantry.fuzz;

import dev.gantry.wasm.binary.FuncBody;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.binary.NameSection;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.CustomSection;
import dev.gantry.wasm.module.DataSegment;
import dev.gantry.wasm.module.ElemSegment;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.module.SegmentMode;
import dev.gantry.wasm.module.TableDef;
import dev.gantry.wasm.types.FuncType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a module says, as lines that do not depend on offsets, on the lengths of numbers or on the printer.
///
/// Two modules that mean the same have the same lines, but for names and branch hints.
final class ModuleFacts {
    private static final String BRANCH_HINTS = "metadata.code.branch_hint";

    private final ModuleDef module;
    private final List<String> facts = new ArrayList<>();

    private ModuleFacts(ModuleDef module) {
        this.module = module;
    }

    /// The facts of a module.
    static List<String> of(ModuleDef module) {
        return new ModuleFacts(module).collect();
    }

    private List<String> collect() {
        module.recGroups().forEach(group -> add("rec", group));
        module.imports().forEach(entry -> add("import", entry.module(), entry.name(), entry.type()));
        for (int defined = 0; defined < module.funcs().size(); defined++) {
            func(defined);
        }
        for (TableDef table : module.tables()) {
            CodeRange init = table.init();
            add("table", table.type(), init == null ? "" : code(init));
        }
        module.memories().forEach(memory -> add("memory", memory.type()));
        module.tags().forEach(tag -> add("tag", tag.type()));
        module.globals().forEach(global -> add("global", global.type(), code(global.init())));
        module.exports().forEach(export -> add("export", export.name(), export.kind(), export.index()));
        add("start", module.start());
        module.elems().forEach(this::elem);
        for (DataSegment data : module.datas()) {
            add("data", mode(data.mode()), string(data.bytes()));
        }
        for (CustomSection custom : module.customs()) {
            if (!custom.name().equals(NameSection.SECTION) && !custom.name().equals(BRANCH_HINTS)) {
                add("custom", custom.name(), string(custom.payload()));
            }
        }
        return facts;
    }

    private void add(Object... parts) {
        StringBuilder fact = new StringBuilder();
        for (Object part : parts) {
            fact.append(part).append(' ');
        }
        facts.add(fact.toString());
    }

    private String string(CodeRange range) {
        return new String(module.bytes(), range.start(), range.size(), StandardCharsets.ISO_8859_1);
    }

    private void elem(ElemSegment elem) {
        StringBuilder items = new StringBuilder();
        elem.exprs().forEach(expr -> items.append(code(expr)).append(','));
        add("elem", mode(elem.mode()), elem.type(), elem.usesExprs(), Arrays.toString(elem.funcs()), items);
    }

    private String mode(SegmentMode mode) {
        return switch (mode) {
            case SegmentMode.Passive _ -> "passive";
            case SegmentMode.Declarative _ -> "declarative";
            case SegmentMode.Active(int index, CodeRange offset) -> "active " + index + " " + code(offset);
        };
    }

    private void func(int defined) {
        FuncBody body = FuncBody.read(module, defined);
        StringBuilder locals = new StringBuilder();
        int[] counts = body.counts();
        for (int group = 0; group < counts.length; ) {
            int first = group;
            int count = 0;
            while (group < counts.length
                    && (counts[group] == 0
                            || body.types().get(group).equals(body.types().get(first)))) {
                count += counts[group++];
            }
            if (count > 0) {
                locals.append(count).append(body.types().get(first)).append(' ');
            }
        }
        add("func", module.funcs().get(defined).typeIndex(), locals, code(body.instrs()));
    }

    private String code(CodeRange range) {
        InstrReader in = new InstrReader(module.bytes(), range);
        StringBuilder text = new StringBuilder();
        while (in.next()) {
            text.append(in.opcode().name());
            immediates(in, text);
            text.append(';');
        }
        return text.toString();
    }

    private void immediates(InstrReader in, StringBuilder text) {
        switch (in.opcode().immediates()) {
            case NONE, FENCE -> {}
            case BLOCK_TYPE -> blockType(in, text);
            case BLOCK_CATCHES -> {
                blockType(in, text);
                for (int i = 0; i < in.catchCount(); i++) {
                    int kind = in.catchKind(i);
                    list(text, kind, kind < 2 ? in.catchTag(i) : "", in.catchLabel(i));
                }
            }
            case LABELS -> {
                for (int i = 0; i < in.labelCount(); i++) {
                    list(text, in.label(i));
                }
            }
            case LABEL, FUNC, TYPE, TAG, LOCAL, GLOBAL, TABLE, ELEM, MEMORY, DATA -> list(text, in.index());
            case TYPE_TABLE,
                    TYPE_FIELD,
                    TYPE_COUNT,
                    TYPE_DATA,
                    TYPE_ELEM,
                    TYPE_TYPE,
                    TABLE_TABLE,
                    ELEM_TABLE,
                    MEMORY_MEMORY,
                    DATA_MEMORY -> list(text, in.index(), in.index2());
            case MEMARG_1, MEMARG_2, MEMARG_4, MEMARG_8, MEMARG_16 ->
                list(text, in.memory(), in.memOffset(), in.alignLog2());
            case MEMARG_LANE_1, MEMARG_LANE_2, MEMARG_LANE_4, MEMARG_LANE_8 ->
                list(text, in.memory(), in.memOffset(), in.alignLog2(), in.lane());
            case LANE_16, LANE_8, LANE_4, LANE_2 -> list(text, in.lane());
            case LANES_16, V128 -> list(text, in.v128Low(), in.v128High());
            case I32, F32 -> list(text, in.i32());
            case I64, F64 -> list(text, in.i64());
            case HEAP_TYPE -> list(text, in.heapType());
            case VAL_TYPES -> list(text, in.valTypes());
            case CAST_LABEL -> list(text, in.index(), in.castFlags(), in.heapType(), in.heapType2());
        }
    }

    private static void list(StringBuilder text, Object... immediates) {
        for (Object immediate : immediates) {
            text.append(' ').append(immediate);
        }
    }

    /// A block's type; that of an index which could stand inline is the same as inline.
    private void blockType(InstrReader in, StringBuilder text) {
        int index = in.blockTypeIndex();
        if (index < 0) {
            list(text, in.blockResult() == null ? "" : in.blockResult());
        } else if (index < module.types().size()
                && module.types().get(index).composite() instanceof FuncType type
                && type.params().isEmpty()
                && type.results().size() < 2) {
            list(text, type.results().isEmpty() ? "" : type.results().getFirst());
        } else {
            list(text, "type", index);
        }
    }
}
