package dev.gantry.wasm.module;

import dev.gantry.wasm.types.MemoryType;

/// A memory defined by the module.
///
/// @param type        its type
/// @param offsetBytes where the definition starts in the binary
/// @wasm syntax-mem
public record MemoryDef(MemoryType type, int offsetBytes) {}
