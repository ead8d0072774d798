package dev.gantry.asm;

/// How a machine encodes the distance from a field to a place in the code.
///
/// Each machine has an enum of them. A distance is the target's offset minus that of the field's first byte. On x64 a
/// field is bytes of its own; on machines of fixed width it is a whole instruction with some bits to be filled in.
///
/// A kind with a short reach may have a *veneer*: a jump of longer reach that is placed within reach of the field,
/// which then leads to the veneer (see [CodeBuffer#island]).
///
/// Threading: immutable.
public interface FixupKind {
    /// The size of the field.
    ///
    /// @return bytes
    int fieldBytes();

    /// The greatest distance that can be encoded.
    ///
    /// @return bytes, not negative
    int forwardBytes();

    /// The greatest distance backward that can be encoded.
    ///
    /// @return bytes, not negative
    int backwardBytes();

    /// Writes a distance into the field. The buffer has checked that it is in reach.
    ///
    /// @param code     the code
    /// @param at       the offset of the field
    /// @param distance target minus `at`
    void patch(byte[] code, int at, int distance);

    /// The size of a veneer.
    ///
    /// @return bytes, or 0 if the kind has none
    default int veneerBytes() {
        return 0;
    }

    /// Writes a veneer, which jumps to a place that is filled in later.
    ///
    /// @param code the code, with room for the veneer
    /// @param at   the offset of the veneer
    /// @return the field in the veneer that takes the target
    /// @throws IllegalStateException if the kind has no veneer
    default VeneerField writeVeneer(byte[] code, int at) {
        throw new IllegalStateException(this + " has no veneer");
    }

    /// The field of a veneer.
    ///
    /// @param offset where the field is, from the start of the veneer
    /// @param kind   its kind, with a longer reach
    record VeneerField(int offset, FixupKind kind) {}
}
