package dev.gantry.wasm.text;

import dev.gantry.wasm.binary.NameSection;
import dev.gantry.wasm.binary.NameSection.Space;
import dev.gantry.wasm.module.ModuleDef;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The identifiers under which a module is printed.
///
/// A name of the name section becomes an identifier if it is not empty and no entity before it in the same index space
/// has it. Other names are printed as annotations, and the entity is referred to by its index.
///
/// Threading: confined to one thread.
final class PrintNames {
    private final NameSection names;
    private final Map<Space, @Nullable String[]> ids = new EnumMap<>(Space.class);

    PrintNames(ModuleDef module, NameSection names) {
        this.names = names;
        for (Space space : Space.values()) {
            if (!space.isNested()) {
                ids.put(space, unique(space, -1, size(module, space)));
            }
        }
    }

    private static int size(ModuleDef module, Space space) {
        return switch (space) {
            case FUNC -> module.funcSpace().length;
            case TYPE -> module.types().size();
            case TABLE -> module.tableSpace().size();
            case MEMORY -> module.memorySpace().size();
            case GLOBAL -> module.globalSpace().size();
            case TAG -> module.tagSpace().length;
            case ELEM -> module.elems().size();
            case DATA -> module.datas().size();
            case LOCAL, LABEL, FIELD -> 0;
        };
    }

    private @Nullable String[] unique(Space space, int outer, int size) {
        @Nullable String[] result = new String[size];
        Set<String> seen = new HashSet<>();
        for (int index = 0; index < size; index++) {
            String name = raw(space, outer, index);
            if (name != null && !name.isEmpty() && seen.add(name)) {
                result[index] = Quoting.id(name);
            }
        }
        return result;
    }

    private @Nullable String raw(Space space, int outer, int index) {
        return space.isNested() ? names.name(space, outer, index) : names.name(space, index);
    }

    /// The name of the module as an identifier.
    @Nullable
    String moduleId() {
        String name = names.module();
        return name == null || name.isEmpty() ? null : Quoting.id(name);
    }

    /// Whether the module has a name that is no identifier: the empty one.
    boolean hasEmptyModuleName() {
        String name = names.module();
        return name != null && name.isEmpty();
    }

    /// The identifier of an entity, or null.
    @Nullable
    String id(Space space, int index) {
        @Nullable String[] of = ids.get(space);
        return of == null || index < 0 || index >= of.length ? null : of[index];
    }

    /// How code refers to an entity: its identifier, else its index.
    String reference(Space space, int index) {
        String id = id(space, index);
        return id == null ? Integer.toUnsignedString(index) : id;
    }

    /// Writes what stands behind the keyword of a definition: identifier or annotation, and the index as a comment.
    void define(TextOut out, Space space, int index) {
        define(out, id(space, index), raw(space, -1, index));
        out.text(" (;").number(index).text(";)");
    }

    private static void define(TextOut out, @Nullable String id, @Nullable String name) {
        if (id != null) {
            out.text(" ").text(id);
        } else if (name != null) {
            out.text(" (@name ").string(name).text(")");
        }
    }

    /// The identifiers of the locals of a function or the fields of a type.
    Nested nested(Space space, int outer, int size) {
        return new Nested(space, outer, unique(space, outer, size));
    }

    /// The identifier of a label, or null. Labels may shadow each other.
    @Nullable
    String label(int func, int label) {
        String name = names.name(Space.LABEL, func, label);
        return name == null || name.isEmpty() ? null : Quoting.id(name);
    }

    /// Identifiers of an index space that belongs to one function or type.
    final class Nested {
        private final Space space;
        private final int outer;
        private final @Nullable String[] ids;

        private Nested(Space space, int outer, @Nullable String[] ids) {
            this.space = space;
            this.outer = outer;
            this.ids = Arrays.copyOf(ids, ids.length);
        }

        boolean isNamed(int index) {
            return raw(space, outer, index) != null;
        }

        String reference(int index) {
            String id = index < 0 || index >= ids.length ? null : ids[index];
            return id == null ? Integer.toUnsignedString(index) : id;
        }

        void define(TextOut out, int index) {
            PrintNames.define(out, ids[index], raw(space, outer, index));
        }
    }
}
