package dev.gantry.wasm.module;

/// A custom section, kept as it is.
///
/// @param name     its name
/// @param payload  the bytes behind the name
/// @param sectionsBefore how many non-custom sections stand before it
/// @param offsetBytes where the section starts (its id byte)
/// @wasm binary-customsec
public record CustomSection(String name, CodeRange payload, int sectionsBefore, int offsetBytes) {}
