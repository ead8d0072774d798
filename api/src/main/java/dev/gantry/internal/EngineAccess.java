package dev.gantry.internal;

import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.artifact.ComponentArtifact;
import dev.gantry.runtime.vm.VmModule;
import dev.gantry.runtime.vm.VmStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What package `dev.gantry` does for its neighbours without showing it to users: there is one
/// implementation, private to that package, and it is looked up here once.
///
/// Threading: thread-safe.
public abstract class EngineAccess {
    /// The implementation.
    public static final EngineAccess INSTANCE = find();

    /// Called by the implementation.
    protected EngineAccess() {}

    private static EngineAccess find() {
        try {
            var constructor = Class.forName("dev.gantry.Access").getDeclaredConstructor();
            constructor.setAccessible(true); // in the same module
            return (EngineAccess) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("dev.gantry.Access", e);
        }
    }

    /// Checks that an engine is open.
    ///
    /// @param engine the engine
    public abstract void checkOpen(Engine engine);

    /// The types of an engine.
    ///
    /// @param engine the engine
    /// @return its registry
    public abstract TypeRegistry types(Engine engine);

    /// Checks a component without compiling it.
    ///
    /// @param engine the engine
    /// @param bytes  the binary, or the text in UTF-8
    public abstract void validateComponent(Engine engine, byte[] bytes);

    /// Compiles a component.
    ///
    /// @param engine the engine
    /// @param bytes  the binary, or the text in UTF-8
    /// @param name   what messages about the text call it
    /// @return the artifact
    public abstract ComponentArtifact compileComponent(Engine engine, byte[] bytes, String name);

    /// Compiles a component from its binary form only.
    ///
    /// @param engine the engine
    /// @param binary the binary
    /// @return the artifact
    public abstract ComponentArtifact compileComponent(Engine engine, byte[] binary);

    /// Loads a component that was compiled before.
    ///
    /// @param engine the engine
    /// @param bytes  the file
    /// @return the artifact
    public abstract ComponentArtifact readComponent(Engine engine, byte[] bytes);

    /// The artifact of a component as a file.
    ///
    /// @param engine   the engine
    /// @param artifact the artifact
    /// @return the file
    public abstract byte[] write(Engine engine, ComponentArtifact artifact);

    /// Makes the modules of a component.
    ///
    /// @param engine    the engine
    /// @param artifacts the modules' artifacts
    /// @return the modules
    public abstract List<Module> modules(Engine engine, List<Artifact> artifacts);

    /// What a module is at run time.
    ///
    /// @param module the module
    /// @return its code and description
    public abstract VmModule vm(Module module);

    /// What a store is at run time.
    ///
    /// @param store the store
    /// @return its content
    public abstract VmStore vm(Store<?> store);

    /// The store that users know.
    ///
    /// @param store its content
    /// @param <T>   the type of the store's data
    /// @return the store
    public abstract <T> Store<T> store(VmStore store);

    /// Does something that may call functions or need resources, and turns what is thrown into what users
    /// know.
    ///
    /// @param store the store
    /// @param body  what to do
    /// @param <R>   what it gives
    /// @return what it gives
    public abstract <R extends @Nullable Object> R guarded(Store<?> store, Supplier<R> body);

    /// Does something with a store on a thread of its own.
    ///
    /// @param store the store
    /// @param body  what to do
    /// @param <R>   what it gives
    /// @return what it gives
    public abstract <R> CompletableFuture<R> start(Store<?> store, Supplier<R> body);
}
