package dev.gantry.environ.spi;

import java.util.function.IntConsumer;

/// What a collector does at run time with one heap (R111).
///
/// The heap is an indexed, contiguous region that is not trusted (R114). A reference is an offset in it; `i31`, null,
/// host objects and exceptions never come here. A collector that follows a reference or reads a header that makes no
/// sense throws [IndexOutOfBoundsException], which ends the guest's call; it never touches anything but its heap, and
/// never loops.
///
/// References are not copied freely (R115). A place outside the heap, such as a slot of a frame, a global, a table or a
/// handle of the host, may copy from another such place without a barrier: they all are roots. A reference that comes
/// out of an object passes [#readBarrier] before it is used; one that is written into an object passes [#writeBarrier].
/// Strategies that leave a barrier out do so because [GcCompiler] emits none.
///
/// Threading: confined to its store.
public interface GcRuntime {
    /// Allocates an object whose bytes behind the header are zero; collects or grows as needed, so every reference that
    /// is not in a root may be stale afterwards. The length of an array must be written before the next call.
    ///
    /// @param word      the first word of the header, see [GcLayouts#word]
    /// @param sizeBytes header included, a multiple of 8
    /// @return the reference, or 0 if the heap is full even after a collection
    int allocate(int word, int sizeBytes);

    /// Called with every reference that was read from an object, before it is put anywhere.
    ///
    /// @param ref a reference to an object
    void readBarrier(int ref);

    /// Called before a reference in an object is replaced by another, or set for the first time.
    ///
    /// @param oldRef what is overwritten, a reference of any kind
    /// @param newRef what is written, a reference of any kind
    void writeBarrier(int oldRef, int newRef);

    /// Collects garbage now.
    void collect();

    /// Visits all objects in the order of their offsets; garbage that has not been found may be among them.
    ///
    /// @param visitor gets each reference; it must not call this heap
    void forEachObject(IntConsumer visitor);

    /// The bytes in use, garbage that has not been found included.
    ///
    /// @return at least zero
    long usedBytes();

    /// Checks what must hold between two calls, beyond what can be checked of any heap. For tests.
    ///
    /// @throws IllegalStateException if the heap is not as it should be
    void verify();

    /// Makes the heap as good as new, for the next store (R117): no objects, all bytes zero.
    void reset();
}
