package dev.gantry.environ.component;

import dev.gantry.wasm.component.Definition;
import java.util.List;
import java.util.Map;

/// A component as one flat list of steps: no nesting, no aliases, no names but those of imports and exports
/// (R6, R14, R15).
///
/// Threading: immutable.
///
/// @param imports         what must be given, by name
/// @param importedFuncs   how many functions are imported, over all instances
/// @param importedModules how many modules are imported, over all instances
/// @param importedResources which of the resources are imported: those with the lowest numbers come from the
///     host in the order in which imports are walked; an entry is the number of the resource
/// @param resources       how many types of resources there are
/// @param parents         for each component instance the one around it; -1 for the root, which is the first
/// @param modules         the modules of the component, nested ones included
/// @param options         the options of lifted and lowered functions
/// @param trampolines     the functions that are part of no module
/// @param initializers    what instantiation does, in order
/// @param exports         what instances have, by name
public record ComponentTranslation(
        Map<String, ImportItem> imports,
        int importedFuncs,
        int importedModules,
        List<Integer> importedResources,
        int resources,
        List<Integer> parents,
        List<Definition.CoreModule> modules,
        List<OptionsDef> options,
        List<Trampoline> trampolines,
        List<GlobalInitializer> initializers,
        Map<String, ExportItem> exports) {}
