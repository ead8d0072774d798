package dev.gantry.component;

import java.util.Map;

/// The type of what a component imports or exports.
///
/// Threading: immutable.
public sealed interface ItemType {
    /// A function.
    ///
    /// @param type its type
    record OfFunc(FuncType type) implements ItemType {}

    /// A core module.
    record OfModule() implements ItemType {}

    /// A type of resources.
    ///
    /// @param type the type
    record OfResource(ResourceType type) implements ItemType {}

    /// A type of values.
    ///
    /// @param type the type
    record OfType(Type type) implements ItemType {}

    /// A type of which nothing is known when components run: of functions, instances or components.
    record OfOtherType() implements ItemType {}

    /// An instance.
    ///
    /// @param items what it has, by name
    record OfInstance(Map<String, ItemType> items) implements ItemType {}
}
