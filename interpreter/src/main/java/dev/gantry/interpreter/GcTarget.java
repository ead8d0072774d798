package dev.gantry.interpreter;

import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.environ.spi.GcRuntimeProvider;
import dev.gantry.runtime.vm.Barriers;
import org.jspecify.annotations.Nullable;

/// What the translator needs to know of the collector.
///
/// Threading: immutable.
///
/// @param canAllocate whether there is one
/// @param layouts     how objects lie in its heaps
/// @param hasBarriers whether loads and stores of references have to tell it
record GcTarget(boolean canAllocate, GcLayouts layouts, boolean hasBarriers) {
    /// No collector: there are no objects, so every access meets null.
    static final GcTarget NONE = new GcTarget(false, new GcLayouts(8), false);

    /// What there is to know of a collector.
    ///
    /// @param provider the collector, or null
    static GcTarget of(@Nullable GcRuntimeProvider provider) {
        return provider == null
                ? NONE
                : new GcTarget(
                        true,
                        provider.layouts(),
                        Barriers.of(provider.compiler()).any());
    }
}
