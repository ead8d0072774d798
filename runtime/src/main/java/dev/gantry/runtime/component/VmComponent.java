package dev.gantry.runtime.component;

import dev.gantry.environ.component.ComponentTranslation;
import dev.gantry.runtime.vm.VmModule;
import java.util.List;

/// A component that can be instantiated: its flat form and its compiled modules.
///
/// Threading: thread-safe.
///
/// @param translation the flat form
/// @param modules     its modules
public record VmComponent(ComponentTranslation translation, List<VmModule> modules) {}
