package dev.gantry.cli;

import dev.gantry.wasm.binary.ByteReader;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.binary.ComponentSection;
import dev.gantry.wasm.module.ModuleDef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Prints a decoded component as it lies in its binary: sections, with those of nested components below them, then
/// the modules one by one. All offsets count from the start of the outermost component.
///
/// @param component the component
/// @param console   where the text goes
record ComponentDump(ComponentDef component, Console console) {
    private static final int HEADER_BYTES = 8;

    /// One line per section: where it lies and how large it is.
    void printSections(String file) throws IOException {
        console.println(file + ": WebAssembly component, " + component.range().size() + " bytes");
        console.println("");
        console.println("section                start        end       size");
        printSections(component, 0);
    }

    private void printSections(ComponentDef inner, int depth) throws IOException {
        List<ComponentDef> nested = inner.definitions().stream()
                .filter(Definition.Component.class::isInstance)
                .map(definition -> ((Definition.Component) definition).component())
                .toList();
        int next = 0;
        ByteReader in = new ByteReader(
                inner.bytes(),
                inner.range().start() + HEADER_BYTES,
                inner.range().end());
        while (in.hasRemaining()) {
            ComponentSection section = Objects.requireNonNull(ComponentSection.of(in.readByte()));
            int size = in.readU32();
            int start = in.offset();
            console.println("%-18s %#9x  %#9x  %9d".formatted("  ".repeat(depth) + section, start, start + size, size));
            in.skip(size);
            if (section == ComponentSection.COMPONENT) {
                printSections(nested.get(next++), depth + 1);
            }
        }
    }

    /// The modules.
    ///
    /// @param isHeadersOnly whether their functions are left out
    /// @param func          the name or index of the only function to print, or null for all
    void printModules(String file, boolean isHeadersOnly, @Nullable String func) throws IOException {
        List<ModuleDef> modules = new ArrayList<>();
        collect(component, modules);
        boolean isFound = func == null;
        for (int number = 0; number < modules.size(); number++) {
            Dump dump = new Dump(modules.get(number), console);
            if (func == null) {
                console.println("");
                dump.printSections(file + ", module " + number);
            }
            isFound |= !isHeadersOnly && dump.printFunctions(func);
        }
        if (!isFound) {
            throw new CommandException("no defined function is called " + func);
        }
    }

    private static void collect(ComponentDef component, List<ModuleDef> modules) {
        for (Definition definition : component.definitions()) {
            if (definition instanceof Definition.CoreModule module) {
                modules.add(module.module());
            } else if (definition instanceof Definition.Component nested) {
                collect(nested.component(), modules);
            }
        }
    }
}
