package dev.gantry.environ.spi;

/// A place in compiled code that names another piece of code and is filled in when the artifact is linked.
///
/// @param offsetBytes where, from the start of the function's code
/// @param kind        how the target's address is written
/// @param target      what is named
/// @param addend      added to the target's address
public record Relocation(int offsetBytes, Kind kind, FuncKey target, long addend) {
    /// How an address is written into code; instruction sets add their own fields here.
    public enum Kind {
        /// 32 bits, little-endian, relative to the place.
        REL32
    }
}
