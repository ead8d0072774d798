package dev.gantry.runtime.component;

import dev.gantry.runtime.vm.VmStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function of the host that a component imports, with the codecs of its parameters and its result.
///
/// Threading: immutable.
///
/// @param params one codec for each parameter
/// @param result the codec of the result, or null
/// @param body   what it does
public record HostImport(List<Codec> params, @Nullable Codec result, Body body) {
    /// What a host function does.
    @FunctionalInterface
    public interface Body {
        /// Runs it.
        ///
        /// @param store the store
        /// @param args  the arguments
        /// @return the result, ignored if the type has none
        /// @throws Throwable anything; the outermost call fails with the same object (R79)
        @Nullable
        Object call(VmStore store, @Nullable Object[] args) throws Throwable;
    }
}
