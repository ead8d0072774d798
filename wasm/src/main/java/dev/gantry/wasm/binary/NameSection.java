package dev.gantry.wasm.binary;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.module.CustomSection;
import dev.gantry.wasm.module.ModuleDef;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names that the custom section `name` gives to a module and what it contains.
///
/// Names are for people. An error in the section is never an error of the module: subsections that cannot be read are
/// left out, as if they were absent.
///
/// Threading: immutable.
///
/// @wasm binary-namesec
public final class NameSection {
    /// The name of the custom section.
    public static final String SECTION = "name";

    /// No names at all.
    public static final NameSection NONE = new NameSection();

    private static final int MODULE_SUBSECTION = 0;

    /// The index spaces that have names.
    public enum Space {
        /// Functions.
        FUNC(1),
        /// Parameters and locals of a function.
        LOCAL(2),
        /// Labels of a function, counted in the order in which their blocks begin.
        LABEL(3),
        /// Types.
        TYPE(4),
        /// Tables.
        TABLE(5),
        /// Memories.
        MEMORY(6),
        /// Globals.
        GLOBAL(7),
        /// Element segments.
        ELEM(8),
        /// Data segments.
        DATA(9),
        /// Fields of a struct type.
        FIELD(10),
        /// Tags.
        TAG(11);

        private static final Space[] SPACES = values();
        private final int subsection;

        Space(int subsection) {
            this.subsection = subsection;
        }

        /// The id of the subsection.
        ///
        /// @return 1 to 11
        public int subsection() {
            return subsection;
        }

        /// Whether each function or type has such a space of its own.
        ///
        /// @return true for locals, labels and fields
        public boolean isNested() {
            return this == LOCAL || this == LABEL || this == FIELD;
        }

        private static @Nullable Space of(int subsection) {
            return subsection >= 1 && subsection <= SPACES.length ? SPACES[subsection - 1] : null;
        }
    }

    /// Name maps by an outer index, sorted.
    private record Nested(int[] outer, NameMap[] inner) {
        NameMap map(int index) {
            int at = Arrays.binarySearch(outer, index);
            return at < 0 ? NameMap.EMPTY : inner[at];
        }
    }

    private final Map<Space, NameMap> maps = new EnumMap<>(Space.class);
    private final Map<Space, Nested> nestedMaps = new EnumMap<>(Space.class);
    private @Nullable String module;

    private NameSection() {}

    /// Reads the first name section of a module.
    ///
    /// @param module the module
    /// @return the names; [#NONE] if there is no such section
    public static NameSection of(ModuleDef module) {
        for (CustomSection custom : module.customs()) {
            if (custom.name().equals(SECTION)) {
                return read(new ByteReader(
                        module.bytes(),
                        custom.payload().start(),
                        custom.payload().end()));
            }
        }
        return NONE;
    }

    private static NameSection read(ByteReader in) {
        NameSection names = new NameSection();
        try {
            while (in.hasRemaining()) {
                int id = in.readByte();
                int size = in.readCount(1);
                int start = in.offset();
                in.skip(size);
                names.readSubsection(id, new ByteReader(in.bytes(), start, start + size));
            }
        } catch (MalformedException _) {
            // The specification says that errors in custom sections are ignored; what was read before holds.
            return names;
        }
        return names;
    }

    private void readSubsection(int id, ByteReader in) {
        Space space = Space.of(id);
        try {
            if (id == MODULE_SUBSECTION) {
                module = in.readName();
            } else if (space != null && space.isNested()) {
                Nested nested = readNested(in);
                if (nested != null) {
                    nestedMaps.putIfAbsent(space, nested);
                }
            } else if (space != null) {
                NameMap map = NameMap.read(in);
                if (map != null) {
                    maps.putIfAbsent(space, map);
                }
            }
        } catch (MalformedException _) {
            // As above: this subsection counts as absent, the next one may be good.
        }
    }

    private static @Nullable Nested readNested(ByteReader in) {
        int count = in.readCount(2);
        int[] outer = new int[count];
        NameMap[] inner = new NameMap[count];
        for (int i = 0; i < count; i++) {
            outer[i] = in.readU32();
            NameMap map = NameMap.read(in);
            inner[i] = map == null ? NameMap.EMPTY : map;
        }
        return NameMap.increases(outer) ? new Nested(outer, inner) : null;
    }

    /// The name of the module.
    ///
    /// @return the name, or null
    public @Nullable String module() {
        return module;
    }

    /// The name of a function, for backtraces.
    ///
    /// @param funcIndex the function
    /// @return the name, or null
    public @Nullable String func(int funcIndex) {
        return name(Space.FUNC, funcIndex);
    }

    /// The name of an entity of the module.
    ///
    /// @param space the index space, not a nested one
    /// @param index the index
    /// @return the name, or null
    public @Nullable String name(Space space, int index) {
        assert !space.isNested() : space;
        NameMap map = maps.get(space);
        return map == null ? null : map.name(index);
    }

    /// The name of a local, label or field.
    ///
    /// @param space the index space, a nested one
    /// @param outer the function or type
    /// @param index the index in it
    /// @return the name, or null
    public @Nullable String name(Space space, int outer, int index) {
        assert space.isNested() : space;
        Nested nested = nestedMaps.get(space);
        return nested == null ? null : nested.map(outer).name(index);
    }
}
