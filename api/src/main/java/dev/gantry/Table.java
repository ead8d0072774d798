package dev.gantry;

import dev.gantry.runtime.vm.VmTable;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.TableType;
import org.jspecify.annotations.Nullable;

/// A table of references. Two are equal if they are the same table.
///
/// Threading: confined to its store.
///
/// @wasm syntax-tableinst
public final class Table implements Extern {
    private final Store<?> store;
    private final VmTable vm;

    Table(Store<?> store, VmTable vm) {
        this.store = store;
        this.vm = vm;
    }

    /// Makes a table of its minimum size.
    ///
    /// @param store the store to put it into
    /// @param type  its type
    /// @param init  the value of every element
    /// @return the table
    /// @throws ResourceLimitException   if the store's limiter refuses
    /// @throws IllegalArgumentException if the value does not fit, or no table can have the type
    public static Table of(Store<?> store, TableType type, Val init) {
        SizeRanges.check(type);
        return HostCalls.inside(store, () -> {
            int ref = Vals.toRef(store, type.element(), init);
            return new Table(store, store.vm().createTable(type, ref));
        });
    }

    /// The declared type with the current size as its minimum.
    ///
    /// @return the type
    public TableType type() {
        store.vm().checkOwner();
        return vm.type();
    }

    @Override
    public ExternType externType() {
        return type();
    }

    /// The number of elements.
    ///
    /// @return at least zero
    public long size() {
        store.vm().checkOwner();
        return vm.size;
    }

    /// Reads an element.
    ///
    /// @param index which one
    /// @return the reference
    /// @throws IndexOutOfBoundsException if there is no such element
    public Val get(long index) {
        store.vm().enter();
        try {
            checkIndex(index);
            return Vals.fromRef(store, type().element(), vm.get(index));
        } finally {
            store.vm().exit();
        }
    }

    /// Writes an element.
    ///
    /// @param index which one
    /// @param value the reference
    /// @throws IndexOutOfBoundsException if there is no such element
    /// @throws IllegalArgumentException  if the value does not fit
    public void set(long index, Val value) {
        store.vm().enter();
        try {
            checkIndex(index);
            vm.set(index, Vals.toRef(store, type().element(), value));
        } finally {
            store.vm().exit();
        }
    }

    private void checkIndex(long index) {
        if (index < 0 || index >= vm.size) {
            throw new IndexOutOfBoundsException("expected an index below " + vm.size + ", found " + index);
        }
    }

    /// Grows the table.
    ///
    /// @param delta by how many elements
    /// @param init  their value
    /// @return the size before; -1 if it could not grow
    /// @throws IllegalArgumentException if the value does not fit
    public long grow(long delta, Val init) {
        store.vm().enter();
        try {
            return vm.grow(delta, Vals.toRef(store, type().element(), init));
        } finally {
            store.vm().exit();
        }
    }

    VmTable vm() {
        return vm;
    }

    Store<?> store() {
        return store;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a table is what it is, whoever looks at it
    public boolean equals(@Nullable Object other) {
        return other instanceof Table table && table.vm == vm;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(vm);
    }
}
