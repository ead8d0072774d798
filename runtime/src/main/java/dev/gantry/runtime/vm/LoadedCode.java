package dev.gantry.runtime.vm;

/// The code of one module, ready to be bound to instances.
///
/// Threading: thread-safe.
public interface LoadedCode {
    /// Binds a function to an instance. Called at most once for each function of an instance, when it is first needed
    /// as a value.
    ///
    /// @param instance     an instance of the module
    /// @param definedIndex the function's number among those that the module defines
    /// @return a new callable
    VmFunc function(VmInstance instance, int definedIndex);
}
