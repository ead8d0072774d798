package dev.gantry.wasm.component.types;

/// The identity of a resource: two resources are the same exactly if their ids are the same object.
///
/// An id stands for a resource as far as a scope knows it: one that is defined there, one that is imported (a variable,
/// for which instantiation puts what is supplied), or one that an instantiation made.
///
/// Threading: immutable.
public final class ResourceId {
    private final String name;

    /// A new resource.
    ///
    /// @param name what to call it in messages
    public ResourceId(String name) {
        this.name = name;
    }

    /// What it is called in messages.
    @Override
    public String toString() {
        return name;
    }
}
