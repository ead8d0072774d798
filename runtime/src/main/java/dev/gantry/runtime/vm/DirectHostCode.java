package dev.gantry.runtime.vm;

/// The code of a host function of few values, which come and go one by one: at most [VmFunc#MOST_DIRECT_SLOTS]
/// parameters and one result, numbers of one slot each.
@FunctionalInterface
public interface DirectHostCode {
    /// Runs it.
    ///
    /// @param caller who calls
    /// @param first  the first parameter's slot, anything if there is none; and so on
    /// @param second the second
    /// @param third  the third
    /// @param fourth the fourth
    /// @return the result's slot, anything if there is none
    /// @throws Throwable what it likes; the caller of the wasm code gets the same object (R79)
    long call(VmCaller caller, long first, long second, long third, long fourth) throws Throwable;
}
