package dev.gantry.wasm.module;

import dev.gantry.wasm.types.ExternKind;
/// An export.
///
/// @param name        its name
/// @param kind        the index space
/// @param index       the index in that space
/// @param offsetBytes where the export starts in the binary
/// @wasm syntax-export

public record Export(String name, ExternKind kind, int index, int offsetBytes) {}
