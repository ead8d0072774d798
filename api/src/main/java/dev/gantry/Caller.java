package dev.gantry;

import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.wasm.WasmBacktrace;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who calls a host function: the store, and the instance that the call comes from. Valid during the call only.
///
/// Threading: confined to the calling thread.
///
/// @param <T> the type of the store's data
public final class Caller<T> {
    private final Store<T> store;
    private final @Nullable VmInstance instance;

    Caller(Store<T> store, @Nullable VmInstance instance) {
        this.store = store;
        this.instance = instance;
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

    /// An export of the calling instance, of any kind (R93).
    ///
    /// @param name its name
    /// @return the export; empty if there is none, or if the host called the function directly
    public Optional<Extern> export(String name) {
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
        if (instance == null) {
            throw new NoSuchElementException("expected a calling instance with export " + name + ", found none");
        }
        return new Exports(store, instance);
    }

    /// The wasm frames that are active, innermost first.
    ///
    /// @return the frames
    public WasmBacktrace backtrace() {
        return store.backtrace();
    }

    /// The Java object behind the raw id of an `externref`.
    ///
    /// @param id the raw value
    /// @return the object, or null for the null reference
    public @Nullable Object externObject(int id) {
        return Vals.extern(store, id);
    }

    /// The raw id of a Java object as an `externref`.
    ///
    /// @param object any object, or null
    /// @return the raw value
    public int externId(@Nullable Object object) {
        return Vals.externId(store, object);
    }

    /// The function behind the raw id of a `funcref`.
    ///
    /// @param id the raw value
    /// @return the function, or null for the null reference
    public @Nullable Func funcObject(int id) {
        return Vals.func(store, id);
    }

    /// The raw id of a function as a `funcref`.
    ///
    /// @param func a function of this store, or null
    /// @return the raw value
    public int funcId(@Nullable Func func) {
        return Vals.funcId(store, func);
    }
}
