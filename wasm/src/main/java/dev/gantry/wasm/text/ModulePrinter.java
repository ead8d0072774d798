package dev.gantry.wasm.text;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.binary.FuncBody;
import dev.gantry.wasm.binary.NameSection;
import dev.gantry.wasm.binary.NameSection.Space;
import dev.gantry.wasm.binary.Section;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.CustomSection;
import dev.gantry.wasm.module.DataSegment;
import dev.gantry.wasm.module.ElemSegment;
import dev.gantry.wasm.module.Export;
import dev.gantry.wasm.module.FuncDef;
import dev.gantry.wasm.module.GlobalDef;
import dev.gantry.wasm.module.Import;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.module.SegmentMode;
import dev.gantry.wasm.module.TableDef;
import dev.gantry.wasm.types.ExternKind;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.ValType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;

/// Prints a module in the text format, so that parsing the text gives the same module again.
///
/// Names of the name section become identifiers; indices follow as comments; custom sections become annotations.
/// Output is linear in the size of the module and is written as it is made.
///
/// ```
/// ModulePrinter  fields ──▶ TypePrinter, InstrPrinter ──▶ TextOut ──▶ Appendable
///                                   └── PrintNames: identifiers
/// ```
///
/// A module need not be valid to be printed. Text of an invalid module may be refused by a parser.
///
/// Threading: confined to one thread; [#print] may be called by several.
///
/// @wasm text-module
public final class ModulePrinter {
    private final ModuleDef module;
    private final TextOut out;
    private final PrintNames names;
    private final TypePrinter types;
    private final PrintedHints hints;
    private final SectionPlaces places;
    private final InstrPrinter instrs;

    /// How to print.
    ///
    /// @param offsets whether each line starts with its byte offset in the binary, as a comment
    public record Options(boolean offsets) {
        /// No offsets.
        public static final Options DEFAULT = new Options(false);
    }

    private ModulePrinter(ModuleDef module, Appendable destination, Options options) {
        this.module = module;
        this.out = new TextOut(destination, options.offsets());
        this.names = new PrintNames(module, NameSection.of(module));
        this.types = new TypePrinter(module, names, out);
        this.hints = PrintedHints.of(module);
        this.places = new SectionPlaces(module);
        this.instrs = new InstrPrinter(module, names, types, hints, out);
    }

