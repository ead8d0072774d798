package dev.gantry.wasm.component;

import org.jspecify.annotations.Nullable;

/// An export of a component. It adds an index that stands for what is exported, with the ascribed type if there is one.
///
/// @param name        its name
/// @param sort        what is exported
/// @param index       its index
/// @param ascribed    the type that is ascribed to it, or null
/// @param offsetBytes where the definition starts
public record Export(
        ExternName name, Sort sort, int index, @Nullable ExternDesc ascribed, int offsetBytes) implements Definition {}
