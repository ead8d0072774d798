package dev.gantry.environ.component;

import dev.gantry.wasm.types.ExternType;
import java.util.Map;

/// What a component imports, in the root or in an imported instance. Numbers count the imports of a kind over
/// all instances, so that at run time nothing is found by name.
///
/// Threading: immutable.
public sealed interface ImportItem {
    /// A function.
    ///
    /// @param index its number in the list of imported functions
    /// @param type  its type
    record OfFunc(int index, ComponentFuncType type) implements ImportItem {}

    /// A core module.
    ///
    /// @param index its number in the list of imported modules
    /// @param type  what it may import and must export
    record OfModule(int index, CoreModuleType type) implements ImportItem {}

    /// A type of resources.
    ///
    /// @param resource its number in the list of resources
    record OfResource(int resource) implements ImportItem {}

    /// A type that is known already: nothing has to be given, but what is given must be equal.
    ///
    /// @param type the type
    record OfType(TypeItem type) implements ImportItem {}

    /// An instance.
    ///
    /// @param items what it must have, by name
    record OfInstance(Map<String, ImportItem> items) implements ImportItem {}

    /// The type of a core module, with canonical ids in its types.
    ///
    /// @param imports what it may import, by both names
    /// @param exports what it must export, by name
    record CoreModuleType(Map<String, Map<String, ExternType>> imports, Map<String, ExternType> exports) {}
}
