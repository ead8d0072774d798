package dev.gantry.wasm.text;

import dev.gantry.wasm.binary.ByteWriter;

/// A name map of the name section while it grows: indices in ascending order, each with a name or with a map of
/// its own.
///
/// Threading: confined to one thread.
///
/// @wasm binary-namemap
final class NameMap {
    private final ByteWriter entries = new ByteWriter();
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    void add(int index, String name) {
        entries.u32(index);
        entries.name(name);
        count++;
    }

    /// Adds the names within an entity, unless there are none.
    void add(int index, NameMap inner) {
        if (!inner.isEmpty()) {
            entries.u32(index);
            inner.write(entries);
            count++;
        }
    }

    void write(ByteWriter out) {
        out.u32(count);
        out.bytes(entries, 0);
    }

    /// Writes the map as a subsection of the name section, unless it is empty.
    void writeSubsection(ByteWriter out, int id) {
        if (count > 0) {
            out.u8(id);
            int region = out.beginSized();
            write(out);
            out.endSized(region);
        }
    }
}