    /// Prints a module.
    ///
    /// @param module      the module
    /// @param destination where the text goes
    /// @param options     how
    /// @throws IOException         if the destination throws it
    /// @throws MalformedException  if a function body is malformed; the text before it has been written
    /// @throws ValidationException if a function body exceeds an implementation limit
    public static void print(ModuleDef module, Appendable destination, Options options) throws IOException {
        try {
            new ModulePrinter(module, destination, options).printModule();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// Prints a module to a string.
    ///
    /// @param module the module
    /// @return the text
    /// @throws MalformedException  if a function body is malformed
    /// @throws ValidationException if a function body exceeds an implementation limit
    public static String print(ModuleDef module) {
        StringBuilder text = new StringBuilder();
        new ModulePrinter(module, text, Options.DEFAULT).printModule();
        return text.toString();
    }

    private void printModule() {
        out.line(0);
        out.text("(module");
        String id = names.moduleId();
        if (id != null) {
            out.text(" ").text(id);
        } else if (names.hasEmptyModuleName()) {
            out.text(" (@name \"\")");
        }
        out.indent();
        printTypes();
        printImports();
        printFuncs();
        printTables();
        printMemories();
        printTags();
        printGlobals();
        printExports();
        printStart();
        printElems();
        printDatas();
        printCustoms();
        out.text(")");
        out.dedent();
        out.finish();
    }

    private void printTypes() {
        int index = 0;
        int start = places.offset(Section.TYPE);
        for (RecGroup group : module.recGroups()) {
            boolean isLone = group.types().size() == 1;
            if (!isLone) {
                out.line(start);
                out.text("(rec");
                out.indent();
            }
            for (int position = 0; position < group.types().size(); position++) {
                out.line(start);
                types.definition(index, group.types().get(position));
                index++;
            }
            if (!isLone) {
                out.text(")");
                out.dedent();
            }
        }
    }

    private void printImports() {
        int[] next = new int[ExternKind.values().length];
        for (Import entry : module.imports()) {
            ExternKind kind = entry.type().kind();
            out.line(entry.offsetBytes());
            out.text("(import ").string(entry.module()).text(" ").string(entry.name());
            out.text(" (").text(kind.toString());
            names.define(out, space(kind), next[code(kind)]++);
            types.extern(entry.type());
            out.text("))");
        }
    }

    @SuppressWarnings("EnumOrdinal") // the order of ExternKind is that of the binary codes
    private static int code(ExternKind kind) {
        return kind.ordinal();
    }

    private static Space space(ExternKind kind) {
        return switch (kind) {
            case FUNC -> Space.FUNC;
            case TABLE -> Space.TABLE;
            case MEMORY -> Space.MEMORY;
            case GLOBAL -> Space.GLOBAL;
            case TAG -> Space.TAG;
        };
    }

    private void printFuncs() {
        for (int defined = 0; defined < module.funcs().size(); defined++) {
            printFunc(defined);
        }
    }

    private void printFunc(int defined) {
        FuncDef def = module.funcs().get(defined);
        int funcIndex = module.importedFuncs() + defined;
        FuncBody body = FuncBody.read(module, defined);
        FuncType type = types.func(def.typeIndex());
        int params = type == null ? 0 : type.params().size();
        PrintNames.Nested locals = names.nested(Space.LOCAL, funcIndex, params + body.locals());
        out.line(def.body().start());
        out.text("(func");
        names.define(out, Space.FUNC, funcIndex);
        types.use(def.typeIndex());
        if (type != null) {
            types.params(type, locals);
            types.results(type);
        }
        out.indent();
        printLocals(def.body().start(), body, params, locals);
        instrs.body(funcIndex, locals, body.instrs());
        out.text(")");
        out.dedent();
    }

    /// Prints one line for each run of equal types, however the binary divides it.
    private void printLocals(int start, FuncBody body, int params, PrintNames.Nested locals) {
        int first = params;
        int end;
        for (int group = 0; group < body.counts().length; group = end) {
            ValType type = body.types().get(group);
            int count = body.counts()[group];
            end = group + 1;
            while (count > 0 && end < body.counts().length && continuesRun(body, end, type)) {
                count += body.counts()[end];
                end++;
            }
            if (count > 0) {
                out.line(start);
                types.locals(Collections.nCopies(count, type), first, locals);
                first += count;
            }
        }
    }

    private static boolean continuesRun(FuncBody body, int group, ValType type) {
        return body.counts()[group] == 0 || body.types().get(group).equals(type);
    }

    private void printTables() {
        int index = module.importedTables();
        for (TableDef table : module.tables()) {
            out.line(table.offsetBytes());
            out.text("(table");
            names.define(out, Space.TABLE, index++);
            types.extern(table.type());
            CodeRange init = table.init();
            if (init != null) {
                out.text(" ");
                instrs.expression(init);
            }
            out.text(")");
        }
    }

    private void printMemories() {
        int index = module.importedMemories();
        for (var memory : module.memories()) {
            out.line(memory.offsetBytes());
            out.text("(memory");
            names.define(out, Space.MEMORY, index++);
            types.extern(memory.type());
            out.text(")");
        }
    }

    private void printTags() {
        int index = module.importedTags();
        for (var tag : module.tags()) {
            out.line(tag.offsetBytes());
            out.text("(tag");
            names.define(out, Space.TAG, index++);
            types.extern(tag.type());
            out.text(")");
        }
    }

    private void printGlobals() {
        int index = module.importedGlobals();
        for (GlobalDef global : module.globals()) {
            out.line(global.offsetBytes());
            out.text("(global");
            names.define(out, Space.GLOBAL, index++);
            types.extern(global.type());
            out.text(" ");
            instrs.expression(global.init());
            out.text(")");
        }
    }

    private void printExports() {
        for (Export export : module.exports()) {
            out.line(export.offsetBytes());
            out.text("(export ")
                    .string(export.name())
                    .text(" (")
                    .text(export.kind().toString());
            out.text(" ")
                    .text(names.reference(space(export.kind()), export.index()))
                    .text("))");
        }
    }

    private void printStart() {
        if (module.start() != ModuleDef.NONE) {
            out.line(places.offset(Section.START));
            out.text("(start ")
                    .text(names.reference(Space.FUNC, module.start()))
                    .text(")");
        }
    }

    private void printElems() {
        for (int index = 0; index < module.elems().size(); index++) {
            ElemSegment elem = module.elems().get(index);
            out.line(elem.offsetBytes());
            out.text("(elem");
            names.define(out, Space.ELEM, index);
            printMode(elem.mode(), Space.TABLE, "table");
            if (elem.usesExprs()) {
                out.text(" ").text(types.value(elem.type()));
                for (CodeRange expr : elem.exprs()) {
                    out.text(" (item ");
                    instrs.expression(expr);
                    out.text(")");
                }
            } else {
                out.text(" func");
                for (int func : elem.funcs()) {
                    out.text(" ").text(names.reference(Space.FUNC, func));
                }
            }
            out.text(")");
        }
    }

    private void printMode(SegmentMode mode, Space space, String keyword) {
        switch (mode) {
            case SegmentMode.Passive _ -> {}
            case SegmentMode.Declarative _ -> out.text(" declare");
            case SegmentMode.Active(int index, CodeRange offset) -> {
                if (index != 0) {
                    out.text(" (")
                            .text(keyword)
                            .text(" ")
                            .text(names.reference(space, index))
                            .text(")");
                }
                out.text(" (offset ");
                instrs.expression(offset);
                out.text(")");
            }
        }
    }

    private void printDatas() {
        for (int index = 0; index < module.datas().size(); index++) {
            DataSegment data = module.datas().get(index);
            out.line(data.offsetBytes());
            out.text("(data");
            names.define(out, Space.DATA, index);
            printMode(data.mode(), Space.MEMORY, "memory");
            out.text(" ");
            out.string(module.bytes(), data.bytes().start(), data.bytes().end());
            out.text(")");
        }
    }

    /// Prints custom sections but names and branch hints, which stand where they belong. Several name sections are
    /// printed as they are, as the text has no place for the names of the others.
    private void printCustoms() {
        boolean isNamesLone = module.customs().stream()
                        .filter(custom -> custom.name().equals(NameSection.SECTION))
                        .count()
                == 1;
        for (CustomSection custom : module.customs()) {
            if ((isNamesLone && custom.name().equals(NameSection.SECTION)) || hints.replace(custom)) {
                continue;
            }
            out.line(custom.offsetBytes());
            out.text("(@custom ").string(custom.name()).text(" (");
            out.text(places.after(custom.sectionsBefore())).text(") ");
            out.string(
                    module.bytes(), custom.payload().start(), custom.payload().end());
            out.text(")");
        }
    }
}
