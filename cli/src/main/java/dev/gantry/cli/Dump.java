package dev.gantry.cli;

import dev.gantry.wasm.binary.ByteReader;
import dev.gantry.wasm.binary.FuncBody;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.binary.NameSection;
import dev.gantry.wasm.binary.Section;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.CustomSection;
import dev.gantry.wasm.module.Export;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.ExternKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Prints a decoded module as it lies in its binary.
final class Dump {
    private static final int HEADER_BYTES = 8;
    private static final int BYTES_PER_LINE = 9;
    private static final int MAX_INDENT = 40;
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private final ModuleDef module;
    private final NameSection names;
    private final Console console;
    private final Map<Integer, String> exportedFuncs = new HashMap<>();

    Dump(ModuleDef module, Console console) {
        this.module = module;
        this.names = NameSection.of(module);
        this.console = console;
        for (Export export : module.exports()) {
            if (export.kind() == ExternKind.FUNC) {
                exportedFuncs.putIfAbsent(export.index(), export.name());
            }
        }
    }

    /// One line per section: where it lies, how large it is and what it has.
    void printSections(String file) throws IOException {
        CodeRange range = module.range();
        console.println(file + ": WebAssembly module, " + range.size() + " bytes");
        console.println("");
        console.println("section          start        end       size  content");
        ByteReader in = new ByteReader(module.bytes(), range.start() + HEADER_BYTES, range.end());
        int custom = 0;
        while (in.hasRemaining()) {
            Section section = Section.of(in.readByte());
            int size = in.readU32();
            int start = in.offset();
            String content = section == Section.CUSTOM
                    ? quoted(module.customs().get(custom++))
                    : section == null ? "" : content(section);
            console.println("%-12s %#9x  %#9x  %9d  %s".formatted(section, start, start + size, size, content));
            in.skip(size);
        }
    }

    private static String quoted(CustomSection section) {
        return '"' + Instructions.printable(section.name()) + '"';
    }

    private String content(Section section) {
        return switch (section) {
            case CUSTOM -> "";
            case TYPE -> count(module.types().size(), "type");
            case IMPORT -> count(module.imports().size(), "import");
            case FUNCTION, CODE -> count(module.funcs().size(), "function");
            case TABLE -> count(module.tables().size(), "table");
            case MEMORY ->
                module.memories().size() == 1 ? "1 memory" : module.memories().size() + " memories";
            case TAG -> count(module.tags().size(), "tag");
            case GLOBAL -> count(module.globals().size(), "global");
            case EXPORT -> count(module.exports().size(), "export");
            case START -> "function " + module.start();
            case ELEM -> count(module.elems().size(), "segment");
            case DATA_COUNT -> count(module.dataCount(), "segment");
            case DATA -> count(module.datas().size(), "segment");
        };
    }

    private static String count(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /// The instructions of functions.
    ///
    /// @param wanted the name or index of the only one to print, or null for all
    /// @return whether there is one
    boolean printFunctions(@Nullable String wanted) throws IOException {
        boolean isFound = false;
        for (int defined = 0; defined < module.funcs().size(); defined++) {
            int func = module.importedFuncs() + defined;
            String name = name(func);
            if (wanted == null || wanted.equals(name) || wanted.equals(Integer.toString(func))) {
                isFound = true;
                printFunction(defined, func, name);
            }
        }
        return isFound || wanted == null;
    }

    /// The name of a function, from the name section or the exports.
    @Nullable
    String name(int func) {
        String name = names.func(func);
        return name == null ? exportedFuncs.get(func) : name;
    }

    private void printFunction(int defined, int func, @Nullable String name) throws IOException {
        FuncBody body = FuncBody.read(module, defined);
        int type = module.funcs().get(defined).typeIndex();
        console.println("");
        console.println(
                "func[" + func + "]" + (name == null ? "" : " <" + Instructions.printable(name) + ">") + " type " + type
                        + (type < module.types().size() ? " " + module.types().get(type) : ""));
        for (int group = 0; group < body.types().size(); group++) {
            console.println("            | local " + body.types().get(group) + " × " + body.counts()[group]);
        }
        for (Line line : lines(defined)) {
            printInstruction(line);
        }
    }

    /// An instruction.
    ///
    /// @param start  where it is in the binary
    /// @param end    the offset behind it
    /// @param indent the number of blocks it is in, as far as it is shown
    /// @param text   opcode, immediates, and the name of a called function
    record Line(int start, int end, int indent, String text) {}

    /// The instructions of a function.
    ///
    /// @param defined its number among the defined functions
    List<Line> lines(int defined) {
        List<Line> lines = new ArrayList<>();
        InstrReader in = FuncBody.read(module, defined).reader(module);
        int depth = 0;
        while (in.next()) {
            depth -= Instructions.closes(in.opcode()) ? 1 : 0;
            lines.add(new Line(in.offset(), in.nextOffset(), Math.clamp(depth, 0, MAX_INDENT), text(in)));
            depth += Instructions.opens(in.opcode()) ? 1 : 0;
        }
        return lines;
    }

    private void printInstruction(Line line) throws IOException {
        int start = line.start();
        int end = line.end();
        int shown = Math.min(end, start + BYTES_PER_LINE);
        console.println(" %08x: %-26s | %s%s"
                .formatted(
                        start, HEX.formatHex(module.bytes(), start, shown), "  ".repeat(line.indent()), line.text()));
        for (int at = shown; at < end; at += BYTES_PER_LINE) {
            console.println(" %08x: %-26s |"
                    .formatted(at, HEX.formatHex(module.bytes(), at, Math.min(end, at + BYTES_PER_LINE))));
        }
    }

    private String text(InstrReader in) {
        String operands = Instructions.operands(in);
        String called = switch (in.opcode()) {
            case CALL, RETURN_CALL, REF_FUNC -> name(in.index());
            default -> null;
        };
        return in.opcode().text()
                + (operands.isEmpty() ? "" : " " + operands)
                + (called == null ? "" : " <" + Instructions.printable(called) + ">");
    }
}
