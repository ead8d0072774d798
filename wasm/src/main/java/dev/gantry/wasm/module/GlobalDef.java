package dev.gantry.wasm.module;

import dev.gantry.wasm.types.GlobalType;

/// A global defined by the module.
///
/// @param type        its type
/// @param init        the expression that gives the initial value
/// @param offsetBytes where the definition starts in the binary
/// @wasm syntax-global
public record GlobalDef(GlobalType type, CodeRange init, int offsetBytes) {}
