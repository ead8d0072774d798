package dev.gantry.runtime;

/// Takes names of machine code that belongs to no module: what functions are called through, builtins, the handler of
/// faults. For profilers.
///
/// Threading: called by one thread at a time.
@FunctionalInterface
public interface StubSink {
    /// Code that can be run from now on, in place of what was there.
    ///
    /// @param address where it starts
    /// @param bytes   its size
    /// @param name    what it is, on one line
    void place(long address, long bytes, String name);
}
