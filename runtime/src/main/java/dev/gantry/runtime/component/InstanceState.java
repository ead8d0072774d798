package dev.gantry.runtime.component;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import org.jspecify.annotations.Nullable;

/// What one instance of a component, nested ones included, keeps while it exists (R21).
///
/// It is entered from the start of a call until its successful end. So a call that fails leaves its instance,
/// and those around it, entered for ever: nobody enters what a failure may have left inconsistent (R70).
///
/// Threading: confined to its store.
final class InstanceState {
    private final @Nullable InstanceState parent;
    private boolean isEntered;

    /// False while the guest serves the canonical ABI, in `realloc` and `post-return` (R69).
    boolean mayLeave = true;

    final HandleTable handles = new HandleTable();

    InstanceState(@Nullable InstanceState parent) {
        this.parent = parent;
    }

    /// Enters this instance and those around it, but for those around the caller, which are entered already.
    ///
    /// @param caller who calls, null for the host
    void enter(@Nullable InstanceState caller) {
        for (InstanceState at = this; at != null && !surrounds(at, caller); at = at.parent) {
            if (at.isEntered) {
                throw TrapSignal.of(Failure.CANNOT_ENTER_COMPONENT);
            }
        }
        setEntered(caller, true);
    }

    /// Ends what [#enter] began, if nothing has failed.
    void leave(@Nullable InstanceState caller) {
        setEntered(caller, false);
    }

    private void setEntered(@Nullable InstanceState caller, boolean isEntered) {
        for (InstanceState at = this; at != null && !surrounds(at, caller); at = at.parent) {
            at.isEntered = isEntered;
        }
    }

    @SuppressWarnings("ReferenceEquality") // instances are compared by identity
    private static boolean surrounds(InstanceState outer, @Nullable InstanceState inner) {
        for (InstanceState at = inner; at != null; at = at.parent) {
            if (at == outer) {
                return true;
            }
        }
        return false;
    }

    void checkMayLeave() {
        if (!mayLeave) {
            throw TrapSignal.of(Failure.CANNOT_LEAVE_COMPONENT);
        }
    }
}
