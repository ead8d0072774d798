package dev.gantry;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletionStage;

/// A function of the host that gives its results later, with raw values as [HostFunc] has them; otherwise like
/// [HostFuncAsync].
///
/// Raw references to objects of the guest's heap are stale as soon as a task of [Caller#executor] runs the guest.
///
/// @param <T> the type of the store's data
@FunctionalInterface
public interface HostFuncAsyncRaw<T> {
    /// Starts the function, on the thread of the call.
    ///
    /// @param caller  the calling instance and its store; usable in this method, and in tasks of [Caller#executor]
    /// @param args    the arguments, one after the other; valid until the stage has completed
    /// @param results to be filled with the results before the stage completes, on any thread
    /// @return a stage that completes when the results are there
    /// @throws Throwable anything; it comes out of the outermost wasm call as the same object (R79)
    CompletionStage<?> call(Caller<T> caller, MemorySegment args, MemorySegment results) throws Throwable;
}
