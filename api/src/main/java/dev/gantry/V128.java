package dev.gantry;

/// A 128-bit vector value.
///
/// Threading: immutable.
///
/// @param low  bits 0 to 63: the first lanes
/// @param high bits 64 to 127
public record V128(long low, long high) {}
