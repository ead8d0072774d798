package dev.gantry.environ.component;

import dev.gantry.wasm.module.Export;
import org.jspecify.annotations.Nullable;

/// Where a core function, table, memory, global or tag comes from.
///
/// Threading: immutable.
public sealed interface CoreDef {
    /// An export of a core instance.
    ///
    /// @param instance its number, in the order of instantiation
    /// @param name     the name of the export
    /// @param export   the export itself; null if the module is imported, so that the name must be looked up
    record InstanceExport(
            int instance, String name, @Nullable Export export) implements CoreDef {}

    /// A function of the component itself.
    ///
    /// @param index its number in the list of trampolines
    record OfTrampoline(int index) implements CoreDef {}
}
