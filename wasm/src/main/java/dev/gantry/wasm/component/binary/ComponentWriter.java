package dev.gantry.wasm.component.binary;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.component.Alias;
import dev.gantry.wasm.component.Canon;
import dev.gantry.wasm.component.ComponentCustomSection;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.CoreInstanceDef;
import dev.gantry.wasm.component.CoreTypeDef;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.Export;
import dev.gantry.wasm.component.ExportDecl;
import dev.gantry.wasm.component.ExternName;
import dev.gantry.wasm.component.Import;
import dev.gantry.wasm.component.InstanceDef;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.component.TypeDef;
import dev.gantry.wasm.module.CodeRange;
import java.util.Iterator;
import java.util.List;

/// Writes components in the binary format.
///
/// Neighbouring definitions of a kind share a section, integers have their shortest form, and core modules, contents of
/// custom sections and of values are copied from the component's bytes. Reading what was written gives an equal
/// component but for offsets.
///
/// Threading: stateless.
public final class ComponentWriter {
    private static final int[] HEADER = {0x00, 0x61, 0x73, 0x6D, 0x0D, 0x00, 0x01, 0x00};

    private final ByteWriter out;
    private final byte[] source;

    private ComponentWriter(ByteWriter out, byte[] source) {
        this.out = out;
        this.source = source;
    }

    /// Writes a component.
    ///
    /// @param component the component
    /// @return its binary
    public static byte[] write(ComponentDef component) {
        ByteWriter out = new ByteWriter();
        new ComponentWriter(out, component.bytes()).component(component);
        return out.toBytes();
    }

    private void component(ComponentDef component) {
        for (int header : HEADER) {
            out.u8(header);
        }
        List<Definition> definitions = component.definitions();
        Iterator<ComponentCustomSection> customs = component.customs().iterator();
        ComponentCustomSection custom = customs.hasNext() ? customs.next() : null;
        int next = 0;
        while (next < definitions.size() || custom != null) {
            if (custom != null && custom.definitionsBefore() <= next) {
                custom(custom);
                custom = customs.hasNext() ? customs.next() : null;
                continue;
            }
            int barrier = custom == null ? definitions.size() : custom.definitionsBefore();
            next = section(definitions, next, barrier);
        }
    }

    private void custom(ComponentCustomSection custom) {
        out.u8(ComponentSection.CUSTOM.id());
        int start = out.beginSized();
        out.name(custom.name());
        copy(custom.payload());
        out.endSized(start);
    }

    private void copy(CodeRange range) {
        out.bytes(source, range.start(), range.end());
    }

    /// Writes the section that starts with a definition, and returns the number of the first definition behind it.
    private int section(List<Definition> definitions, int first, int barrier) {
        ComponentSection section = sectionOf(definitions.get(first));
        int end = first + 1;
        while (!section.isSingle() && end < barrier && sectionOf(definitions.get(end)) == section) {
            end++;
        }
        out.u8(section.id());
        int start = out.beginSized();
        if (!section.isSingle()) {
            out.u32(end - first);
        }
        for (int i = first; i < end; i++) {
            definition(definitions.get(i));
        }
        out.endSized(start);
        return end;
    }

    private static ComponentSection sectionOf(Definition definition) {
        return switch (definition) {
            case Definition.CoreModule _ -> ComponentSection.CORE_MODULE;
            case Definition.Component _ -> ComponentSection.COMPONENT;
            case Definition.Start _ -> ComponentSection.START;
            case Definition.Value _ -> ComponentSection.VALUE;
            case CoreInstanceDef _ -> ComponentSection.CORE_INSTANCE;
            case CoreTypeDef _ -> ComponentSection.CORE_TYPE;
            case InstanceDef _ -> ComponentSection.INSTANCE;
            case Alias _ -> ComponentSection.ALIAS;
            case TypeDef _ -> ComponentSection.TYPE;
            case Canon _ -> ComponentSection.CANON;
            case Import _ -> ComponentSection.IMPORT;
            case Export _ -> ComponentSection.EXPORT;
            case ExportDecl _ -> throw Bug.unreachable("declaration among definitions");
        };
    }

