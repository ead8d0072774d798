package dev.gantry.runtime.machine;

import dev.gantry.environ.VmOffsets.GlobalDefinition;
import dev.gantry.runtime.platform.NativeAccess;
import dev.gantry.runtime.vm.VmGlobal;
import dev.gantry.wasm.types.GlobalType;

/// A global in 16 bytes outside of the Java heap: in the context of the instance that defines it, or, if it belongs to
/// the host, in a place of its own. Until it has its place, the value is in the fields.
///
/// Threading: confined to its store.
final class MachineGlobal extends VmGlobal {
    private static final long LOW = 0xFFFF_FFFFL;

    private final MachineStore machine;
    private final boolean isNarrow;
    private long definition;

    MachineGlobal(MachineStore machine, GlobalType type, long lo, long hi) {
        super(machine.store, type, lo, hi);
        this.machine = machine;
        this.isNarrow = Slots.isNarrow(type.type());
    }

    /// Where the value is; it gets a place of its own if it has none.
    long definition() {
        if (definition == 0) {
            bind(machine.allocate(GlobalDefinition.SIZE));
        }
        return definition;
    }

    /// Moves the value to its place.
    void bind(long address) {
        definition = address;
        set(lo, hi);
    }

    @Override
    public long low() {
        if (definition == 0) {
            return lo;
        }
        machine.checkOpen();
        long slot = NativeAccess.getLong(definition);
        return isNarrow ? slot & LOW : slot;
    }

    @Override
    public long high() {
        if (definition == 0) {
            return hi;
        }
        machine.checkOpen();
        return NativeAccess.getLong(definition + Long.BYTES);
    }

    @Override
    public void set(long low, long high) {
        if (definition == 0) {
            super.set(low, high);
            return;
        }
        machine.checkOpen();
        NativeAccess.putLong(definition, isNarrow ? low & LOW : low);
        NativeAccess.putLong(definition + Long.BYTES, high);
    }
}
