package dev.gantry.wasm.component;

/// Another name for a thing that exists elsewhere; it adds an index to the space of its sort.
public sealed interface Alias extends Declaration {
    /// The sort of the thing.
    ///
    /// @return the sort
    Sort sort();

    /// An export of a component instance.
    ///
    /// @param sort        what is exported
    /// @param instance    the instance's index
    /// @param name        the name of the export
    /// @param offsetBytes where the definition starts
    record OfExport(Sort sort, int instance, String name, int offsetBytes) implements Alias {}

    /// An export of a core instance.
    ///
    /// @param sort        what is exported, a core sort
    /// @param instance    the core instance's index
    /// @param name        the name of the export
    /// @param offsetBytes where the definition starts
    record OfCoreExport(Sort sort, int instance, String name, int offsetBytes) implements Alias {}

    /// A thing of an enclosing component, component type or instance type.
    ///
    /// @param sort        core module, core type, type or component
    /// @param count       how many scopes further out it is; 0 is the scope of the alias itself
    /// @param index       its index there
    /// @param offsetBytes where the definition starts
    record Outer(Sort sort, int count, int index, int offsetBytes) implements Alias {}
}
