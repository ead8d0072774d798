package dev.gantry;

import dev.gantry.environ.TypeRegistry;
import dev.gantry.internal.EngineAccess;
import dev.gantry.runtime.vm.VmModule;
import dev.gantry.runtime.vm.VmStore;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Found by [EngineAccess] by its name.
final class Access extends EngineAccess {
    @Override
    public void checkOpen(Engine engine) {
        engine.checkOpen();
    }

    @Override
    public TypeRegistry types(Engine engine) {
        return engine.types();
    }

    @Override
    public VmModule vm(Module module) {
        return module.vm();
    }

    @Override
    public VmStore vm(Store<?> store) {
        return store.vm();
    }

    @Override
    public <T> Store<T> store(VmStore store) {
        return Store.of(store);
    }

    @Override
    public <R extends @Nullable Object> R guarded(Store<?> store, Supplier<R> body) {
        return HostCalls.guarded(store, body);
    }

    @Override
    public <R> CompletableFuture<R> start(Store<?> store, Supplier<R> body) {
        return HostCalls.start(store, body);
    }
}
