package dev.gantry.runtime.machine;

import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.platform.Machine;
import dev.gantry.runtime.platform.NativeAccess;
import dev.gantry.runtime.platform.Status;
import dev.gantry.runtime.vm.GuestThrow;
import dev.gantry.runtime.vm.HostFunc;
import dev.gantry.runtime.vm.ValueStacks;
import dev.gantry.runtime.vm.VmException;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Calls from the host: the loop that serves what wasm code requests, until the call returns or is left. It belongs to
/// an activation, and serves one call after the other.
///
/// A call that is left by an exception is not resumed. Nothing has to be cleaned up then: whoever runs next has noted
/// where his stack is free, in his [MachineActivation].
///
/// Threading: confined to its store.
final class MachineCall {
    private static final long ALIGNMENT = 16;
    private static final long[] NO_SLOTS = {};
    private static final Failure[] FAILURES = Failure.values();

    private final MachineStore machine;
    private final VmStore store;
    private final long context;
    private final MachineActivation activation;
    private final boolean countsFuel;

    MachineCall(MachineStore machine, MachineActivation activation) {
        this.machine = machine;
        this.store = machine.store;
        this.context = machine.context;
        this.activation = activation;
        this.countsFuel = machine.countsFuel;
    }

    /// Runs a function.
    ///
    /// @param func  the function
    /// @param slots holds the parameters and receives the results
    /// @param base  where
    void run(MachineFunc func, long[] slots, int base) {
        long area = activation.wasmSp() - (long) Long.BYTES * Math.max(func.paramSlots, func.resultSlots) & -ALIGNMENT;
        Slots.write(slots, base, func.paramSlots, area);
        run(func, area);
        Slots.read(area, slots, base, func.resultSlots);
        VarHandle.releaseFence(); // as below
    }

    /// Runs a function of at most [VmFunc#MOST_DIRECT_SLOTS] slots of parameters.
    ///
    /// @param func   the function
    /// @param first  the first parameter's slot, if there is one; and so on
    /// @param second the second
    /// @param third  the third
    /// @param fourth the fourth
    /// @return the first slot of the results, if there is one
    long runDirectly(MachineFunc func, long first, long second, long third, long fourth) {
        int room = Long.BYTES * Math.max(VmFunc.MOST_DIRECT_SLOTS, func.resultSlots);
        long area = activation.wasmSp() - room & -ALIGNMENT;
        Slots.put(area, 0, first);
        Slots.put(area, 1, second);
        Slots.put(area, 2, third);
        Slots.put(area, 3, fourth);
        run(func, area);
        long result = Slots.get(area, 0);
        VarHandle.releaseFence(); // it is read before the store is left, and may be closed by another thread
        return result;
    }

    /// Enters the code, which checks that the stack has room; below its limit there is enough for the slots.
    private void run(MachineFunc func, long area) {
        store.depth++;
        NativeAccess.putLong(context + StoreContext.WASM_SP, area);
        giveFuel();
        long status = Machine.enter(context, func.arrayCall(), func.wasmCall, func.context, area);
        while (status != Status.DONE) {
            status = serve(status);
        }
        takeFuel();
    }

    private void giveFuel() {
        if (countsFuel) {
            NativeAccess.putLong(context + StoreContext.FUEL, store.fuel);
        }
    }

    private void takeFuel() {
        if (countsFuel) {
            store.fuel = NativeAccess.getLong(context + StoreContext.FUEL);
        }
    }

    private long serve(long status) {
        int kind = Status.kind(status);
        takeFuel();
        if (kind == Status.EXHAUSTED) {
            throw TrapSignal.of(Failure.CALL_STACK_EXHAUSTED);
        }
        long sp = NativeAccess.getLong(context + StoreContext.WASM_SP);
        activation.stopped(
                NativeAccess.getLong(context + StoreContext.LAST_EXIT_FP),
                NativeAccess.getLong(context + StoreContext.LAST_EXIT_PC),
                sp,
                kind == Status.FAULT);
        long exnref = 0;
        long payload = 0;
        try {
            switch (kind) {
                case Status.HOST -> callHost(store.func(Status.number(status)));
                case Status.BUILTIN -> builtin(Status.number(status));
                case Status.FAULT -> throw fault(Status.number(status));
                default -> throw Bug.unreachable("status " + status + " of machine code");
            }
        } catch (GuestThrow thrown) {
            MachineActivation.Target target = activation.handler(thrown.exn);
            if (target == null) {
                throw thrown;
            }
            exnref = reference(thrown.exn);
            payload = payload(thrown.exn);
            NativeAccess.putLong(context + StoreContext.RESUME_FP, target.fp());
            NativeAccess.putLong(context + StoreContext.RESUME_PC, target.pc());
        }
        NativeAccess.putLong(context + StoreContext.WASM_SP, sp);
        giveFuel();
        return Machine.resume(context, exnref, payload);
    }

    private void builtin(int number) {
        long slots = NativeAccess.getLong(context + StoreContext.REQUEST_SLOTS);
        long frame = NativeAccess.getLong(context + StoreContext.LAST_EXIT_FP);
        Builtins.serve(number, machine.instance(NativeAccess.getLong(frame - Long.BYTES)), slots);
    }

    private void callHost(@Nullable VmFunc func) {
        if (func == null) {
            throw Bug.unreachable("a host function that is null");
        }
        long requestSlots = NativeAccess.getLong(context + StoreContext.REQUEST_SLOTS);
        if (func instanceof HostFunc host && host.isDirect()) {
            callDirectly(host, requestSlots);
            return;
        }
        ValueStacks stacks = store.stacks;
        long mark = stacks.mark();
        int room = Math.max(func.paramSlots, func.resultSlots);
        stacks.enter(room);
        long[] slots = stacks.current;
        int base = stacks.top;
        stacks.top = base + room;
        try {
            Slots.read(requestSlots, slots, base, func.paramSlots);
            func.call(slots, base);
            Slots.write(slots, base, func.resultSlots, requestSlots);
        } finally {
            stacks.leave(mark);
        }
    }

    /// What lies behind the slots of the parameters is read, too: the frame of the trampoline.
    private static void callDirectly(HostFunc func, long slots) {
        long result =
                func.callDirectly(Slots.get(slots, 0), Slots.get(slots, 1), Slots.get(slots, 2), Slots.get(slots, 3));
        if (func.resultSlots > 0) {
            Slots.put(slots, 0, result);
        }
    }

    private RuntimeException fault(int signal) {
        int ordinal = activation.fault();
        if (ordinal < 0) {
            throw Bug.unreachable("signal " + signal + " in machine code at 0x" + Long.toHexString(exitPc())
                    + ", address 0x" + Long.toHexString(address()));
        }
        return TrapSignal.of(FAILURES[ordinal]);
    }

    private long exitPc() {
        return NativeAccess.getLong(context + StoreContext.LAST_EXIT_PC);
    }

    private long address() {
        return NativeAccess.getLong(context + StoreContext.FAULT_ADDRESS);
    }

    private long reference(VmException exn) {
        store.safepoint(NO_SLOTS, 0, 0);
        return Integer.toUnsignedLong(GcRefs.exn(store.exceptions.intern(exn)));
    }

    private long payload(VmException exn) {
        long[] values = exn.payload;
        long at = machine.payload(Long.BYTES * Math.max(1, values.length));
        Slots.write(values, 0, values.length, at);
        return at;
    }
}
