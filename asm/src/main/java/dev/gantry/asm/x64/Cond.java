package dev.gantry.asm.x64;

import java.util.Locale;

/// The conditions of jumps, moves and sets, in the order of their numbers in instructions.
///
/// Invariant: the opposite of a condition has its number with the lowest bit flipped.
///
/// Threading: immutable.
@SuppressWarnings("EnumOrdinal") // the order is that of the numbers
public enum Cond {
    /// Overflow.
    O,
    /// No overflow.
    NO,
    /// Below (unsigned), carry.
    B,
    /// Above or equal (unsigned), no carry.
    AE,
    /// Equal, zero.
    E,
    /// Not equal, not zero.
    NE,
    /// Below or equal (unsigned).
    BE,
    /// Above (unsigned).
    A,
    /// Negative.
    S,
    /// Not negative.
    NS,
    /// Parity even; unordered after a comparison of floats.
    P,
    /// Parity odd; ordered after a comparison of floats.
    NP,
    /// Less (signed).
    L,
    /// Greater or equal (signed).
    GE,
    /// Less or equal (signed).
    LE,
    /// Greater (signed).
    G;

    private static final Cond[] ALL = values();

    /// The number in instructions.
    ///
    /// @return 0 to 15
    public int number() {
        return ordinal();
    }

    /// The condition that holds when this does not.
    ///
    /// @return the opposite
    public Cond negate() {
        return ALL[ordinal() ^ 1];
    }

    /// The condition that holds for `(b, a)` when this holds for `(a, b)`, after a comparison of integers.
    ///
    /// @return the condition for exchanged operands
    /// @throws IllegalArgumentException if the condition says nothing about an order
    public Cond swap() {
        return switch (this) {
            case E, NE -> this;
            case B -> A;
            case A -> B;
            case AE -> BE;
            case BE -> AE;
            case L -> G;
            case G -> L;
            case GE -> LE;
            case LE -> GE;
            case O, NO, S, NS, P, NP -> throw new IllegalArgumentException(this + " is not about an order");
        };
    }

    /// The end of the mnemonics.
    ///
    /// @return lower case
    public String suffix() {
        return name().toLowerCase(Locale.ROOT);
    }
}
