package dev.gantry.runtime.machine;

import dev.gantry.runtime.vm.Activation;
import dev.gantry.runtime.vm.WasmFunc;
import org.jspecify.annotations.Nullable;

/// A function whose code is machine code: the entry from the host, through the trampoline of its signature (R128).
///
/// Threading: confined to its store.
final class MachineFunc extends WasmFunc {
    final MachineInstance home;

    /// What the code runs in.
    private final MachineStore machine;

    /// The address of the context.
    final long context;

    /// The address of the code.
    final long wasmCall;

    /// The address of the trampoline, or 0 before the first call from the host: most functions of a module are never
    /// called so.
    private long arrayCall;

    MachineFunc(MachineInstance home, int index, long wasmCall) {
        super(home.instance, index);
        this.home = home;
        this.machine = home.store;
        this.context = home.context;
        this.wasmCall = wasmCall;
    }

    /// The address of the trampoline.
    ///
    /// @throws dev.gantry.runtime.ResourceException if there are too many
    long arrayCall() {
        long known = arrayCall;
        if (known == 0) {
            known = machine.arrayCall(this);
            arrayCall = known;
        }
        return known;
    }

    @Override
    protected Activation activate(@Nullable Activation outer) {
        return machine.activation(outer);
    }

    @Override
    protected void run(Activation activation, long[] slots, int base) {
        ((MachineActivation) activation).call.run(this, slots, base);
    }

    @Override
    protected long runDirectly(Activation activation, long first, long second, long third, long fourth) {
        return ((MachineActivation) activation).call.runDirectly(this, first, second, third, fourth);
    }
}
