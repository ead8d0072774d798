package dev.gantry.runtime.vm;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.types.ValType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A host function. It needs no compiler and no module (R128, R154), and is a kind of function of its own (R88).
///
/// Threading: confined to its store.
///
/// @wasm syntax-hostfunc
public final class HostFunc extends VmFunc {
    /// What it does, in one of the two forms.
    private final @Nullable HostCode code;

    private final @Nullable DirectHostCode direct;

    /// A host function.
    ///
    /// @param store  its store
    /// @param typeId the canonical id of its type, a function type
    /// @param code   what it does
    public HostFunc(VmStore store, int typeId, HostCode code) {
        super(store, typeId);
        this.code = code;
        this.direct = null;
    }

    /// A host function of few values.
    ///
    /// @param store  its store
    /// @param typeId the canonical id of its type, a function type that [DirectHostCode] allows
    /// @param code   what it does
    public HostFunc(VmStore store, int typeId, DirectHostCode code) {
        super(store, typeId);
        if (paramSlots > MOST_DIRECT_SLOTS || resultSlots > 1) {
            throw Bug.unreachable("few values expected, found " + type);
        }
        this.code = null;
        this.direct = code;
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
            run(slots, base);
            if (call != null) { // again: the host may have overlooked that its thread was interrupted
                call.check();
            }
            results = type.results();
        } catch (Throwable thrown) {
            throw left(owner, thrown);
        } finally {
            if (hook != null) {
                owner.pass(hook, CallHook.Passage.RETURNING_FROM_HOST, slots, base, results);
            }
        }
    }

    private void run(long[] slots, int base) throws Throwable {
        if (code != null) {
            code.call(store.caller, slots, base);
        } else {
            long result = Objects.requireNonNull(direct)
                    .call(
                            store.caller,
                            slot(slots, base, 0),
                            slot(slots, base, 1),
                            slot(slots, base, 2),
                            slot(slots, base, 3));
            if (resultSlots > 0) {
                slots[base] = result;
            }
        }
    }

    private long slot(long[] slots, int base, int param) {
        return param < paramSlots ? slots[base + param] : 0;
    }

    /// Whether [#callDirectly] is the shortest way.
    ///
    /// @return false if it would have to make an array of slots first
    public boolean isDirect() {
        return direct != null && store.callHook == null && !store.isSafepointDue();
    }

    @Override
    public long callDirectly(long first, long second, long third, long fourth) {
        DirectHostCode body = direct;
        VmStore owner = store;
        if (body == null || owner.callHook != null || owner.isSafepointDue()) {
            return super.callDirectly(first, second, third, fourth);
        }
        AsyncCall<?> call = owner.asyncCall();
        try {
            if (call != null) {
                call.check();
            }
            long result = body.call(owner.caller, first, second, third, fourth);
            if (call != null) { // again, as above
                call.check();
            }
            return result;
        } catch (Throwable thrown) {
            throw left(owner, thrown);
        }
    }

    /// What leaves the function when something leaves its code.
    private static RuntimeException left(VmStore store, Throwable thrown) {
        if (thrown instanceof TrapSignal signal) {
            return store.activation != null ? signal : Backtraces.trap(store, signal);
        }
        Backtraces.leaving(store, thrown);
        throw HostFunc.<RuntimeException>unchecked(thrown);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the compiler is told that nothing is checked
    static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
