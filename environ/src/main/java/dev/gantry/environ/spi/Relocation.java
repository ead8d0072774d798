package dev.gantry.environ.spi;

/// A place in compiled code that names another piece of code and is filled in when the artifact is linked.
///
/// @param offsetBytes where, from the start of the function's code
/// @param kind        how the target's address is written
/// @param target      what is named
/// @param addend      added to the target's address
public record Relocation(int offsetBytes, Kind kind, FuncKey target, long addend) {
    /// How an address is written into code.
    public enum Kind {
        /// 32 bits, little-endian, relative to the place.
        REL32,
        /// 64 bits, little-endian, absolute.
        ABS64,
        /// The 26-bit branch field of aarch64.
        AARCH64_CALL26,
        /// The 32-bit field of s390x long relative branches, in half-words.
        S390X_PC32_DBL
    }
}
