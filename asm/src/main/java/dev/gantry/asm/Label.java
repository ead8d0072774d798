package dev.gantry.asm;

/// A place in a [CodeBuffer], bound to an offset at most once, before or after it is referred to.
///
/// Threading: confined to its buffer.
public final class Label {
    private static final int UNBOUND = -1;

    private int offset = UNBOUND;

    /// The newest fixup that waits for this label, the head of a chain in the buffer.
    private int firstFixup = CodeBuffer.NONE;

    /// A label of no buffer yet; it belongs to the one that binds it.
    Label() {}

    /// Whether the place is known.
    ///
    /// @return whether the label is bound
    public boolean isBound() {
        return offset != UNBOUND;
    }

    /// The place, from the start of the buffer.
    ///
    /// @return the offset in bytes
    /// @throws IllegalStateException if the label is not bound
    public int offset() {
        if (offset == UNBOUND) {
            throw new IllegalStateException("label is not bound");
        }
        return offset;
    }

    void bindTo(int place) {
        offset = place;
    }

    int firstFixup() {
        return firstFixup;
    }

    void setFirstFixup(int fixup) {
        firstFixup = fixup;
    }

    @Override
    public String toString() {
        return isBound() ? "label@" + Integer.toHexString(offset) : "label";
    }
}
