package dev.gantry;

import dev.gantry.wasm.types.ExternType;

/// An export that instances of a module have.
///
/// @param name its name
/// @param type what it is; types by canonical id
public record ExportType(String name, ExternType type) {}
