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
        if (args.length != params.size()) {
            throw new IllegalArgumentException("expected " + params.size() + " arguments, found " + args.length);
        }
        for (int at = 0; at < args.length; at++) {
            params.get(at).check(args[at], component);
        }
        VmStore store = component.store();
        store.enter();
        try {
            return enter(params, result, args);
        } catch (TrapSignal signal) {
            throw Backtraces.trap(store, signal);
        } catch (GuestThrow _) { // a wasm exception does not leave its component
            throw Backtraces.trap(store, TrapSignal.of(Failure.UNCAUGHT_COMPONENT_EXCEPTION));
        } finally {
            store.exit();
        }
    }

    private @Nullable Object enter(List<Codec> params, @Nullable Codec result, @Nullable Object[] args) {
        InstanceState instance = options.instance();
        instance.enter(null);
        CallScope scope = new CallScope();
        try {
            Transfer transfer = new Transfer(component, options, scope);
            long[] slots = new long[Math.max(callee.paramSlots, callee.resultSlots)];
            instance.mayLeave = false;
            lower(transfer, params, args, slots);
            instance.mayLeave = true;
            callee.call(slots, 0);
            scope.checkDropped();
            Object lifted = result == null ? null : lift(transfer, result, slots);
            postReturn(instance, slots);
            instance.leave(null);
            return lifted;
        } finally {
            scope.end();
        }
    }

    private void lower(Transfer transfer, List<Codec> params, @Nullable Object[] args, long[] slots) {
        InterfaceType.RecordType tuple = type.params();
        if (type.hasIndirectParams(transfer.is64)) {
            Abi abi = tuple.abi(transfer.is64);
            long address = transfer.allocate(abi.size(), abi.align());
            for (int at = 0; at < args.length; at++) {
                params.get(at).store(transfer, args[at], address + tuple.offset(at, transfer.is64));
            }
            slots[0] = address;
        } else {
            int slot = 0;
            for (int at = 0; at < args.length; at++) {
                params.get(at).lower(transfer, args[at], slots, slot);
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
