package dev.gantry.asm.x64;

import dev.gantry.asm.Label;
import org.jspecify.annotations.Nullable;

/// A place in memory, as instructions name it: `[base + index * scale + disp]`, or a place in the code.
///
/// Invariants: `scale` is 1, 2, 4 or 8; the index is not [Gpr#RSP]; if there is a label, there are no registers.
///
/// Threading: immutable.
///
/// @param base  a register, or null
/// @param index a register, or null
/// @param scale the factor of the index
/// @param disp  bytes, signed
/// @param label a place in the code, or null
public record Mem(
        @Nullable Gpr base,
        @Nullable Gpr index,
        int scale,
        int disp,
        @Nullable Label label) {
    /// Checks the invariants.
    ///
    /// @throws IllegalArgumentException if no instruction can name the place
    public Mem {
        if (scale != 1 && scale != 2 && scale != 4 && scale != 8) {
            throw new IllegalArgumentException("scale " + scale + " is not 1, 2, 4 or 8");
        }
        if (index == Gpr.RSP) {
            throw new IllegalArgumentException("rsp cannot be an index");
        }
        if (label != null && (base != null || index != null)) {
            throw new IllegalArgumentException("a place in the code has no registers");
        }
    }

    /// `[base]`.
    ///
    /// @param base a register
    /// @return the place
    public static Mem at(Gpr base) {
        return new Mem(base, null, 1, 0, null);
    }

    /// `[base + disp]`.
    ///
    /// @param base a register
    /// @param disp bytes, signed
    /// @return the place
    public static Mem at(Gpr base, int disp) {
        return new Mem(base, null, 1, disp, null);
    }

    /// `[base + index * scale + disp]`.
    ///
    /// @param base  a register
    /// @param index a register, not [Gpr#RSP]
    /// @param scale 1, 2, 4 or 8
    /// @param disp  bytes, signed
    /// @return the place
    /// @throws IllegalArgumentException if index or scale is not possible
    public static Mem at(Gpr base, Gpr index, int scale, int disp) {
        return new Mem(base, index, scale, disp, null);
    }

    /// `[index * scale + disp]`.
    ///
    /// @param index a register, not [Gpr#RSP]
    /// @param scale 1, 2, 4 or 8
    /// @param disp  bytes, signed
    /// @return the place
    /// @throws IllegalArgumentException if index or scale is not possible
    public static Mem scaled(Gpr index, int scale, int disp) {
        return new Mem(null, index, scale, disp, null);
    }

    /// A place in the code, such as a constant.
    ///
    /// @param label the place
    /// @return the place
    public static Mem rip(Label label) {
        return new Mem(null, null, 1, 0, label);
    }

    /// A place at some distance behind a label.
    ///
    /// @param label the label
    /// @param disp  bytes, signed
    /// @return the place
    public static Mem rip(Label label, int disp) {
        return new Mem(null, null, 1, disp, label);
    }

    /// An address in the lowest or highest 2 GiB.
    ///
    /// @param address sign-extended
    /// @return the place
    public static Mem absolute(int address) {
        return new Mem(null, null, 1, address, null);
    }

    /// This place, moved.
    ///
    /// @param bytes signed
    /// @return a place that many bytes further
    /// @throws ArithmeticException if the displacement overflows
    public Mem plus(int bytes) {
        return new Mem(base, index, scale, Math.addExact(disp, bytes), label);
    }
}
