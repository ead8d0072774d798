package dev.gantry.wasm.component.text;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.binary.NameSection;
import dev.gantry.wasm.component.Canon;
import dev.gantry.wasm.component.ComponentCustomSection;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.CoreInstanceDef;
import dev.gantry.wasm.component.Declaration;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.Export;
import dev.gantry.wasm.component.ExternDesc;
import dev.gantry.wasm.component.InstanceDef;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.text.ModulePrinter;
import dev.gantry.wasm.text.Quoting;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// Prints a component in the text format, without abbreviations, so that parsing the text gives the same definitions
/// again.
///
/// Names of the name section become identifiers; indices follow as comments; custom sections become annotations.
///
/// A component need not be valid to be printed. Text of an invalid component may be refused by a parser.
///
/// Threading: confined to one thread; [#print] may be called by several.
public final class ComponentPrinter {
    private static final String MODULE = "(module";

    private final Lines out = new Lines();
    private final TypePrinter types = new TypePrinter(out);
    private final CanonPrinter canons = new CanonPrinter(out, types);

    private ComponentPrinter() {}

    /// Prints a component to a string.
    ///
    /// @param component the component
    /// @return the text
    /// @throws dev.gantry.wasm.MalformedException  if the body of a core function is malformed
    /// @throws dev.gantry.wasm.ValidationException if the body of a core function exceeds an implementation limit
    public static String print(ComponentDef component) {
        ComponentPrinter printer = new ComponentPrinter();
        ComponentNames names = ComponentNames.of(component);
        String own = names == null ? null : names.own();
        printer.out.line().text("(component").text(own == null ? "" : ownName(own));
        printer.printComponent(component, names);
        return printer.out.toString();
    }

    /// Prints what stands behind the word and the names of a component.
    private void printComponent(ComponentDef component, @Nullable ComponentNames names) {
        out.indent();
        PrintScope scope = new PrintScope(names);
        Iterator<ComponentCustomSection> customs = component.customs().iterator();
        ComponentCustomSection custom = customs.hasNext() ? customs.next() : null;
        int printed = 0;
        for (Definition definition : component.definitions()) {
            while (custom != null && custom.definitionsBefore() <= printed) {
                printCustom(component, custom, names != null);
                custom = customs.hasNext() ? customs.next() : null;
            }
            printDefinition(component, scope, definition);
            printed++;
        }
        while (custom != null) {
            printCustom(component, custom, names != null);
            custom = customs.hasNext() ? customs.next() : null;
        }
        out.dedent().text(")");
    }

    /// How an outermost module or component says what it calls itself.
    private static String ownName(String own) {
        return own.isEmpty() ? annotation(own) : " " + Quoting.id(own);
    }

    /// How a nested module or component says so, if it does not go without saying.
    ///
    /// @param id its identifier in the component around it, or null
    private static String ownName(@Nullable String own, @Nullable String id) {
        return own == null || own.equals(id) ? "" : annotation(own);
    }

    private static String annotation(String name) {
        return " (@name " + Quoting.string(name) + ")";
    }

    private void printCustom(ComponentDef component, ComponentCustomSection custom, boolean hasNames) {
        if (hasNames && custom.name().equals(ComponentNames.SECTION)) {
            return;
        }
        out.line().text("(@custom ").text(Quoting.string(custom.name())).text(" ");
        printBytes(component, custom.payload());
        out.text(")");
    }

    private void printBytes(ComponentDef component, CodeRange range) {
        out.text(Quoting.bytes(component.bytes(), range.start(), range.end()));
    }

    private void printDefinition(ComponentDef component, PrintScope scope, Definition definition) {
        out.line();
        switch (definition) {
            case Declaration declaration -> types.declaration(scope, declaration);
            case Definition.CoreModule module -> printModule(component, scope, module);
            case Definition.Component nested -> {
                ComponentNames names = ComponentNames.of(nested.component());
                out.text("(component").text(scope.idBinding(Sort.COMPONENT));
                out.text(ownName(names == null ? null : names.own(), scope.nextId(Sort.COMPONENT)));
                printComponent(nested.component(), names);
                scope.add(Sort.COMPONENT);
            }
            case Definition.Start start -> printStart(scope, start);
            case Definition.Value value -> {
                out.text("(value").text(scope.binding(Sort.VALUE)).text(" ");
                out.text(TypePrinter.valueBehindBinding(scope, value.type())).text(" (binary ");
                printBytes(component, value.content());
                out.text("))");
                scope.add(Sort.VALUE);
            }
            case CoreInstanceDef instance -> printCoreInstance(scope, instance);
            case InstanceDef instance -> printInstance(scope, instance);
            case Canon canon -> canons.print(scope, canon);
            case Export export -> printExport(scope, export);
        }
    }

