package dev.gantry.component;

import dev.gantry.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function of the host that components import.
///
/// @param <T> the type of the store's data
@FunctionalInterface
public interface HostFunc<T> {
    /// Runs the function.
    ///
    /// @param store the store
    /// @param args  the arguments, of the types that the component declares
    /// @return the result, which is checked against the declared type; ignored if there is none
    /// @throws Throwable anything; it comes out of the outermost call as the same object (R79)
    @Nullable
    Val call(Store<T> store, List<Val> args) throws Throwable;
}
