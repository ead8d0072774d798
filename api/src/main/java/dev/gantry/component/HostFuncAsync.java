package dev.gantry.component;

import dev.gantry.Store;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A function of the host that gives its result later. The guest is suspended until then, on whatever thread
/// that happens. Only asynchronous calls ([Func#callAsync], [Linker#instantiateAsync]) may reach it (R72).
///
/// @param <T> the type of the store's data
@FunctionalInterface
public interface HostFuncAsync<T> {
    /// Starts the function.
    ///
    /// @param store the store, which is busy until the stage completes
    /// @param args  the arguments, of the types that the component declares
    /// @return a stage with the result, which is checked against the declared type; null if there is none
    /// @throws Throwable anything; it comes out of the outermost call as the same object
    CompletionStage<@Nullable Val> call(Store<T> store, List<Val> args) throws Throwable;
}
