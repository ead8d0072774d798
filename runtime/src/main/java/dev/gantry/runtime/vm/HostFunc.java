package dev.gantry.runtime.vm;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.types.ValType;
import java.util.List;

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
    public void call(long[] slots, int base) {
        VmStore owner = store;
        owner.safepoint(slots, base, base + paramSlots);
        CallHook hook = owner.callHook;
        AsyncCall<?> call = owner.asyncCall();
        List<ValType> results = List.of(); // until there are some
        try {
            if (call != null) {
                call.check();
            }
            if (hook != null) {
                owner.pass(hook, CallHook.Passage.CALLING_HOST, slots, base, type.params());
            }
            code.call(owner.caller, slots, base);
            if (call != null) { // again: the host may have overlooked that its thread was interrupted
                call.check();
            }
            results = type.results();
        } catch (TrapSignal signal) {
            if (owner.activation != null) {
                throw signal;
            }
            throw Backtraces.trap(owner, signal);
        } catch (Throwable thrown) {
            Backtraces.leaving(owner, thrown);
            throw HostFunc.<RuntimeException>unchecked(thrown);
        } finally {
            if (hook != null) {
                owner.pass(hook, CallHook.Passage.RETURNING_FROM_HOST, slots, base, results);
            }
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the compiler is told that nothing is checked
    static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
