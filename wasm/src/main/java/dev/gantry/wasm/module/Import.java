package dev.gantry.wasm.module;

import dev.gantry.wasm.types.ExternType;

/// An import.
///
/// @param module      the first name
/// @param name        the second name
/// @param type        what is imported, with types by module index
/// @param offsetBytes where the import starts in the binary
/// @wasm syntax-import
public record Import(String module, String name, ExternType type, int offsetBytes) {}
