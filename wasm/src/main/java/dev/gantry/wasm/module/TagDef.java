package dev.gantry.wasm.module;

import dev.gantry.wasm.types.TagType;

/// An exception tag defined by the module.
///
/// @param type        its type
/// @param offsetBytes where the definition starts in the binary
/// @wasm syntax-tag
public record TagDef(TagType type, int offsetBytes) {}
