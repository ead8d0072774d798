package dev.gantry.interpreter;

import dev.gantry.environ.spi.OffsetTable;
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
    private static final int WARMUP_BYTES = 64;
    private static final int WARMUP_PERIOD = 8;

    final VmInstance instance;
    final VmStore store;
    final VmGlobal[] globals;
    final VmTable[] tables;
    final VmMemory[] memories;
    final int[] typeIds;

    /// The function index space, resolved at the first call.
    final Callee[] callees;

    private final @Nullable VmMemory memory;

    private final byte[] noBytes;
    private int resolved;
    private @Nullable Warmup warmup;

    private InstanceState(VmInstance instance) {
        this.instance = instance;
        this.store = instance.store;
        this.globals = instance.globals;
        this.noBytes = NO_BYTES;
        this.tables = instance.tables;
        this.memories = instance.memories;
        this.typeIds = instance.typeIds;
        this.memory = memories.length == 0 ? null : memories[0];
        this.callees = new Callee[instance.funcs.length];
        Arrays.fill(callees, Callee.unresolved(this));
    }

    private InstanceState(VmInstance instance, VmGlobal global) {
        this.instance = instance;
        this.store = instance.store;
        this.globals = new VmGlobal[] {global};
        this.noBytes = new byte[WARMUP_BYTES];
        this.tables = instance.tables;
        this.memories = new VmMemory[0];
        this.typeIds = instance.typeIds;
        this.memory = null;
        this.callees = new Callee[1];
    }

    /// The state for a [Warmup]: an array as memory, one global, one function.
    static InstanceState forWarmup(VmInstance instance, VmGlobal global, int[] code) {
        InstanceState state = new InstanceState(instance, global);
        state.callees[0] =
                Callee.ofCode(new FunctionCode(2, 0, code, new int[0], OffsetTable.EMPTY, new int[0]), state);
        return state;
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
        return memory == null ? noBytes : memory.array;
    }

    /// How many bytes of memory 0 are in an array.
    long byteCount() {
        return memory == null ? noBytes.length : memory.arraySize;
    }

    /// Looks at a function that is called for the first time.
    ///
    /// @param index its index in the function index space
    Callee resolve(int index) {
        Callee callee = callees[index];
        if (callee.kind == Callee.Kind.UNRESOLVED) {
            callee = calleeOf(instance.func(index));
            callees[index] = callee;
            if (resolved++ % WARMUP_PERIOD == 0) {
                warmUp();
            }
        }
        return callee;
    }

    private void warmUp() {
        if (warmup == null) {
            warmup = new Warmup(instance);
        }
        warmup.run();
    }

    /// What a call from this instance needs to know of a function.
    Callee calleeOf(VmFunc func) {
        return func instanceof InterpreterFunc ours ? ours.callee : Callee.foreign(func, this);
    }
}
