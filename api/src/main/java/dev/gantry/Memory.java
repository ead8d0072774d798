package dev.gantry;

import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.MemoryType;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/// A linear memory. Every access is checked against the current size. Two are equal if they are the same memory.
///
/// Threading: confined to its store, unless it is shared.
///
/// @wasm syntax-meminst
public final class Memory implements Extern {
    private final Store<?> store;
    private final VmMemory vm;

    Memory(Store<?> store, VmMemory vm) {
        this.store = store;
        this.vm = vm;
    }

    /// Makes a memory of its minimum size, zeroed.
    ///
    /// @param store the store to put it into
    /// @param type  its type
    /// @return the memory
    /// @throws ResourceLimitException   if the store's limiter refuses
    /// @throws IllegalArgumentException if no memory can have the type
    public static Memory of(Store<?> store, MemoryType type) {
        SizeRanges.check(type);
        return HostCalls.inside(store, () -> new Memory(store, store.vm().createMemory(type)));
    }

    /// The declared type with the current size as its minimum.
    ///
    /// @return the type
    public MemoryType type() {
        checkOwner();
        return vm.type();
    }

    @Override
    public ExternType externType() {
        return type();
    }

    /// The size in pages.
    ///
    /// @return at least zero
    public long size() {
        checkOwner();
        return vm.pages();
    }

    /// The size in bytes.
    ///
    /// @return at least zero
    public long byteSize() {
        checkOwner();
        return vm.byteSize();
    }

    /// Grows the memory.
    ///
    /// @param pages by how much
    /// @return the size before, in pages; -1 if it could not grow
    public long grow(long pages) {
        enter();
        try {
            return vm.grow(pages);
        } finally {
            exit();
        }
    }

    /// The memory's bytes as a segment of exactly its current size, without copying. Growing makes a new view
    /// necessary: an old one may show the bytes from before.
    ///
    /// Other threads may use the view at any time. When the store is closed, a view of memory outside of the
    /// Java heap ends: using it is an [IllegalStateException]. One that another thread is handing to a
    /// channel at that moment ends when that is over.
    ///
    /// @return the view
    public MemorySegment asSegment() {
        enter();
        try {
            return vm.segment();
        } finally {
            exit();
        }
    }

    /// Copies bytes out of the memory.
    ///
    /// @param address where they start
    /// @param length  how many
    /// @return a new array
    /// @throws IndexOutOfBoundsException if they do not all lie in the memory
    public byte[] read(long address, int length) {
        byte[] bytes = new byte[length];
        enter();
        try {
            MemorySegment.copy(vm.bytes(), address, MemorySegment.ofArray(bytes), 0, length);
        } finally {
            exit();
        }
        return bytes;
    }

    /// Copies bytes into the memory.
    ///
    /// @param address where they go
    /// @param bytes   what is written
    /// @throws IndexOutOfBoundsException if they do not all fit into the memory; then nothing is written
    public void write(long address, byte[] bytes) {
        enter();
        try {
            MemorySegment.copy(MemorySegment.ofArray(bytes), 0, vm.bytes(), address, bytes.length);
        } finally {
            exit();
        }
    }

    /// Shared memories are anybody's.
    private void checkOwner() {
        if (vm.home() != null) {
            store.vm().checkOwner();
        }
    }

    /// Keeps the memory where it is until [#exit].
    private void enter() {
        VmStore home = vm.home();
        if (home != null) {
            home.enter();
        }
    }

    @SuppressWarnings("ReachabilityFenceUsage") // finally blocks call this method
    private void exit() {
        VmStore home = vm.home();
        if (home != null) {
            home.exit();
        } else {
            Reference.reachabilityFence(vm); // a shared memory stays as long as somebody can reach it
        }
    }

    VmMemory vm() {
        return vm;
    }

    Store<?> store() {
        return store;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a memory is what it is, whoever looks at it
    public boolean equals(@Nullable Object other) {
        return other instanceof Memory memory && memory.vm == vm;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(vm);
    }
}
