package dev.gantry.asm;

/// A place in the code that somebody else fills in when the target's address is known.
///
/// @param offset where the field is
/// @param kind   what is written there; the numbers belong to the user of the buffer
/// @param target what is referred to
/// @param addend is added to the target's address
public record Relocation(int offset, int kind, Object target, long addend) {}
