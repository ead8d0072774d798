package dev.gantry.runtime.vm;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Trap;

/// A host function. It needs no compiler and no module (R128, R154), and is a kind of function of its own (R88).
///
/// Threading: confined to its store.
///
/// @wasm syntax-hostfunc
public final class HostFunc extends VmFunc {
    /// What it does.
    public final HostCode code;

    /// A host function.
    ///
    /// @param store  its store
    /// @param typeId the canonical id of its type, a function type
    /// @param code   what it does
    public HostFunc(VmStore store, int typeId, HostCode code) {
        super(store, typeId);
        this.code = code;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the same exception on its way out, not an equal one
    public void call(long[] slots, int base) {
        VmStore owner = store;
        owner.safepoint(slots, base, base + paramSlots);
        CallHook hook = owner.callHook;
        try {
            if (hook != null) {
                hook.passing(CallHook.Passage.CALLING_HOST);
            }
            code.call(owner.caller, slots, base);
        } catch (TrapSignal signal) {
            if (owner.activation != null) {
                throw signal;
            }
            throw Backtraces.trap(owner, signal);
        } catch (Throwable thrown) {
            if (owner.thrownByHost != thrown) {
                owner.thrownByHost = thrown;
                note(thrown);
            }
            throw HostFunc.<RuntimeException>unchecked(thrown);
        } finally {
            if (hook != null) {
                hook.passing(CallHook.Passage.RETURNING_FROM_HOST);
            }
        }
    }

    /// Attaches the wasm frames, unless the exception carries some or there is no stack left to do it.
    private void note(Throwable thrown) {
        if (store.activation != null
                && !(thrown instanceof Trap || thrown instanceof GuestThrow || thrown instanceof StackOverflowError)) {
            Backtraces.attach(thrown, Backtraces.capture(store));
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the compiler is told that nothing is checked
    private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
