package dev.gantry.runtime.platform;

/// Eight bytes of published code that become the address of another place of the same code.
///
/// @param offsetBytes where they are
/// @param targetBytes what they point to; both are from the start of the code
public record Patch(int offsetBytes, int targetBytes) {}
