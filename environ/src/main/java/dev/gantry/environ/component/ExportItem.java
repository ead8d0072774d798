package dev.gantry.environ.component;

import java.util.Map;

/// What a component exports, in the root or in an exported instance.
///
/// Threading: immutable.
public sealed interface ExportItem {
    /// A function.
    ///
    /// @param callee  the core function
    /// @param type    its type
    /// @param options how values pass: a number in the list of options
    record OfFunc(CoreDef callee, ComponentFuncType type, int options) implements ExportItem {}

    /// A module of the component.
    ///
    /// @param index its number in the list of modules
    record OfModule(int index) implements ExportItem {}

    /// A module that the component imports.
    ///
    /// @param index its number in the list of imported modules
    record OfImportedModule(int index) implements ExportItem {}

    /// A type.
    ///
    /// @param type the type
    record OfType(TypeItem type) implements ExportItem {}

    /// An instance (R19).
    ///
    /// @param items what it has, by name
    record OfInstance(Map<String, ExportItem> items) implements ExportItem {}
}