    /// Prints a core module: the text of the module with other first words.
    private void printModule(ComponentDef component, PrintScope scope, Definition.CoreModule definition) {
        CodeRange range = definition.range();
        byte[] bytes = Arrays.copyOfRange(component.bytes(), range.start(), range.end());
        ModuleDef module = ModuleReader.read(bytes, EnumSet.allOf(WasmFeature.class));
        String text = ModulePrinter.print(module).stripTrailing();
        String own = NameSection.of(module).module();
        String fields =
                text.substring(MODULE.length() + (own == null ? 0 : ownName(own).length()));
        out.text("(core module").text(scope.idBinding(Sort.CORE_MODULE));
        out.text(ownName(own, scope.nextId(Sort.CORE_MODULE)));
        out.block(fields);
        scope.add(Sort.CORE_MODULE);
    }

    private void printStart(PrintScope scope, Definition.Start start) {
        out.text("(start ").text(scope.reference(Sort.FUNC, start.func()));
        for (int value : start.args()) {
            out.text(" (value ").text(scope.reference(Sort.VALUE, value)).text(")");
        }
        for (int result = 0; result < start.results(); result++) {
            out.text(" (result (value").text(scope.binding(Sort.VALUE)).text("))");
            scope.add(Sort.VALUE);
        }
        out.text(")");
    }

    // ---- instances

    private void printCoreInstance(PrintScope scope, CoreInstanceDef instance) {
        out.text("(core instance").text(scope.binding(Sort.CORE_INSTANCE));
        switch (instance) {
            case CoreInstanceDef.Instantiate instantiate -> {
                out.text(" (instantiate ").text(scope.reference(Sort.CORE_MODULE, instantiate.module()));
                out.indent();
                for (CoreInstanceDef.Arg arg : instantiate.args()) {
                    out.line().text("(with ").text(Quoting.string(arg.name())).text(" (instance ");
                    out.text(scope.reference(Sort.CORE_INSTANCE, arg.instance()))
                            .text("))");
                }
                out.dedent().text(")");
            }
            case CoreInstanceDef.Exports exports -> {
                out.indent();
                for (CoreInstanceDef.Item item : exports.exports()) {
                    out.line()
                            .text("(export ")
                            .text(Quoting.string(item.name()))
                            .text(" (");
                    out.text(References.word(item.sort())).text(" ");
                    out.text(scope.reference(item.sort(), item.index())).text("))");
                }
                out.dedent();
            }
        }
        out.text(")");
        scope.add(Sort.CORE_INSTANCE);
    }

    private void printInstance(PrintScope scope, InstanceDef instance) {
        out.text("(instance").text(scope.binding(Sort.INSTANCE));
        switch (instance) {
            case InstanceDef.Instantiate instantiate -> {
                out.text(" (instantiate ").text(scope.reference(Sort.COMPONENT, instantiate.component()));
                out.indent();
                for (InstanceDef.Arg arg : instantiate.args()) {
                    out.line().text("(with ").text(Quoting.string(arg.name()));
                    printItem(scope, arg.sort(), arg.index());
                    out.text(")");
                }
                out.dedent().text(")");
            }
            case InstanceDef.Exports exports -> {
                out.indent();
                for (InstanceDef.Item item : exports.exports()) {
                    out.line().text("(export ");
                    types.externName(item.name());
                    printItem(scope, item.sort(), item.index());
                    out.text(")");
                }
                out.dedent();
            }
        }
        out.text(")");
        scope.add(Sort.INSTANCE);
    }

    private void printItem(PrintScope scope, Sort sort, int index) {
        out.text(" (")
                .text(sort.toString())
                .text(" ")
                .text(scope.reference(sort, index))
                .text(")");
    }

    private void printExport(PrintScope scope, Export export) {
        out.text("(export").text(scope.binding(export.sort())).text(" ");
        types.externName(export.name());
        printItem(scope, export.sort(), export.index());
        ExternDesc ascribed = export.ascribed();
        if (ascribed != null) {
            out.text(" ");
            types.externDesc(scope, ascribed, "");
        }
        out.text(")");
        scope.add(export.sort());
    }
}
