package dev.gantry.environ.component;

/// A type that a component knows by name.
///
/// Threading: immutable.
public sealed interface TypeItem {
    /// A type of values.
    ///
    /// @param type the type
    record OfValue(InterfaceType type) implements TypeItem {}

    /// A type of resources.
    ///
    /// @param resource its number in the list of resources
    record OfResource(int resource) implements TypeItem {}

    /// A type of functions.
    ///
    /// @param type the type
    record OfFunc(ComponentFuncType type) implements TypeItem {}

    /// A type of components or instances, of which nothing is known at run time.
    record Other() implements TypeItem {}
}
