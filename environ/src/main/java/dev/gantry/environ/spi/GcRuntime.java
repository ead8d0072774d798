package dev.gantry.environ.spi;

/// One garbage-collected heap: an indexed, contiguous region that is not trusted (R114). References are 32-bit offsets;
/// odd
/// ones are `i31` values and 0 is null, neither of which comes here. Every reference and index is checked against the
/// heap.
///
/// Threading: confined to its store.
public interface GcRuntime {
    /// Allocates an object with zeroed fields; collects or grows as needed.
    ///
    /// @param typeId    the object's canonical type
    /// @param sizeBytes header included
    /// @return the reference, or 0 if the heap is full even after a collection
    int allocate(int typeId, int sizeBytes);

    /// The canonical type of an object.
    ///
    /// @param ref a reference
    /// @return the type id
    int typeOf(int ref);

    /// Reads from an object. Values narrower than 64 bits are zero-extended.
    ///
    /// @param ref         the object
    /// @param offsetBytes where
    /// @param widthBytes  1, 2, 4 or 8
    /// @return the bits
    long load(int ref, int offsetBytes, int widthBytes);

    /// Writes to an object; never a reference.
    ///
    /// @param ref         the object
    /// @param offsetBytes where
    /// @param widthBytes  1, 2, 4 or 8
    /// @param bits        the low bits are written
    void store(int ref, int offsetBytes, int widthBytes, long bits);

    /// Reads a reference out of the heap or a slot, through the read barrier, for host code.
    ///
    /// @param ref the reference found there
    /// @return the reference to use
    int readBarrier(int ref);

    /// Runs the write barrier before a reference replaces another, for host code.
    ///
    /// @param oldRef what is overwritten
    /// @param newRef what is written
    void writeBarrier(int oldRef, int newRef);

    /// Collects garbage now.
    void collect();

    /// The bytes in use.
    ///
    /// @return at least zero
    long usedBytes();

    /// Makes the heap as good as new, for the next store (R117).
    void reset();
}
