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
        String name = nextName(sort);
        String annotation = name != null && nextId(sort) == null ? " (@name " + Quoting.string(name) + ")" : "";
        return annotation + idBinding(sort);
    }

    /// What stands behind the word of a definition whose annotation would say something else: identifier, and the index
    /// as a comment.
    String idBinding(Sort sort) {
        String id = nextId(sort);
        return (id == null ? "" : " " + Quoting.id(id)) + " (;" + Integer.toUnsignedString(count(sort)) + ";)";
    }

    /// The name that is the identifier of the next definition of a sort, or null.
    @Nullable
    String nextId(Sort sort) {
        String name = nextName(sort);
        boolean isId = name != null
                && !name.isEmpty()
                && !used.computeIfAbsent(sort, _ -> new HashSet<>()).contains(name);
        return isId ? name : null;
    }

    private @Nullable String nextName(Sort sort) {
        return names == null ? null : names.name(sort, count(sort));
    }

    private int count(Sort sort) {
        return counts.getOrDefault(sort, 0);
    }

    /// Counts a definition.
    void add(Sort sort) {
        int index = count(sort);
        String id = nextId(sort);
        counts.put(sort, index + 1);
        if (id != null) {
            used.computeIfAbsent(sort, _ -> new HashSet<>()).add(id);
            ids.computeIfAbsent(sort, _ -> new HashMap<>()).put(index, Quoting.id(id));
        }
    }

    /// How a definition is referred to.
    String reference(Sort sort, int index) {
        String id = ids.getOrDefault(sort, Map.of()).get(index);
        return id == null ? Integer.toUnsignedString(index) : id;
    }
}
