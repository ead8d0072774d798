package dev.gantry.runtime.machine;

import dev.gantry.environ.VmOffsets.TableDefinition;
import dev.gantry.runtime.ResourceException;
import dev.gantry.runtime.platform.NativeAccess;
import dev.gantry.runtime.vm.VmTable;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.types.TableType;

/// A table whose elements are outside of the Java heap. They move when the table outgrows its room; the definition says
/// where they are. What they leave is freed with the store.
///
/// Threading: confined to its store.
final class MachineTable extends VmTable {
    private static final int[] NO_ELEMENTS = {};

    private final MachineStore machine;
    private long base;
    private int capacity;
    private long definition;

    /// A table, all null.
    ///
    /// @throws ResourceException if there is no room
    MachineTable(MachineStore machine, TableType type, int size) {
        super(machine.store, type, size, NO_ELEMENTS);
        this.machine = machine;
        this.base = machine.allocate((long) Integer.BYTES * size);
        this.capacity = size;
    }

    /// Where the definition is; it gets a place of its own if it has none.
    long definition() {
        if (definition == 0) {
            bind(machine.allocate(TableDefinition.SIZE));
        }
        return definition;
    }

    /// Gives the definition its place.
    void bind(long address) {
        definition = address;
        define();
    }

    private void define() {
        if (definition != 0) {
            NativeAccess.putLong(definition + TableDefinition.BASE, base);
            NativeAccess.putLong(definition + TableDefinition.ELEMENTS, size);
        }
    }

    @Override
    protected boolean reserve(int desired) {
        if (desired <= capacity) {
            return true;
        }
        int generous = generous(capacity, desired);
        try {
            long larger = machine.allocate((long) Integer.BYTES * generous);
            NativeAccess.copy(base, larger, (long) Integer.BYTES * size);
            base = larger;
            capacity = generous;
        } catch (ResourceException _) { // the old elements are still there
            return false;
        }
        define();
        return true;
    }

    @Override
    protected void resize(int elements) {
        super.resize(elements);
        define();
    }

    private long at(int index) {
        return base + (long) Integer.BYTES * index;
    }

    @Override
    protected int elem(int index) {
        return NativeAccess.getInt(at(index));
    }

    @Override
    protected void setElem(int index, int ref) {
        NativeAccess.putInt(at(index), ref);
    }

    @Override
    protected void fillElems(int from, int to, int ref) {
        for (int index = from; index < to; index++) {
            setElem(index, ref);
        }
    }

    @Override
    protected void copyElems(VmTable source, int from, int destination, int count) {
        if (!(source instanceof MachineTable ours)) {
            throw Bug.unreachable("a table in Java objects");
        }
        NativeAccess.copy(ours.at(from), at(destination), (long) Integer.BYTES * count);
    }

    @Override
    protected void copyElems(int[] refs, int from, int destination, int count) {
        for (int index = 0; index < count; index++) {
            setElem(destination + index, refs[from + index]);
        }
    }
}
