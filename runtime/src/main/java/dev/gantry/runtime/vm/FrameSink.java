package dev.gantry.runtime.vm;

/// Gets the wasm frames of a call stack.
@FunctionalInterface
public interface FrameSink {
    /// Called for each frame, innermost first.
    ///
    /// @param instance     whose code it is
    /// @param funcIndex    the function's index in its module
    /// @param moduleOffset offset of the instruction in the module's binary, or -1 if unknown
    /// @return whether to go on
    boolean frame(VmInstance instance, int funcIndex, int moduleOffset);
}
