package dev.gantry.runtime.component;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import java.util.ArrayList;
import java.util.List;

/// What is borrowed for the time of one call.
///
/// Threading: confined to its store.
final class CallScope {
    private int borrows;
    private boolean isOver;
    private final List<HandleTable.Entry> lentByGuest = new ArrayList<>(0);
    private final List<VmResource> lentByHost = new ArrayList<>(0);
    private final List<VmResource> borrowedByHost = new ArrayList<>(0);

    /// The callee has got a borrowed handle in its table.
    void borrowed() {
        borrows++;
    }

    /// The callee has dropped one.
    void dropped() {
        borrows--;
    }

    void lend(HandleTable.Entry entry) {
        entry.lends++;
        lentByGuest.add(entry);
    }

    void lend(VmResource resource) {
        resource.lend();
        lentByHost.add(resource);
    }

    /// The host has got a handle that is over when the call is.
    void lendToHost(VmResource resource) {
        borrowedByHost.add(resource);
    }

    /// Traps unless the callee has dropped what it borrowed.
    void checkDropped() {
        if (borrows != 0) {
            throw TrapSignal.of(Failure.BORROWS_REMAIN);
        }
    }

    /// Whether the call is over, and with it what views show.
    boolean isOver() {
        return isOver;
    }

    /// Gives everything back that was lent.
    void end() {
        isOver = true;
        for (HandleTable.Entry entry : lentByGuest) {
            entry.lends--;
        }
        lentByHost.forEach(VmResource::giveBack);
        borrowedByHost.forEach(VmResource::end);
    }
}
