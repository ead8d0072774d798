package dev.gantry.runtime.machine;

import dev.gantry.environ.Tunables;
import dev.gantry.environ.VmOffsets;
import dev.gantry.environ.VmOffsets.FuncRef;
import dev.gantry.environ.VmOffsets.HostFuncContext;
import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.environ.VmOffsets.TagDefinition;
import dev.gantry.environ.gc.ArrayHeap;
import dev.gantry.environ.spi.GcHeap;
import dev.gantry.runtime.platform.NativeAccess;
import dev.gantry.runtime.platform.NativeArena;
import dev.gantry.runtime.platform.Stack;
import dev.gantry.runtime.platform.Stacks;
import dev.gantry.runtime.platform.Trampolines;
import dev.gantry.runtime.vm.Activation;
import dev.gantry.runtime.vm.StateForm;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.runtime.vm.VmGlobal;
import dev.gantry.runtime.vm.VmHeap;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.runtime.vm.VmLayout;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.runtime.vm.VmTable;
import dev.gantry.runtime.vm.VmTag;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.TableType;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The state of a store where machine code reaches it: its context, the array of its function references, the contexts
/// of its instances and host functions, and a stack of its own.
///
/// Everything here is freed when the store is closed, or unreachable; memories are closed one by one, and the collected
/// heap may go to another store.
///
/// Threading: confined to its store, but for [#deadlineMoved].
final class MachineStore implements StateForm {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final int FIRST_FUNC_REFS = 64;

    final VmStore store;

    /// The address of the store's context.
    final long context;

    /// Whether code counts fuel, so that the count has to be carried to the context and back.
    final boolean countsFuel;

    private final boolean hasGuards;
    private final Resources resources;
    private final Cleaner.Cleanable cleanable;
    private final Map<Long, MachineInstance> instances = new HashMap<>();
    private final IdentityHashMap<VmTag, Long> tags = new IdentityHashMap<>();

    /// Shared memories with a definition here.
    private final List<MachineMemory> sharedMemories = new ArrayList<>();
    private @Nullable Stack stack;
    private long stackTop;
    private @Nullable MachineActivation outermost;
    private @Nullable MachineInstance lastInstance;
    private @Nullable MachineHeap heap;
    private @Nullable CastTable casts;
    private long funcRefs;
    private int funcRefCapacity;
    private int funcRefCount = 1; // null
    private int tagCount;
    private long payload;
    private long payloadBytes;

    /// Written with the lock, so that other threads do not write to what is freed.
    private volatile boolean isClosed;

    /// What must be given back, whoever finds out that it is time.
    private static final class Resources implements Runnable {
        final NativeArena arena = new NativeArena();
        final Trampolines trampolines = new Trampolines();
        private @Nullable Stack stack;

        Stack acquire(long usableBytes) {
            Stack made = Stacks.ofProcess().acquire(usableBytes);
            stack = made;
            return made;
        }

        @Override
        public void run() {
            arena.close();
            trampolines.close();
            if (stack != null) {
                Stacks.ofProcess().release(stack);
                stack = null;
            }
        }
    }

    /// Makes the context.
    ///
    /// @param store    the store, which is not complete yet
    /// @param tunables what its code depends on
    MachineStore(VmStore store, Tunables tunables) {
        this.store = store;
        this.countsFuel = tunables.consumeFuel();
        this.hasGuards = tunables.signalsBasedTraps();
        this.resources = new Resources();
        this.cleanable = CLEANER.register(this, resources);
        this.context = allocate(StoreContext.SIZE);
        NativeAccess.putInt(context + StoreContext.MAGIC, VmOffsets.STORE_MAGIC);
        NativeAccess.putLong(context + StoreContext.EPOCH_DEADLINE, Long.MAX_VALUE);
        NativeAccess.putLong(context + StoreContext.FUNC_REF_COUNT, funcRefCount);
        NativeAccess.putLong(context + StoreContext.EPOCH_ADDRESS, store.epoch.address());
    }

