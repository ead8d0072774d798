package dev.gantry.runtime.vm;

import dev.gantry.environ.spi.GcRefs;
import java.util.Arrays;
import java.util.BitSet;

/// Marks the host objects and exceptions that a store holds: precisely where places are known to hold
/// references, and conservatively elsewhere: a slot whose low half could be a reference counts as one.
///
/// Exceptions that are found keep what their payload refers to.
///
/// Threading: confined to its store.
final class RefMarker {
    private final VmStore store;
    private final RefTable hostRefs;
    private final RefTable exceptions;
    final BitSet liveHostRefs = new BitSet();
    final BitSet liveExceptions = new BitSet();
    private int[] pending = new int[16];
    private int pendingCount;

    RefMarker(VmStore store) {
        this.store = store;
        this.hostRefs = store.hostRefs;
        this.exceptions = store.exceptions;
    }

    void slots(long[] slots, int from, int to) {
        for (int slot = from; slot < to; slot++) {
            slot(slots[slot]);
        }
    }

    /// Marks what a place holds that is known to be a reference.
    int visit(int ref) {
        foreign(ref);
        return ref;
    }

    void slot(long bits) {
        if (bits <= 0 || bits >>> Integer.SIZE != 0) {
            return; // a reference is its id, zero-extended
        }
        foreign((int) bits);
    }

    /// Marks a host object or an exception; everything else is passed over.
    void foreign(int ref) {
        if (GcRefs.isHost(ref) && hostRefs.isLive(GcRefs.hostId(ref))) {
            liveHostRefs.set(GcRefs.hostId(ref));
        } else if (GcRefs.isExn(ref) && exceptions.isLive(GcRefs.exnId(ref))) {
            int id = GcRefs.exnId(ref);
            if (!liveExceptions.get(id)) {
                liveExceptions.set(id);
                push(id);
            }
        }
    }

    private void push(int id) {
        if (pendingCount == pending.length) {
            pending = Arrays.copyOf(pending, 2 * pendingCount);
        }
        pending[pendingCount++] = id;
    }

    /// Marks what the payloads of the exceptions found so far refer to.
    void finish() {
        while (pendingCount > 0) {
            if (exceptions.get(pending[--pendingCount]) instanceof VmException exn) {
                store.roots.visitPayload(exn, this::visit);
            }
        }
    }
}
