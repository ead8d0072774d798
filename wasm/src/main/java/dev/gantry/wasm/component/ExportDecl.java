package dev.gantry.wasm.component;

/// An export in the type of a component or instance.
///
/// @param name        its name
/// @param type        what is exported
/// @param offsetBytes where it starts
public record ExportDecl(ExternName name, ExternDesc type, int offsetBytes) implements Declaration {}
