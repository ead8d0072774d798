package dev.gantry.runtime.machine;

import dev.gantry.runtime.platform.Trampolines;
import dev.gantry.runtime.vm.Activation;
import dev.gantry.runtime.vm.WasmFunc;
import org.jspecify.annotations.Nullable;

/// A function whose code is machine code: the entry from the host, through the trampoline of its signature (R128).
///
/// Threading: confined to its store.
final class MachineFunc extends WasmFunc {
    final MachineInstance home;

    /// The address of the code.
    final long wasmCall;

    /// The address of the trampoline.
    final long arrayCall;

    MachineFunc(MachineInstance home, int index, long wasmCall) {
        super(home.instance, index);
        this.home = home;
        this.wasmCall = wasmCall;
        this.arrayCall = Trampolines.arrayCall(MachineCode.signature(type));
    }

    @Override
    protected Activation activate(@Nullable Activation outer) {
        return new MachineActivation(home.store, outer);
    }

    @Override
    protected void run(Activation activation, long[] slots, int base) {
        MachineCall.run(this, (MachineActivation) activation, slots, base);
    }
}
