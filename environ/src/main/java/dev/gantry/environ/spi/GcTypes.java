package dev.gantry.environ.spi;

/// The types of the objects in a heap.
///
/// Threading: confined to its store.
public interface GcTypes {
    /// The shape of a type's objects.
    ///
    /// @param typeId the canonical type, as found in a header
    /// @return the shape
    /// @throws IndexOutOfBoundsException if there is no object of such a type: the header is corrupt
    GcShape shape(int typeId);
}
