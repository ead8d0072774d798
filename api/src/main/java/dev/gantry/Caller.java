package dev.gantry;

import dev.gantry.runtime.vm.Suspension;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.wasm.WasmBacktrace;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Who calls a host function: the store, and the instance that the call comes from. Valid during the call only.
///
/// Asynchronous host functions use it before they return their stage and, after that, in tasks of [#executor];
/// anywhere else all methods but [#store] and [#data] are an [IllegalStateException].
///
/// Threading: confined to the calling thread.
///
/// @param <T> the type of the store's data
public final class Caller<T> {
    private final Store<T> store;
    private final @Nullable VmInstance instance;
    private final @Nullable Suspension suspension;

    /// A caller; of an asynchronous host function, if it has a suspension.
    Caller(Store<T> store, @Nullable VmInstance instance, @Nullable Suspension suspension) {
        this.store = store;
        this.instance = instance;
        this.suspension = suspension;
    }

    @Nullable
    VmInstance instance() {
        return instance;
    }

    /// The store.
    ///
    /// @return the store
    public Store<T> store() {
        return store;
    }

    /// The data of the store.
    ///
    /// @return the data
    public T data() {
        return store.data();
    }

    /// Runs tasks on the thread of the call while the guest waits for the stage of this asynchronous host function:
    /// the way to the guest's memory, and to calls of the guest, for whoever works on the stage.
    ///
    /// ```java
    /// fetch(url).thenApplyAsync(bytes -> { caller.memory("memory").write(at, bytes); … }, caller.executor())
    /// ```
    ///
    /// Tasks run one after the other, in the order in which they came, from the moment on in which the host
    /// function has returned its stage. In a task everything is allowed that is allowed in a host function. Tasks
    /// that are there when the stage completes run before the guest goes on; after that they are refused with a
    /// [java.util.concurrent.RejectedExecutionException]. What a task throws ends the host function; tasks made by
    /// `CompletableFuture` throw nothing.
    ///
    /// @return the executor; may be used by any thread
    /// @throws IllegalStateException if the host function is synchronous
    public Executor executor() {
        if (suspension == null) {
            throw new IllegalStateException("expected an asynchronous host function, found a synchronous one");
        }
        return suspension;
    }

    private void check() {
        if (suspension != null && !suspension.isHere()) {
            throw new IllegalStateException("the caller of an asynchronous host function is used outside of it");
        }
    }

    /// An export of the calling instance, of any kind (R93).
    ///
    /// @param name its name
    /// @return the export; empty if there is none, or if the host called the function directly
    public Optional<Extern> export(String name) {
        check();
        return instance == null ? Optional.empty() : new Exports(store, instance).find(name);
    }

    /// An exported memory of the calling instance.
    ///
    /// @param name its name, usually `memory`
    /// @return the memory
    /// @throws NoSuchElementException if there is none
    public Memory memory(String name) {
        return exports(name).get(name, Memory.class, "memory");
    }

    /// An exported function of the calling instance.
    ///
    /// @param name its name
    /// @return the function
    /// @throws NoSuchElementException if there is none
    public Func func(String name) {
        return exports(name).get(name, Func.class, "function");
    }

    private Exports exports(String name) {
        check();
        if (instance == null) {
            throw new NoSuchElementException("expected a calling instance with export " + name + ", found none");
        }
        return new Exports(store, instance);
    }

    /// The wasm frames that are active, innermost first.
    ///
    /// @return the frames
    public WasmBacktrace backtrace() {
        check();
        return store.backtrace();
    }

    /// The Java object behind the raw id of an `externref`.
    ///
    /// @param id the raw value
    /// @return the object, or null for the null reference
    public @Nullable Object externObject(int id) {
        check();
        store.vm().enter();
        try {
            return Vals.extern(store, id);
        } finally {
            store.vm().exit();
        }
    }

    /// The raw id of a Java object as an `externref`.
    ///
    /// @param object any object, or null
    /// @return the raw value
    public int externId(@Nullable Object object) {
        check();
        return Vals.externId(store, object);
    }

    /// The function behind the raw id of a `funcref`.
    ///
    /// @param id the raw value
    /// @return the function, or null for the null reference
    public @Nullable Func funcObject(int id) {
        check();
        return Vals.func(store, id);
    }

    /// The raw id of a function as a `funcref`.
    ///
    /// @param func a function of this store, or null
    /// @return the raw value
    public int funcId(@Nullable Func func) {
        check();
        store.vm().enter();
        try {
            return Vals.funcId(store, func);
        } finally {
            store.vm().exit();
        }
    }
}
