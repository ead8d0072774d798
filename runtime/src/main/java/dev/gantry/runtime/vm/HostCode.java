package dev.gantry.runtime.vm;

/// The code of a host function.
@FunctionalInterface
public interface HostCode {
    /// Runs it.
    ///
    /// @param caller who calls
    /// @param slots  holds the parameters, one behind the other, and receives the results in their place
    /// @param base   index of the first parameter and of the first result
    /// @throws Throwable what it likes; the caller of the wasm code gets the same object (R79)
    void call(VmCaller caller, long[] slots, int base) throws Throwable;
}
