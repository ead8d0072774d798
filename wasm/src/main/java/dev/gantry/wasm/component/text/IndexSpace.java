package dev.gantry.wasm.component.text;

import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.component.Sort;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The definitions of one sort in a scope: how many there are, and what they are called.
///
/// Threading: confined to one thread.
final class IndexSpace {
    private final Map<String, Integer> indices = new HashMap<>();
    private final ByteWriter names = new ByteWriter();
    private int nameCount;
    private int count;

    @Nullable
    Integer find(String id) {
        return indices.get(id);
    }

    /// Adds a definition whose identifier is unused so far.
    int add(Binding binding) {
        if (binding.id() != null) {
            indices.put(binding.id(), count);
        }
        String name = binding.name();
        if (name != null) {
            names.u32(count);
            names.name(name);
            nameCount++;
        }
        return count++;
    }

    /// Writes the subsection of the name section, unless there are no names.
    void writeNames(ByteWriter out, Sort sort) {
        if (nameCount == 0) {
            return;
        }
        out.u8(1);
        int region = out.beginSized();
        Definitions.writeSort(out, sort);
        out.u32(nameCount);
        out.bytes(names, 0);
        out.endSized(region);
    }
}
