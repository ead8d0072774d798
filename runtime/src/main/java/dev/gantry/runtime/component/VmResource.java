package dev.gantry.runtime.component;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.vm.GuestThrow;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.Failure;
import org.jspecify.annotations.Nullable;

/// A handle to a resource in the hands of the host: an owned one until it is given away or dropped, or a
/// borrowed one until the call ends that lent it.
///
/// Threading: confined to its store.
public final class VmResource {
    private final VmResourceType type;
    private final int rep;
    private final boolean isOwn;
    private boolean isOver;
    private int lends;

    /// A handle.
    ///
    /// @param type  what it refers to
    /// @param rep   the representation
    /// @param isOwn whether it owns the resource
    public VmResource(VmResourceType type, int rep, boolean isOwn) {
        this.type = type;
        this.rep = rep;
        this.isOwn = isOwn;
    }

    /// What it refers to.
    ///
    /// @return the type
    public VmResourceType type() {
        return type;
    }

    /// The representation.
    ///
    /// @return the number that the definer of the type chose
    public int rep() {
        return rep;
    }

    /// Whether it owns the resource.
    ///
    /// @return false if it borrows
    public boolean isOwn() {
        return isOwn;
    }

    /// Whether it can be used no more.
    ///
    /// @return true after it was given away or dropped, or the call is over that lent it
    public boolean isOver() {
        return isOver;
    }

    /// Says why a value cannot be passed as a handle of a type.
    ///
    /// @param wanted  the type
    /// @param wantsOwn whether ownership passes
    /// @throws ValueMismatch         if the type is another one
    /// @throws IllegalStateException if the handle cannot be used
    void check(VmResourceType wanted, boolean wantsOwn) {
        if (!type.equals(wanted)) {
            throw new ValueMismatch("mismatched resource types");
        }
        if (isOver) {
            throw new IllegalStateException("the resource was given away or dropped, or its borrow is over");
        }
        if (wantsOwn && !isOwn) {
            throw new ValueMismatch("expected an owned resource, found a borrowed one");
        }
        if (wantsOwn && lends != 0) {
            throw new IllegalStateException(Failure.HANDLE_IS_LENT.text());
        }
    }

    void lend() {
        lends++;
    }

    void giveBack() {
        lends--;
    }

    /// Ends the handle without ending the resource.
    void end() {
        isOver = true;
    }

    /// Drops the handle: the end of the resource, if it is an owned one.
    ///
    /// @param store the store
    /// @throws IllegalStateException if it is over already, or lent
    /// @throws dev.gantry.wasm.Trap  if the destructor traps
    public void drop(VmStore store) {
        check(type, isOwn);
        end();
        if (!isOwn) {
            return;
        }
        store.enter();
        try {
            type.destroy(null, rep);
        } catch (TrapSignal | GuestThrow thrown) {
            throw LiftedFunc.trap(store, thrown);
        } finally {
            store.exit();
        }
    }

    @Override
    public String toString() {
        @Nullable Object key = type.hostKey();
        return (isOwn ? "own " : "borrowed ") + (key == null ? "guest resource" : key) + " " + rep;
    }
}
