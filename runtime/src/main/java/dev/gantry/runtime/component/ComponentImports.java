package dev.gantry.runtime.component;

import dev.gantry.runtime.vm.VmModule;
import java.util.List;

/// What a component is given, by the numbers of its [dev.gantry.environ.component.ImportItem]s.
///
/// Threading: immutable.
///
/// @param funcs     the imported functions
/// @param modules   the imported modules
/// @param resources the imported types of resources, in the order of
///     [dev.gantry.environ.component.ComponentTranslation#importedResources]
public record ComponentImports(List<HostImport> funcs, List<VmModule> modules, List<VmResourceType> resources) {}
