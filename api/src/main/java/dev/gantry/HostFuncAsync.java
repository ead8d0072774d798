package dev.gantry;

import java.util.concurrent.CompletionStage;

/// A function of the host that gives its results later. The guest is suspended until the stage has completed, on
/// whatever thread that happens; meanwhile it occupies no carrier thread.
///
/// Only [asynchronous calls][Func#callAsync] may reach it; any other call ends with an [IllegalStateException].
///
/// @param <T> the type of the store's data
@FunctionalInterface
public interface HostFuncAsync<T> {
    /// Starts the function, on the thread of the call.
    ///
    /// @param caller the calling instance and its store; usable in this method, and in tasks of [Caller#executor]
    /// @param args   the arguments
    /// @return a stage with the results, which are checked against the function's type. If it fails, what it fails
    /// with comes out of the outermost wasm call as the same object, without a wrapping
    /// [java.util.concurrent.CompletionException] (R79). It is cancelled if the call ends before it completes
    /// @throws Throwable anything; it comes out of the outermost wasm call as the same object
    CompletionStage<Val[]> call(Caller<T> caller, Val[] args) throws Throwable;
}
