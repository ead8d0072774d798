package dev.gantry.fuzz.generate;

/// A valid module.
///
/// @param bytes its binary
/// @param fuel  the export that is the fuel of generated code, a mutable `i32`
public record GeneratedModule(byte[] bytes, String fuel) {}
