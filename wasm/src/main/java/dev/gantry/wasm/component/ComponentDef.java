package dev.gantry.wasm.component;

import dev.gantry.wasm.module.CodeRange;
import java.util.List;

/// A decoded component, not yet validated: its definitions in the order of the binary.
///
/// A definition names others by their index in the index space of their sort ([Sort]); each adds one index to its
/// own space, so spaces grow in the order of this list.
///
/// Threading: immutable, on the condition that nobody writes to `bytes`.
///
/// @param bytes       the binary of the outermost component; offsets count from its start
/// @param range       where this component is in it, its preamble included
/// @param definitions the definitions
/// @param customs     the custom sections
public record ComponentDef(
        byte[] bytes, CodeRange range, List<Definition> definitions, List<ComponentCustomSection> customs) {
    /// Copies the lists.
    public ComponentDef {
        definitions = List.copyOf(definitions);
        customs = List.copyOf(customs);
    }
}
