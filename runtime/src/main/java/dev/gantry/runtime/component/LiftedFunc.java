package dev.gantry.runtime.component;

import dev.gantry.environ.component.Abi;
import dev.gantry.environ.component.ComponentFuncType;
import dev.gantry.environ.component.InterfaceType;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.vm.Backtraces;
import dev.gantry.runtime.vm.GuestThrow;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function that a component exports: a core function with the options by which its values pass.
///
/// Threading: confined to its store.
public final class LiftedFunc {
    private final VmComponentInstance component;
    private final ComponentFuncType type;
    private final VmFunc callee;
    private final CanonOptions options;

    LiftedFunc(VmComponentInstance component, ComponentFuncType type, VmFunc callee, CanonOptions options) {
        this.component = component;
        this.type = type;
        this.callee = callee;
        this.options = options;
    }

    /// The type.
    ///
    /// @return the type
    public ComponentFuncType type() {
        return type;
    }

    /// The instance that it belongs to.
    ///
    /// @return the outermost instance
    public VmComponentInstance component() {
        return component;
    }

    /// Calls the function: lowers the arguments, runs the guest, lifts the result, and lets the guest clean
    /// up (R71). After a failure the instance cannot be entered any more (R70).
    ///
    /// @param params a codec for each parameter
    /// @param result a codec for the result, or null
    /// @param args   one value for each parameter
    /// @return the result, null if there is none
    /// @throws IllegalArgumentException if an argument does not fit; nothing has happened then
    /// @throws dev.gantry.wasm.Trap     if it traps
    public @Nullable Object call(List<Codec> params, @Nullable Codec result, @Nullable Object[] args) {
        check(params, args);
        VmStore store = component.store();
        store.enter();
        try {
            Returned returned = enter(params, result, args);
            returned.cleanUp();
            return returned.value;
        } catch (TrapSignal | GuestThrow thrown) {
            throw trap(store, thrown);
        } finally {
            store.exit();
        }
    }

    /// The first half of [#call]: all but the cleaning up. Until [Returned#end] nobody can enter the instance, and
    /// what the result refers to stays where it is in the guest's memory.
    ///
    /// @param params a codec for each parameter
    /// @param result a codec for the result, or null
    /// @param args   one value for each parameter
    /// @return the result, and what is left to do
    /// @throws IllegalArgumentException if an argument does not fit; nothing has happened then
    /// @throws dev.gantry.wasm.Trap     if it traps
    public Returned begin(List<Codec> params, @Nullable Codec result, @Nullable Object[] args) {
        check(params, args);
        VmStore store = component.store();
        store.enter();
        try {
            return enter(params, result, args);
        } catch (TrapSignal | GuestThrow thrown) {
            throw trap(store, thrown);
        } finally {
            store.exit();
        }
    }

    private void check(List<Codec> params, @Nullable Object[] args) {
        if (args.length != params.size()) {
            throw new IllegalArgumentException("expected " + params.size() + " arguments, found " + args.length);
        }
        for (int at = 0; at < args.length; at++) {
            try {
                params.get(at).check(args[at], component);
            } catch (ValueMismatch wrong) {
                throw wrong.at(type.names().get(at));
            }
        }
    }

    /// What leaves a component: a trap. A wasm exception does not (R79).
    static Trap trap(VmStore store, RuntimeException thrown) {
        return Backtraces.trap(
                store,
                thrown instanceof TrapSignal signal ? signal : TrapSignal.of(Failure.UNCAUGHT_COMPONENT_EXCEPTION));
    }

    /// A call that has given its result and has not cleaned up yet (R71).
    ///
    /// Threading: confined to its store.
    public final class Returned {
        private final CallScope scope;
        private final long[] slots;
        private final @Nullable Object value;
        private boolean isOver;

        private Returned(CallScope scope, long[] slots, @Nullable Object value) {
            this.scope = scope;
            this.slots = slots;
            this.value = value;
        }

        /// The result.
        ///
        /// @return the result, null if there is none
        public @Nullable Object value() {
            return value;
        }

        /// The second half of the call: lets the guest clean up. Does nothing the second time.
        ///
        /// @throws Trap if the guest traps
        public void end() {
            VmStore store = component.store();
            store.enter();
            try {
                cleanUp();
            } catch (TrapSignal | GuestThrow thrown) {
                throw trap(store, thrown);
            } finally {
                store.exit();
            }
        }

        private void cleanUp() {
            if (isOver) {
                return;
            }
            isOver = true;
            try {
                postReturn(options.instance(), slots);
                options.instance().leave(null);
            } finally {
                scope.end();
            }
        }
    }

    private Returned enter(List<Codec> params, @Nullable Codec result, @Nullable Object[] args) {
        InstanceState instance = options.instance();
        instance.enter(null);
        CallScope scope = new CallScope();
        boolean hasReturned = false;
        try {
            Transfer transfer = new Transfer(component, options, scope);
            long[] slots = new long[Math.max(callee.paramSlots, callee.resultSlots)];
            instance.mayLeave = false;
            lower(transfer, params, args, slots);
            instance.mayLeave = true;
            callee.call(slots, 0);
            scope.checkDropped();
            Object lifted = result == null ? null : lift(transfer, result, slots);
            hasReturned = true;
            return new Returned(scope, slots, lifted);
        } finally {
            if (!hasReturned) {
                scope.end();
            }
        }
    }

    private void lower(Transfer transfer, List<Codec> params, @Nullable Object[] args, long[] slots) {
        InterfaceType.RecordType tuple = type.params();
        if (type.hasIndirectParams(transfer.is64)) {
            Abi abi = tuple.abi(transfer.is64);
            long address = transfer.allocate(abi.size(), abi.align());
            for (int at = 0; at < args.length; at++) {
                try {
                    params.get(at).store(transfer, args[at], address + tuple.offset(at, transfer.is64));
                } catch (ValueMismatch wrong) { // it fitted a moment ago
                    throw wrong.at(type.names().get(at));
                }
            }
            slots[0] = address;
        } else {
            int slot = 0;
            for (int at = 0; at < args.length; at++) {
                try {
                    params.get(at).lower(transfer, args[at], slots, slot);
                } catch (ValueMismatch wrong) { // it fitted a moment ago
                    throw wrong.at(type.names().get(at));
                }
                slot += params.get(at).abi(transfer).flatCount();
            }
        }
        Transfer.extend(callee.type.params(), slots, 0);
    }

    private @Nullable Object lift(Transfer transfer, Codec result, long[] slots) {
        if (!type.hasIndirectResult(transfer.is64)) {
            return result.lift(transfer, slots, 0);
        }
        Abi abi = result.abi(transfer);
        long address = transfer.address(slots[0]);
        transfer.check(address, abi.size(), abi.align(), Failure.POINTER_OUT_OF_BOUNDS);
        return result.load(transfer, address);
    }

    private void postReturn(InstanceState instance, long[] results) {
        VmFunc cleanup = options.postReturn();
        if (cleanup != null) {
            instance.mayLeave = false;
            cleanup.call(Arrays.copyOf(results, Math.max(cleanup.paramSlots, cleanup.resultSlots)), 0);
            instance.mayLeave = true;
        }
    }
}
