package dev.gantry.wasm.module;

/// A function defined by the module.
///
/// @param typeIndex   the index of its function type
/// @param body        its code: local declarations, then instructions with the final `end`
/// @param offsetBytes where the type index stands in the function section
/// @wasm syntax-func
public record FuncDef(int typeIndex, CodeRange body, int offsetBytes) {}
