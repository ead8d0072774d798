package dev.gantry.environ.spi;

/// Describes, once for all strategies, the code that a collector puts into compiled functions: fast paths inline, slow
/// paths out of line (R112). Values are handles of the emitter. References that code gives are of any kind but
/// functions: null, `i31` and the others ([GcRefs]) have no barriers, and a barrier must find that out itself.
///
/// What is emitted must do the same to the heap as the methods of [GcRuntime]; a strategy may call those instead.
///
/// Threading: thread-safe.
public interface GcCompiler {
    /// Emits the allocation of an object. The length of an array is written behind it.
    ///
    /// @param emit      where to emit
    /// @param word      the first word of the header, a value, see [GcLayouts#word]
    /// @param sizeBytes header included, a multiple of 8: a value, which may be too large for any heap
    /// @return the reference; out-of-memory traps
    int emitAllocate(GcEmitter emit, int word, int sizeBytes);

    /// Emits what follows the load of a reference from an object, see [GcRuntime#readBarrier].
    ///
    /// @param emit where to emit
    /// @param ref  the reference loaded, a value
    void emitReadBarrier(GcEmitter emit, int ref);

    /// Emits what comes before the store of a reference into an object, see [GcRuntime#writeBarrier]; the store itself
    /// is the strategy's.
    ///
    /// @param emit   where to emit
    /// @param oldRef the reference that is overwritten, a value
    /// @param newRef the reference to store, a value
    void emitWriteBarrier(GcEmitter emit, int oldRef, int newRef);
}