    private void definition(Definition definition) {
        switch (definition) {
            case Definition.CoreModule module -> copy(module.range());
            case Definition.Component nested -> new ComponentWriter(out, source).component(nested.component());
            case Definition.Start start -> {
                out.u32(start.func());
                out.u32(start.args().size());
                start.args().forEach(out::u32);
                out.u32(start.results());
            }
            case Definition.Value value -> {
                ComponentTypeWriter.valueType(out, value.type());
                out.u32(value.content().size());
                copy(value.content());
            }
            case CoreInstanceDef instance -> coreInstance(instance);
            case CoreTypeDef type -> ComponentTypeWriter.coreType(out, type);
            case InstanceDef instance -> instance(instance);
            case Alias alias -> alias(out, alias);
            case TypeDef type -> ComponentTypeWriter.type(out, type.type());
            case Canon canon -> CanonWriter.canon(out, canon);
            case Import entry -> {
                externName(out, entry.name());
                ComponentTypeWriter.externDesc(out, entry.type());
            }
            case Export export -> export(export);
            case ExportDecl _ -> throw Bug.unreachable("declaration among definitions");
        }
    }

    private void coreInstance(CoreInstanceDef instance) {
        switch (instance) {
            case CoreInstanceDef.Instantiate instantiate -> {
                out.u8(0x00);
                out.u32(instantiate.module());
                out.u32(instantiate.args().size());
                for (CoreInstanceDef.Arg arg : instantiate.args()) {
                    out.name(arg.name());
                    out.u8(Sort.CORE_INSTANCE.code());
                    out.u32(arg.instance());
                }
            }
            case CoreInstanceDef.Exports exports -> {
                out.u8(0x01);
                out.u32(exports.exports().size());
                for (CoreInstanceDef.Item item : exports.exports()) {
                    out.name(item.name());
                    out.u8(item.sort().code());
                    out.u32(item.index());
                }
            }
        }
    }

    private void instance(InstanceDef instance) {
        switch (instance) {
            case InstanceDef.Instantiate instantiate -> {
                out.u8(0x00);
                out.u32(instantiate.component());
                out.u32(instantiate.args().size());
                for (InstanceDef.Arg arg : instantiate.args()) {
                    out.name(arg.name());
                    sort(out, arg.sort());
                    out.u32(arg.index());
                }
            }
            case InstanceDef.Exports exports -> {
                out.u8(0x01);
                out.u32(exports.exports().size());
                for (InstanceDef.Item item : exports.exports()) {
                    externName(out, item.name());
                    sort(out, item.sort());
                    out.u32(item.index());
                }
            }
        }
    }

    private void export(Export export) {
        externName(out, export.name());
        sort(out, export.sort());
        out.u32(export.index());
        out.u8(export.ascribed() == null ? 0x00 : 0x01);
        if (export.ascribed() != null) {
            ComponentTypeWriter.externDesc(out, export.ascribed());
        }
    }

    static void alias(ByteWriter out, Alias alias) {
        sort(out, alias.sort());
        switch (alias) {
            case Alias.OfExport export -> {
                out.u8(0x00);
                out.u32(export.instance());
                out.name(export.name());
            }
            case Alias.OfCoreExport export -> {
                out.u8(0x01);
                out.u32(export.instance());
                out.name(export.name());
            }
            case Alias.Outer outer -> {
                out.u8(0x02);
                out.u32(outer.count());
                out.u32(outer.index());
            }
        }
    }

    private static void sort(ByteWriter out, Sort sort) {
        if (sort.isCore()) {
            out.u8(0x00);
        }
        out.u8(sort.code());
    }

    static void externName(ByteWriter out, ExternName name) {
        out.u8(name.attributes().isEmpty() ? 0x00 : 0x02);
        out.name(name.name());
        if (name.attributes().isEmpty()) {
            return;
        }
        out.u32(name.attributes().size());
        for (ExternName.Attribute attribute : name.attributes()) {
            out.u8(
                    switch (attribute) {
                        case ExternName.Attribute.Implements _ -> 0x00;
                        case ExternName.Attribute.VersionSuffix _ -> 0x01;
                        case ExternName.Attribute.ExternalId _ -> 0x02;
                    });
            out.name(attribute.value());
        }
    }
}