    /// The form of a store.
    static MachineStore of(VmStore store) {
        if (store.form instanceof MachineStore machine) {
            return machine;
        }
        throw Bug.unreachable("a store without machine state");
    }

    /// Allocates zeroed memory that lives as long as the store.
    ///
    /// @throws dev.gantry.runtime.ResourceException if there is no room
    long allocate(long bytes) {
        return resources.arena.allocate(bytes);
    }

    void checkOpen() {
        if (isClosed) {
            throw new IllegalStateException("the store is closed");
        }
    }

    // stack

    /// The stack, made at the first call.
    ///
    /// @throws dev.gantry.runtime.ResourceException if there is no room
    Stack stack() {
        Stack known = stack;
        if (known == null) {
            known = Scarcity.persist(() -> resources.acquire(store.stacks.maxBytes()));
            known.sign(context);
            NativeAccess.putLong(context + StoreContext.STACK_LIMIT, known.limit());
            stack = known;
            stackTop = known.top();
        }
        return known;
    }

    // memories, tables, globals, tags

    @Override
    public VmMemory newMemory(VmStore owner, MemoryType type, long bytes) {
        return MachineMemory.create(this, type, bytes, hasGuards);
    }

    @Override
    public VmTable newTable(VmStore owner, TableType type, int size) {
        return new MachineTable(this, type, size);
    }

    @Override
    public VmGlobal newGlobal(VmStore owner, GlobalType type, long lo, long hi) {
        return new MachineGlobal(this, type, lo, hi);
    }

    /// The definition of a tag.
    long definition(VmTag tag) {
        return tags.computeIfAbsent(tag, _ -> {
            long at = allocate(TagDefinition.SIZE);
            NativeAccess.putInt(at + TagDefinition.TYPE_ID, tag.typeId);
            NativeAccess.putInt(at + TagDefinition.TAG_ID, ++tagCount);
            return at;
        });
    }

    // instances

    void adopt(MachineInstance instance) {
        instances.put(instance.context, instance);
    }

    /// The instance whose context is at an address.
    MachineInstance instance(long address) {
        MachineInstance last = lastInstance;
        if (last != null && last.context == address) {
            return last;
        }
        MachineInstance found = instances.get(address);
        if (found == null) {
            throw Bug.unreachable("no instance has its context at 0x" + Long.toHexString(address));
        }
        lastInstance = found;
        return found;
    }

    @Override
    public void allocated(VmInstance instance) {
        MachineInstance.of(instance).fill();
        if (store.heap != null) {
            makeLayouts(store.heap, instance);
        }
    }

    // functions

    @Override
    public void registered(VmFunc func) {
        int id = func.id;
        if (id >= funcRefCapacity) {
            growFuncRefs(id);
        }
        long at = funcRef(id);
        if (func instanceof MachineFunc ours) {
            NativeAccess.putLong(at + FuncRef.WASM_CALL, ours.wasmCall);
            NativeAccess.putLong(at + FuncRef.CONTEXT, ours.home.context);
        } else {
            NativeAccess.putLong(
                    at + FuncRef.WASM_CALL, resources.trampolines.hostCall(MachineCode.signature(func.type)));
            NativeAccess.putLong(at + FuncRef.CONTEXT, hostContext(id));
        }
        NativeAccess.putInt(at + FuncRef.TYPE_ID, func.typeId);
        NativeAccess.putInt(at + FuncRef.FUNC_ID, id);
        funcRefCount = Math.max(funcRefCount, id + 1);
        NativeAccess.putLong(context + StoreContext.FUNC_REF_COUNT, funcRefCount);
    }

    /// The entry from the host for a function's signature.
    long arrayCall(MachineFunc func) {
        long address = resources.trampolines.arrayCall(MachineCode.signature(func.type));
        if (func.id != 0) {
            NativeAccess.putLong(funcRef(func.id) + FuncRef.ARRAY_CALL, address);
        }
        return address;
    }

