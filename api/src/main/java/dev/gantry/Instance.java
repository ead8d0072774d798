package dev.gantry;

import dev.gantry.runtime.vm.Instantiator;
import dev.gantry.runtime.vm.VmExtern;
import dev.gantry.runtime.vm.VmInstance;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// An instance of a module.
///
/// Threading: confined to its store.
///
/// @wasm syntax-moduleinst
public final class Instance {
    private final Store<?> store;
    private final VmInstance vm;
    private final Exports exports;

    Instance(Store<?> store, VmInstance vm) {
        this.store = store;
        this.vm = vm;
        this.exports = new Exports(store, vm);
    }

    /// Instantiates a module with imports given in order, and runs its start function.
    ///
    /// @param store   the store
    /// @param module  the module, of the same engine
    /// @param imports one value for each import
    /// @return the instance
    /// @throws dev.gantry.wasm.LinkException   if an import does not fit
    /// @throws dev.gantry.wasm.Trap            if a segment does not fit or the start function traps
    /// @throws dev.gantry.wasm.GuestException  if a wasm exception leaves the start function
    /// @throws ResourceLimitException          if the store's limiter refuses
    /// @throws IllegalArgumentException        if module or imports belong to another engine or store, or their
    ///     number is wrong
    public static Instance of(Store<?> store, Module module, List<Extern> imports) {
        return make(store, module, entities(store, module, imports));
    }

    /// Instantiates a module with imports given in order, without waiting for its start function; see
    /// [Linker#instantiateAsync].
    ///
    /// @param store   the store
    /// @param module  the module, of the same engine
    /// @param imports one value for each import
    /// @return the instance, or what [#of] throws
    /// @throws IllegalArgumentException if module or imports belong to another engine or store, or their number is
    ///     wrong
    /// @throws IllegalStateException    if the store is closed or in use
    public static CompletableFuture<Instance> ofAsync(Store<?> store, Module module, List<Extern> imports) {
        VmExtern[] entities = entities(store, module, imports);
        return HostCalls.start(store, () -> make(store, module, entities));
    }

    private static Instance make(Store<?> store, Module module, VmExtern[] entities) {
        return new Instance(
                store, HostCalls.guarded(store, () -> Instantiator.instantiate(store.vm(), module.vm(), entities)));
    }

    private static VmExtern[] entities(Store<?> store, Module module, List<Extern> imports) {
        if (module.engine() != store.engine()) {
            throw new IllegalArgumentException("the module was compiled for another engine");
        }
        int wanted = module.vm().t().def().imports().size();
        if (imports.size() != wanted) {
            throw new IllegalArgumentException("expected " + wanted + " imports, found " + imports.size());
        }
        VmExtern[] entities = new VmExtern[imports.size()];
        for (int index = 0; index < entities.length; index++) {
            Extern extern = imports.get(index);
            if (Externs.store(extern) != store
                    && !(extern instanceof Memory memory && memory.type().isShared())) {
                throw new IllegalArgumentException("import " + index + " belongs to another store");
            }
            entities[index] = Externs.entity(extern);
        }
        return entities;
    }

    /// The store.
    ///
    /// @return the store
    public Store<?> store() {
        return store;
    }

    /// The names of all exports, in order.
    ///
    /// @return the names
    public List<String> exportNames() {
        return exports.names();
    }

    /// An export of any kind.
    ///
    /// @param name its name
    /// @return the export, if there is one of that name
    public Optional<Extern> export(String name) {
        return exports.find(name);
    }

    /// An exported function.
    ///
    /// @param name its name
    /// @return the function
    /// @throws java.util.NoSuchElementException if there is no such function; the message names what there is
    public Func func(String name) {
        return exports.get(name, Func.class, "function");
    }

    /// An exported memory.
    ///
    /// @param name its name
    /// @return the memory
    /// @throws java.util.NoSuchElementException if there is no such memory; the message names what there is
    public Memory memory(String name) {
        return exports.get(name, Memory.class, "memory");
    }

    /// An exported table.
    ///
    /// @param name its name
    /// @return the table
    /// @throws java.util.NoSuchElementException if there is no such table; the message names what there is
    public Table table(String name) {
        return exports.get(name, Table.class, "table");
    }

    /// An exported global.
    ///
    /// @param name its name
    /// @return the global
    /// @throws java.util.NoSuchElementException if there is no such global; the message names what there is
    public Global global(String name) {
        return exports.get(name, Global.class, "global");
    }

    /// An exported tag.
    ///
    /// @param name its name
    /// @return the tag
    /// @throws java.util.NoSuchElementException if there is no such tag; the message names what there is
    public Tag tag(String name) {
        return exports.get(name, Tag.class, "tag");
    }

    VmInstance vm() {
        return vm;
    }
}
