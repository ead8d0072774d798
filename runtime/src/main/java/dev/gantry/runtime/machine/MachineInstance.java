package dev.gantry.runtime.machine;

import dev.gantry.environ.VmOffsets;
import dev.gantry.environ.VmOffsets.FuncRef;
import dev.gantry.environ.VmOffsets.TagDefinition;
import dev.gantry.runtime.platform.Machine;
import dev.gantry.runtime.platform.NativeAccess;
import dev.gantry.runtime.vm.VmGlobal;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.runtime.vm.VmTable;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.module.ModuleDef;

/// An instance as machine code sees it: its context.
///
/// The context has its address as soon as a function of the instance is made, which constant expressions may ask for,
/// and its content before code can run.
///
/// Threading: confined to its store.
final class MachineInstance {
    final VmInstance instance;
    final MachineStore store;

    /// The address of the context.
    final long context;

    private final VmOffsets offsets;

    private MachineInstance(VmInstance instance) {
        this.instance = instance;
        this.store = MachineStore.of(instance.store);
        this.offsets = VmOffsets.of(instance.module.t());
        this.context = store.allocate(offsets.size());
        store.adopt(this);
    }

    /// The machine's view of an instance, made at the first call.
    ///
    /// @throws dev.gantry.runtime.ResourceException if there is no room
    static MachineInstance of(VmInstance instance) {
        if (instance.executorState instanceof MachineInstance known) {
            return known;
        }
        MachineInstance made = new MachineInstance(instance);
        instance.executorState = made;
        return made;
    }

    /// Writes the context. Everything in the index spaces exists, but for functions of the instance's own.
    void fill() {
        NativeAccess.putInt(context + offsets.magic(), VmOffsets.INSTANCE_MAGIC);
        NativeAccess.putLong(context + offsets.storeContext(), store.context);
        NativeAccess.putLong(context + offsets.builtins(), Machine.builtinTable());
        NativeAccess.putLong(context + offsets.typeIds(), typeIds(instance.typeIds));
        ModuleDef def = instance.module.t().def();
        for (int func = 0; func < def.importedFuncs(); func++) {
            int id = instance.funcRef(func);
            NativeAccess.copy(store.funcRef(id), context + offsets.importedFunc(func), FuncRef.SIZE);
        }
        fillTables(def.importedTables());
        fillMemories(def.importedMemories());
        fillGlobals(def.importedGlobals());
        fillTags(def.importedTags());
    }

    private long typeIds(int[] ids) {
        long at = store.allocate((long) Integer.BYTES * ids.length);
        for (int type = 0; type < ids.length; type++) {
            NativeAccess.putInt(at + (long) Integer.BYTES * type, ids[type]);
        }
        return at;
    }

    private void fillTables(int imported) {
        VmTable[] tables = instance.tables;
        for (int table = 0; table < tables.length; table++) {
            if (table < imported) {
                NativeAccess.putLong(
                        context + offsets.importedTable(table), table(table).definition());
            } else {
                table(table).bind(context + offsets.table(table - imported));
            }
        }
    }

    private void fillMemories(int imported) {
        VmMemory[] memories = instance.memories;
        for (int memory = 0; memory < memories.length; memory++) {
            if (memory < imported) {
                NativeAccess.putLong(
                        context + offsets.importedMemory(memory), memory(memory).definition(store));
            } else {
                memory(memory).bind(store, context + offsets.memory(memory - imported));
            }
        }
    }

    private void fillGlobals(int imported) {
        VmGlobal[] globals = instance.globals;
        for (int global = 0; global < globals.length; global++) {
            if (!(globals[global] instanceof MachineGlobal ours)) {
                throw Bug.unreachable("a global in Java objects");
            }
            if (global < imported) {
                NativeAccess.putLong(context + offsets.importedGlobal(global), ours.definition());
            } else {
                ours.bind(context + offsets.global(global - imported));
            }
        }
    }

    private void fillTags(int imported) {
        for (int tag = 0; tag < instance.tags.length; tag++) {
            long definition = store.definition(instance.tags[tag]);
            if (tag < imported) {
                NativeAccess.putLong(context + offsets.importedTag(tag), definition);
            } else {
                NativeAccess.copy(definition, context + offsets.tag(tag - imported), TagDefinition.SIZE);
            }
        }
    }

    /// The id of a function, whose reference the context has from now on.
    ///
    /// @param index   the function
    /// @param escaped its number among those that may become references
    int funcRef(int index, int escaped) {
        int id = instance.funcRef(index);
        NativeAccess.copy(store.funcRef(id), context + offsets.funcRef(escaped), FuncRef.SIZE);
        return id;
    }

    private MachineTable table(int index) {
        if (instance.tables[index] instanceof MachineTable ours) {
            return ours;
        }
        throw Bug.unreachable("a table in Java objects");
    }

    private MachineMemory memory(int index) {
        if (instance.memories[index] instanceof MachineMemory ours) {
            return ours;
        }
        throw Bug.unreachable("a memory in Java objects");
    }

    /// The module's code.
    MachineCode code() {
        if (instance.module.code() instanceof MachineCode code) {
            return code;
        }
        throw Bug.unreachable("a module without machine code");
    }
}
