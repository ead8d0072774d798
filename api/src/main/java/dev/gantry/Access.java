package dev.gantry;

import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.artifact.ComponentArtifact;
import dev.gantry.internal.EngineAccess;
import dev.gantry.runtime.vm.VmModule;
import dev.gantry.runtime.vm.VmStore;
import java.util.List;
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
    public void validateComponent(Engine engine, byte[] bytes) {
        ComponentArtifacts.validate(engine, ComponentArtifacts.binary(bytes, "<bytes>"))
                .close();
    }

    @Override
    public ComponentArtifact compileComponent(Engine engine, byte[] bytes, String name) {
        return ComponentArtifacts.compile(engine, ComponentArtifacts.binary(bytes, name));
    }

    @Override
    public ComponentArtifact compileComponent(Engine engine, byte[] binary) {
        return ComponentArtifacts.compile(engine, binary);
    }

    @Override
    public ComponentArtifact readComponent(Engine engine, byte[] bytes) {
        return ComponentArtifacts.read(engine, bytes);
    }

    @Override
    public byte[] write(Engine engine, ComponentArtifact artifact) {
        return ComponentArtifacts.write(engine, artifact);
    }

    @Override
    public List<Module> modules(Engine engine, List<Artifact> artifacts) {
        return Module.ofComponent(engine, artifacts);
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
