package dev.gantry.wasm.component.text;

import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.text.Quoting;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The index spaces of a component, or of a type, while it is printed: how many definitions there are of each sort so
/// far, and their identifiers.
///
/// A name becomes an identifier if it is not empty and no definition of the sort before it has it. Other names are
/// printed as annotations, and the definition is referred to by its index.
///
/// Threading: confined to one thread.
final class PrintScope {
    private final @Nullable ComponentNames names;
    private final Map<Sort, Integer> counts = new EnumMap<>(Sort.class);
    private final Map<Sort, Map<Integer, String>> ids = new HashMap<>();
    private final Map<Sort, Set<String>> used = new HashMap<>();

    PrintScope(@Nullable ComponentNames names) {
        this.names = names;
    }

    /// What stands behind the word of a definition: identifier or annotation, and the index as a comment. The
    /// definition cannot be referred to before [#add].
    String binding(Sort sort) {
        int index = count(sort);
        String name = names == null ? null : names.name(sort, index);
        String text = "";
        if (name != null) {
            boolean isId = !name.isEmpty()
                    && !used.computeIfAbsent(sort, _ -> new HashSet<>()).contains(name);
            text = isId ? " " + Quoting.id(name) : " (@name " + Quoting.string(name) + ")";
        }
        return text + " (;" + Integer.toUnsignedString(index) + ";)";
    }

    private int count(Sort sort) {
        return counts.getOrDefault(sort, 0);
    }

    /// The name that the next definition of a sort has, or null.
    @Nullable
    String nextName(Sort sort) {
        return names == null ? null : names.name(sort, count(sort));
    }

    /// Counts a definition.
    void add(Sort sort) {
        int index = count(sort);
        counts.put(sort, index + 1);
        String name = names == null ? null : names.name(sort, index);
        if (name != null
                && !name.isEmpty()
                && used.computeIfAbsent(sort, _ -> new HashSet<>()).add(name)) {
            ids.computeIfAbsent(sort, _ -> new HashMap<>()).put(index, Quoting.id(name));
        }
    }

    /// How a definition is referred to.
    String reference(Sort sort, int index) {
        String id = ids.getOrDefault(sort, Map.of()).get(index);
        return id == null ? Integer.toUnsignedString(index) : id;
    }
}
