package dev.gantry.interpreter;

import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.runtime.vm.VmGlobal;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.runtime.vm.VmTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An instance as running code sees it.
///
/// Threading: confined to its store.
final class InstanceState {
    private static final byte[] NO_BYTES = {};

    final VmInstance instance;
    final VmStore store;
    final VmGlobal[] globals;
    final VmTable[] tables;
    final VmMemory[] memories;
    final int[] typeIds;

    /// The function index space, resolved at the first call.
    final Callee[] callees;

    private final @Nullable VmMemory memory;

    private InstanceState(VmInstance instance) {
        this.instance = instance;
        this.store = instance.store;
        this.globals = instance.globals;
        this.tables = instance.tables;
        this.memories = instance.memories;
        this.typeIds = instance.typeIds;
        this.memory = memories.length == 0 ? null : memories[0];
        this.callees = new Callee[instance.funcs.length];
        Arrays.fill(callees, Callee.unresolved(this));
    }

    /// The state of an instance, made at the first call.
    static InstanceState of(VmInstance instance) {
        if (instance.executorState instanceof InstanceState state) {
            return state;
        }
        InstanceState state = new InstanceState(instance);
        instance.executorState = state;
        return state;
    }

    /// The bytes of memory 0 that are in an array.
    byte[] bytes() {
        return memory == null ? NO_BYTES : memory.array;
    }

    /// How many bytes of memory 0 are in an array.
    long byteCount() {
        return memory == null ? 0 : memory.arraySize;
    }

    /// Looks at a function that is called for the first time.
    ///
    /// @param index its index in the function index space
    Callee resolve(int index) {
        Callee callee = callees[index];
        if (callee.kind == Callee.Kind.UNRESOLVED) {
            callee = calleeOf(instance.func(index));
            callees[index] = callee;
        }
        return callee;
    }

    /// What a call from this instance needs to know of a function.
    Callee calleeOf(VmFunc func) {
        return func instanceof InterpreterFunc ours ? ours.callee : Callee.foreign(func, this);
    }
}
