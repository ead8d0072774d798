package dev.gantry.wasm.component;

import dev.gantry.wasm.module.CodeRange;

/// A custom section of a component, kept as it is.
///
/// @param name              its name
/// @param payload           the bytes behind the name
/// @param definitionsBefore how many definitions stand before it
/// @param offsetBytes       where the section starts (its id byte)
public record ComponentCustomSection(String name, CodeRange payload, int definitionsBefore, int offsetBytes) {}
