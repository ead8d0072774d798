package dev.gantry;

import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.MemoryType;
import java.lang.foreign.MemorySegment;
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
        store.vm().checkOwner();
        SizeRanges.check(type);
        return new Memory(store, HostCalls.guarded(store, () -> store.vm().createMemory(type)));
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
        checkOwner();
        return vm.grow(pages);
    }

    /// The memory's bytes as a segment of exactly its current size, without copying. Growing makes a new view
    /// necessary:
    /// an old one may show the bytes from before.
    ///
    /// @return the view; using it after the store was closed is an [IllegalStateException]
    public MemorySegment asSegment() {
        checkOwner();
        return vm.segment();
    }

    /// Copies bytes out of the memory.
    ///
    /// @param address where they start
    /// @param length  how many
    /// @return a new array
    /// @throws IndexOutOfBoundsException if they do not all lie in the memory
    public byte[] read(long address, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(asSegment(), address, MemorySegment.ofArray(bytes), 0, length);
        return bytes;
    }

    /// Copies bytes into the memory.
    ///
    /// @param address where they go
    /// @param bytes   what is written
    /// @throws IndexOutOfBoundsException if they do not all fit into the memory; then nothing is written
    public void write(long address, byte[] bytes) {
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, asSegment(), address, bytes.length);
    }

    /// Shared memories are anybody's.
    private void checkOwner() {
        if (vm.home() != null) {
            store.vm().checkOwner();
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
