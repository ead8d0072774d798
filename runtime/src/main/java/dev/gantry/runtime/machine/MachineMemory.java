package dev.gantry.runtime.machine;

import dev.gantry.environ.VmOffsets.MemoryDefinition;
import dev.gantry.runtime.ResourceException;
import dev.gantry.runtime.platform.NativeAccess;
import dev.gantry.runtime.platform.NativeMemory;
import dev.gantry.runtime.vm.Backing;
import dev.gantry.runtime.vm.SegmentMemory;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.types.MemoryType;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A memory in a reserved range of addresses, which it never leaves, so that code may keep its base.
///
/// ```text
///   |<- byteSize: committed ->|<- reserved, for growth ->|<- guard: accesses with a static offset end here ->|
/// ```
///
/// With signals, a memory with 32-bit addresses and pages of 64 KiB has 4 GiB and a guard of 2 GiB (docs/native.md).
/// Others are checked by code; they have what their type allows, at most 4 GiB, or 16 GiB with 64-bit addresses.
///
/// The definition is in the context of the instance that defines the memory, or in a place of its own. A shared memory
/// may be known to several stores and has a definition in each of them.
///
/// Threading: shared memories are thread-safe; others are confined to their store.
final class MachineMemory extends SegmentMemory {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final long ADDRESSABLE_32 = 4L << 30;
    private static final long RESERVED_64 = 16L << 30;
    private static final long GUARD_BYTES = 2L << 30;
    private static final int WASM_PAGE_LOG2 = 16;

    private final long base;

    /// Guarded by the memory's lock, which growth of shared memories holds.
    private final List<Definition> definitions = new ArrayList<>();

    /// A definition, and the store whose memory it is in.
    private record Definition(WeakReference<MachineStore> machine, long address) {}

    private MachineMemory(@Nullable VmStore store, MemoryType type, long bytes, Range range) {
        super(store, type, bytes, range);
        this.base = range.reservation.address();
    }

    /// Makes a memory.
    ///
    /// @throws ResourceException if there is no room
    static MachineMemory create(MachineStore machine, MemoryType type, long bytes, boolean hasGuards) {
        boolean isGuarded = hasGuards && !type.is64() && type.pageSizeLog2() == WASM_PAGE_LOG2;
        Range range = Scarcity.persist(() -> range(capacity(type, bytes, isGuarded), isGuarded, bytes));
        boolean isMade = false;
        try {
            MachineMemory memory = new MachineMemory(type.isShared() ? null : machine.store, type, bytes, range);
            range.watch(memory);
            isMade = true;
            return memory;
        } finally {
            if (!isMade) {
                range.close();
            }
        }
    }

    private static Range range(long capacity, boolean isGuarded, long bytes) {
        Range range = new Range(NativeMemory.reserve(capacity, isGuarded ? GUARD_BYTES : 0));
        boolean isMade = false;
        try {
            range.reservation.commit(bytes);
            isMade = true;
            return range;
        } finally {
            if (!isMade) {
                range.close();
            }
        }
    }

    private static long capacity(MemoryType type, long bytes, boolean isGuarded) {
        if (isGuarded) {
            return ADDRESSABLE_32;
        }
        long most = type.is64() ? RESERVED_64 : ADDRESSABLE_32;
        long max = type.limits().hasMax()
                        && type.limits().max() >= 0
                        && type.limits().max() <= most
                ? type.limits().max() << type.pageSizeLog2()
                : most;
        return Math.max(bytes, Math.min(max, most));
    }

    /// The range of addresses of a memory.
    private static final class Range implements Backing {
        final NativeMemory.Reservation reservation;
        private Cleaner.@Nullable Cleanable cleanable;

        Range(NativeMemory.Reservation reservation) {
            this.reservation = reservation;
        }

        /// Frees the range when the memory is unreachable, should nobody close it.
        void watch(MachineMemory memory) {
            cleanable = CLEANER.register(memory, reservation::close);
        }

        @Override
        public MemorySegment segment() {
            return NativeAccess.segment(reservation.address(), reservation.capacity());
        }

        @Override
        public MemorySegment view(long bytes) {
            return reservation.segment(bytes);
        }

        @Override
        public boolean commit(long bytes) {
            try {
                reservation.commit(bytes);
                return true;
            } catch (ResourceException _) { // `memory.grow` gives -1
                return false;
            }
        }

        @Override
        public void close() {
            if (cleanable != null) {
                cleanable.clean();
            } else {
                reservation.close();
            }
        }
    }

    /// Where a store's code finds the definition; there is one now if there was none.
    long definition(MachineStore machine) {
        synchronized (this) {
            for (Definition definition : definitions) {
                if (definition.machine().refersTo(machine)) {
                    return definition.address();
                }
            }
        }
        long address = machine.allocate(MemoryDefinition.SIZE);
        bind(machine, address);
        return address;
    }

    /// Gives the definition a place.
    synchronized void bind(MachineStore machine, long address) {
        definitions.removeIf(definition -> definition.machine().refersTo(null));
        definitions.add(new Definition(new WeakReference<>(machine), address));
        if (type().isShared()) {
            machine.knows(this);
        }
        NativeAccess.putLong(address + MemoryDefinition.BASE, base);
        NativeAccess.putLong(address + MemoryDefinition.BYTES, byteSize());
    }

    /// Forgets a store that is closed, of which a shared memory may see very many.
    synchronized void forget(MachineStore machine) {
        definitions.removeIf(definition -> definition.machine().refersTo(machine));
    }

    /// How many stores know it.
    synchronized int definitionCount() {
        return definitions.size();
    }

    @Override
    protected boolean growTo(long bytes) {
        if (!super.growTo(bytes)) {
            return false;
        }
        synchronized (this) {
            definitions.removeIf(definition -> definition.machine().refersTo(null));
            for (Definition definition : definitions) {
                MachineStore machine = definition.machine().get();
                if (machine != null) {
                    machine.whileOpen(
                            () -> NativeAccess.putLongVolatile(definition.address() + MemoryDefinition.BYTES, bytes));
                }
            }
        }
        return true;
    }

    /// The range is all there is.
    @Override
    protected boolean move(long bytes) {
        return false;
    }
}
