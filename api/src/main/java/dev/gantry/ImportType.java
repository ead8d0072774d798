package dev.gantry;

import dev.gantry.wasm.types.ExternType;

/// An import that a module wants.
///
/// @param module the first name
/// @param name   the second name
/// @param type   what it must be; types by canonical id
public record ImportType(String module, String name, ExternType type) {}
