package dev.gantry.wasm.component.binary;

import dev.gantry.wasm.binary.ByteReader;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.binary.ModuleOutline;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.Definition;
import java.util.Iterator;
import java.util.List;

/// The binary of a component in which core modules have no bodies: what is left to know of a component whose code has
/// been compiled. [ComponentReader#readOutline] reads it.
///
/// All sections are kept as they are, but those with core modules, of which outlines are written ([ModuleOutline]),
/// and those with components, to which the same applies. Ranges of bodies say where they were in the outermost
/// binary.
///
/// Threading: stateless.
public final class ComponentOutline {
    private static final int HEADER_BYTES = 8;

    private ComponentOutline() {}

    /// Writes the outline of a component.
    ///
    /// @param component a component whose modules have bodies
    /// @return the outline
    public static byte[] write(ComponentDef component) {
        ByteWriter out = new ByteWriter();
        write(component, out);
        return out.toBytes();
    }

    private static void write(ComponentDef component, ByteWriter out) {
        byte[] bytes = component.bytes();
        int copied = component.range().start();
        int end = component.range().end();
        Iterator<Definition> parts = parts(component).iterator();
        ByteReader in = new ByteReader(bytes, copied + HEADER_BYTES, end);
        while (in.hasRemaining()) {
            int start = in.offset();
            int id = in.readByte();
            int size = in.readU32();
            in.skip(size);
            if (id == ComponentSection.CORE_MODULE.id() || id == ComponentSection.COMPONENT.id()) {
                out.bytes(bytes, copied, start);
                out.u8(id);
                int content = out.beginSized();
                write(parts.next(), out);
                out.endSized(content);
                copied = in.offset();
            }
        }
        out.bytes(bytes, copied, end);
    }

    /// The definitions that have sections of their own, in the order of these.
    private static List<Definition> parts(ComponentDef component) {
        return component.definitions().stream()
                .filter(one -> one instanceof Definition.CoreModule || one instanceof Definition.Component)
                .toList();
    }

    private static void write(Definition part, ByteWriter out) {
        if (part instanceof Definition.CoreModule module) {
            ModuleOutline.write(module.module(), out);
        } else if (part instanceof Definition.Component nested) {
            write(nested.component(), out);
        }
    }
}
