package dev.gantry.environ.spi;

/// Describes, once for all strategies, the code that a collector puts into compiled functions: fast paths inline, slow
/// paths
/// out of line (R112). Values are handles of the emitter.
///
/// Threading: thread-safe.
public interface GcCompiler {
    /// Emits the allocation of an object of fixed size.
    ///
    /// @param emit      where to emit
    /// @param typeId    the canonical type
    /// @param sizeBytes header included
    /// @return the reference; out-of-memory traps
    int emitAllocate(GcEmitter emit, int typeId, int sizeBytes);

    /// Emits what follows the load of a reference from the heap, a table or a global.
    ///
    /// @param emit where to emit
    /// @param ref  the reference loaded
    /// @return the reference to use
    int emitReadBarrier(GcEmitter emit, int ref);

    /// Emits the store of a reference with its barriers.
    ///
    /// @param emit    where to emit
    /// @param address the address to store to
    /// @param ref     the reference to store
    void emitWriteBarrier(GcEmitter emit, int address, int ref);
}
