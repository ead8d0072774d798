package dev.gantry;

/// A function of the host that gets and gives [Val]s.
///
/// @param <T> the type of the store's data
@FunctionalInterface
public interface HostFuncDynamic<T> {
    /// Runs the function.
    ///
    /// @param caller the calling instance and its store
    /// @param args   the arguments
    /// @return the results; checked against the function's type
    /// @throws Throwable anything; it comes out of the outermost wasm call as the same object (R79)
    Val[] call(Caller<T> caller, Val[] args) throws Throwable;
}
