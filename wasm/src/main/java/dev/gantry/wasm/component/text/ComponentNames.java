package dev.gantry.wasm.component.text;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.binary.ByteReader;
import dev.gantry.wasm.component.ComponentCustomSection;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.module.CodeRange;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names that the name section of a component gives to its definitions.
///
/// Threading: immutable once read.
public final class ComponentNames {
    /// The name of the section.
    static final String SECTION = "component-name";

    private static final int OWN_NAME = 0;
    private static final int SORT_NAMES = 1;

    private final Map<Sort, Map<Integer, String>> names = new EnumMap<>(Sort.class);
    private @Nullable String own;

    private ComponentNames() {}

    /// The name that a component gives itself.
    ///
    /// @param component the component
    /// @return the name, or null if it has none
    public static @Nullable String nameOf(ComponentDef component) {
        ComponentNames names = of(component);
        return names == null ? null : names.own;
    }

    /// Reads the name section of a component.
    ///
    /// @return the names, or null if there is no such section, more than one, or it is malformed
    static @Nullable ComponentNames of(ComponentDef component) {
        ComponentCustomSection section = null;
        for (ComponentCustomSection custom : component.customs()) {
            if (custom.name().equals(SECTION)) {
                if (section != null) {
                    return null;
                }
                section = custom;
            }
        }
        if (section == null) {
            return null;
        }
        try {
            ComponentNames names = new ComponentNames();
            return names.read(component.bytes(), section.payload()) ? names : null;
        } catch (MalformedException | ValidationException _) {
            // A name section never makes a component wrong; a malformed one is printed as it is.
            return null;
        }
    }

    /// Reads the subsections.
    ///
    /// @return whether all are known and as long as they say
    private boolean read(byte[] bytes, CodeRange payload) {
        ByteReader in = new ByteReader(bytes, payload.start(), payload.end());
        while (in.hasRemaining()) {
            int id = in.readByte();
            long end = Integer.toUnsignedLong(in.readU32()) + in.offset();
            if (id == OWN_NAME) {
                own = in.readName();
            } else if (id == SORT_NAMES) {
                readSort(in);
            }
            if (in.offset() != end) {
                return false;
            }
        }
        return true;
    }

    private void readSort(ByteReader in) {
        int code = in.readByte();
        Sort sort = code == 0 ? Sort.ofCore(in.readByte()) : Sort.of(code);
        int count = in.readCount(2);
        Map<Integer, String> map = new HashMap<>();
        for (int entry = 0; entry < count; entry++) {
            int index = in.readU32();
            map.put(index, in.readName());
        }
        if (sort != null) {
            names.put(sort, map);
        }
    }

    /// The name of the component, or null.
    @Nullable
    String own() {
        return own;
    }

    /// The name of a definition, or null.
    @Nullable
    String name(Sort sort, int index) {
        return names.getOrDefault(sort, Map.of()).get(index);
    }
}
