package dev.gantry.environ.component;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A step of the instantiation of a component; nothing else has an effect.
///
/// Threading: immutable.
public sealed interface GlobalInitializer {
    /// Instantiates a module of the component.
    ///
    /// @param module its number in the list of modules
    /// @param args   what it imports, in the order of its imports (R15)
    record InstantiateModule(int module, List<CoreDef> args) implements GlobalInitializer {}

    /// Instantiates a module that the component imports. Its imports are found by name (R8).
    ///
    /// @param importedModule its number in the list of imported modules
    /// @param args           what there is to import, by both names
    record InstantiateImport(int importedModule, Map<String, Map<String, CoreDef>> args) implements GlobalInitializer {}

    /// Makes a type of resources.
    ///
    /// @param resource   its number in the list of resources
    /// @param destructor what ends a resource, or null
    /// @param instance   the number of the component instance that defines it
    record DefineResource(int resource, @Nullable CoreDef destructor, int instance) implements GlobalInitializer {}
}
