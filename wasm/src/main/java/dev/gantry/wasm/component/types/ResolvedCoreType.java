package dev.gantry.wasm.component.types;

/// What an index in the space of core types stands for.
public sealed interface ResolvedCoreType {
    /// A type that core modules may define.
    ///
    /// @param typeId its canonical id
    record Defined(int typeId) implements ResolvedCoreType {}

    /// The type of a core module.
    ///
    /// @param type the type
    record Module(ModuleType type) implements ResolvedCoreType {}
}
