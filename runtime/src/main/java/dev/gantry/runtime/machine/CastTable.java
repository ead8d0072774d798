package dev.gantry.runtime.machine;

import dev.gantry.environ.VmOffsets.CastEntry;
import dev.gantry.runtime.platform.NativeAccess;
import dev.gantry.runtime.vm.VmHeap;
import dev.gantry.runtime.vm.VmStore;
import java.util.HashMap;
import java.util.Map;

/// Where machine code finds the supertypes of an object's type: a table of [CastEntry]s by the lowest bits of the first
/// word of the header. Types get there when code asks for the first time, or again after another took their place.
///
/// Threading: confined to its store.
final class CastTable {
    private final MachineStore machine;

    /// Where the table is.
    final long address;

    private final Map<Integer, Long> displays = new HashMap<>();

    CastTable(MachineStore machine) {
        this.machine = machine;
        this.address = machine.allocate((long) CastEntry.SIZE * CastEntry.COUNT);
        for (int entry = 0; entry < CastEntry.COUNT; entry++) { // each has a word that belongs into another
            NativeAccess.putInt(address + (long) CastEntry.SIZE * entry + CastEntry.WORD, ~entry);
        }
    }

    /// Whether an object is of a type or one below it; the next time code need not ask.
    ///
    /// @param ref    a reference to an object
    /// @param typeId the canonical type
    boolean isOfType(int ref, int typeId) {
        VmStore store = machine.store;
        VmHeap heap = store.heap();
        boolean isOf = heap.isOfType(ref, typeId);
        int word = heap.layout(heap.typeOf(ref)).word();
        if (heap.heap.load32(ref) == word) {
            long entry = address + (long) CastEntry.SIZE * (word & CastEntry.COUNT - 1);
            NativeAccess.putLong(entry + CastEntry.DISPLAY, display(heap.typeOf(ref)));
            NativeAccess.putInt(entry + CastEntry.WORD, word);
        }
        return isOf;
    }

    private long display(int typeId) {
        return displays.computeIfAbsent(typeId, id -> {
            int[] path = machine.store.types.interner().path(id);
            long at = machine.allocate((long) Integer.BYTES * (1 + path.length));
            NativeAccess.putInt(at, path.length);
            for (int depth = 0; depth < path.length; depth++) {
                NativeAccess.putInt(at + (long) Integer.BYTES * (1 + depth), path[depth]);
            }
            return at;
        });
    }
}
