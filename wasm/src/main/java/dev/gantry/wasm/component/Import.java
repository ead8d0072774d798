package dev.gantry.wasm.component;

/// An import of a component, or in the type of one.
///
/// @param name        its name
/// @param type        what is imported
/// @param offsetBytes where it starts
public record Import(ExternName name, ExternDesc type, int offsetBytes) implements Declaration {}
