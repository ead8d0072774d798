package dev.gantry.asm.x64;

/// What a processor must have for a row of [Inst].
///
/// Threading: immutable.
public enum CpuFeature {
    /// What every x86-64 processor has, SSE2 included.
    BASE,
    /// `cmpxchg16b`.
    CX16,
    /// SSE3.
    SSE3,
    /// SSSE3.
    SSSE3,
    /// SSE4.1.
    SSE41,
    /// SSE4.2.
    SSE42,
    /// `popcnt`.
    POPCNT,
    /// `movbe`.
    MOVBE,
    /// `lzcnt`; without it the encoding means `bsr`.
    LZCNT,
    /// BMI1; without it the encoding of `tzcnt` means `bsf`.
    BMI1,
    /// BMI2.
    BMI2,
    /// AVX.
    AVX,
    /// AVX2.
    AVX2,
    /// FMA with three operands.
    FMA,
    /// `rdfsbase` and the like, where the operating system allows them.
    FSGSBASE
}
