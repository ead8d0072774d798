package dev.gantry.runtime.vm;

/// What an atomic read-modify-write instruction makes of the old value and its operand.
public enum AtomicOp {
    /// The sum.
    ADD,
    /// The difference.
    SUB,
    /// The bits that both have.
    AND,
    /// The bits that one has.
    OR,
    /// The bits that differ.
    XOR,
    /// The operand.
    XCHG;

    /// The new value.
    ///
    /// @param old     what the memory holds
    /// @param operand the operand
    /// @return what it is to hold
    public long apply(long old, long operand) {
        return switch (this) {
            case ADD -> old + operand;
            case SUB -> old - operand;
            case AND -> old & operand;
            case OR -> old | operand;
            case XOR -> old ^ operand;
            case XCHG -> operand;
        };
    }
}
