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

    /// Tells where the machine code of each function is, for profilers.
    ///
    /// @param sink takes the places; it is not called if the code is no machine code
    default void visitPlaces(PlaceSink sink) {}

    /// Takes places of functions.
    @FunctionalInterface
    interface PlaceSink {
        /// A function.
        ///
        /// @param definedIndex the function's number among those that the module defines
        /// @param address      where its code starts
        /// @param bytes        the size of its code
        void place(int definedIndex, long address, long bytes);
    }
}
