package dev.gantry.wasm.component;

/// An option of a canonical definition.
public sealed interface CanonOption {
    /// How strings stand in memory.
    ///
    /// @param encoding the encoding
    record Encoding(StringEncoding encoding) implements CanonOption {}

    /// The memory that values are read from and written to.
    ///
    /// @param memory the index of a core memory
    record Memory(int memory) implements CanonOption {}

    /// The function that allocates memory.
    ///
    /// @param func the index of a core function
    record Realloc(int func) implements CanonOption {}

    /// The function that is called when results were read.
    ///
    /// @param func the index of a core function
    record PostReturn(int func) implements CanonOption {}

    /// The call does not block.
    record Async() implements CanonOption {}

    /// The function that is called with events.
    ///
    /// @param func the index of a core function
    record Callback(int func) implements CanonOption {}

    /// The core type of a lowered function, with [Gc].
    ///
    /// @param type the index of a core function type
    record CoreType(int type) implements CanonOption {}

    /// Values are objects of the collector's heap.
    record Gc() implements CanonOption {}
}
