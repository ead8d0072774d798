package dev.gantry;

import java.lang.foreign.MemorySegment;

/// A function of the host that gets and gives raw values: the way without boxing and without type inference.
///
/// Raw values are 16 bytes each, little-endian, narrower ones in the low bytes. References are their 32-bit ids,
/// which are translated by [Caller].
///
/// @param <T> the type of the store's data
@FunctionalInterface
public interface HostFunc<T> {
    /// Runs the function.
    ///
    /// @param caller  the calling instance and its store
    /// @param args    the arguments, one after the other; valid during the call only
    /// @param results to be filled with the results; valid during the call only
    /// @throws Throwable anything; it comes out of the outermost wasm call as the same object (R79)
    void call(Caller<T> caller, MemorySegment args, MemorySegment results) throws Throwable;
}