    private long hostContext(int id) {
        long at = allocate(HostFuncContext.SIZE);
        NativeAccess.putInt(at + HostFuncContext.MAGIC, VmOffsets.HOST_FUNC_MAGIC);
        NativeAccess.putInt(at + HostFuncContext.FUNC_ID, id);
        NativeAccess.putLong(at + HostFuncContext.STORE_CONTEXT, context);
        return at;
    }

    private void growFuncRefs(int id) {
        int capacity = Math.max(FIRST_FUNC_REFS, Math.max(2 * funcRefCapacity, id + 1));
        long larger = allocate((long) FuncRef.SIZE * capacity);
        if (funcRefCapacity > 0) {
            NativeAccess.copy(funcRefs, larger, (long) FuncRef.SIZE * funcRefCapacity);
        }
        funcRefs = larger;
        funcRefCapacity = capacity;
        NativeAccess.putLong(context + StoreContext.FUNC_REFS, larger);
    }

    /// Where the reference to a function is, until the next function is registered.
    long funcRef(int id) {
        return funcRefs + (long) FuncRef.SIZE * id;
    }

    // calls

    /// The activation of a call that is about to begin, which may have served calls before.
    ///
    /// @param outer the store's innermost one
    MachineActivation activation(@Nullable Activation outer) {
        if (outer instanceof MachineActivation below) {
            return below.inner();
        }
        if (outer != null) {
            throw Bug.unreachable("frames of another strategy");
        }
        MachineActivation known = outermost;
        if (known == null) {
            known = MachineActivation.outermost(this);
            outermost = known;
        }
        return known.begun(stackTop != 0 ? stackTop : stack().top());
    }

    /// Room for the payload of an exception, until the next one.
    long payload(int bytes) {
        if (bytes > payloadBytes || payload == 0) {
            payloadBytes = Math.max(bytes, 2 * payloadBytes);
            payload = allocate(payloadBytes);
        }
        return payload;
    }

    // collected heap

    @Override
    public GcHeap newHeap(long maxBytes, ArrayHeap.Limiter limiter) {
        return Scarcity.persist(() -> MachineHeap.create(maxBytes, hasGuards, limiter));
    }

    @Override
    public void heapMade(VmHeap made) {
        if (!(made.heap instanceof MachineHeap bytes)) {
            throw Bug.unreachable("a collected heap in Java objects");
        }
        bytes.use(context, !made.countsAllocations());
        heap = bytes;
        casts = new CastTable(this);
        NativeAccess.putLong(context + StoreContext.GC_CASTS, casts.address);
        instances.values().forEach(instance -> makeLayouts(made, instance.instance));
    }

    /// Code allocates objects of all types that its module names.
    private static void makeLayouts(VmHeap heap, VmInstance instance) {
        for (int typeId : instance.typeIds) {
            if (!instance.store.types.isFuncType(typeId)) {
                VmLayout _ = heap.layout(typeId);
            }
        }
    }

    /// Whether an object is of a type or one below it.
    boolean isOfType(int ref, int typeId) {
        CastTable known = casts;
        if (known == null) {
            throw Bug.unreachable("a cast without a collected heap");
        }
        return known.isOfType(ref, typeId);
    }

    @Override
    public void deadlineMoved(long epoch) {
        synchronized (resources) {
            if (!isClosed) {
                NativeAccess.putLongVolatile(context + StoreContext.EPOCH_DEADLINE, epoch);
            }
        }
    }

    /// Notes a shared memory that has a definition here.
    void knows(MachineMemory memory) {
        sharedMemories.add(memory);
    }

    @Override
    public void close() {
        sharedMemories.forEach(memory -> memory.forget(this)); // not below: growth takes its lock first
        sharedMemories.clear();
        synchronized (resources) {
            isClosed = true;
            if (heap != null) {
                heap.leave();
                heap = null;
            }
            instances.clear();
            lastInstance = null;
            stack = null;
            stackTop = 0;
            tags.clear();
            cleanable.clean();
        }
    }

    /// Runs something unless the store is closed, and keeps it open meanwhile.
    void whileOpen(Runnable action) {
        synchronized (resources) {
            if (!isClosed) {
                action.run();
            }
        }
    }
}
