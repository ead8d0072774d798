package dev.gantry.interpreter;

import dev.gantry.runtime.vm.Activation;
import dev.gantry.runtime.vm.ValueStacks;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.runtime.vm.WasmFunc;
import org.jspecify.annotations.Nullable;

/// A function whose code is register code: the entry from the host.
///
/// Threading: confined to its store.
final class InterpreterFunc extends WasmFunc {
    final Callee callee;

    InterpreterFunc(VmInstance instance, int index, FunctionCode code) {
        super(instance, index);
        store.register(this);
        this.callee = Callee.of(code, InstanceState.of(instance), this);
    }

    @Override
    protected Activation activate(@Nullable Activation outer) {
        return new Frames(store, outer);
    }

    @Override
    protected void run(Activation activation, long[] slots, int base) {
        ValueStacks stacks = store.stacks;
        stacks.enter(Translation.HEADER_SLOTS + paramSlots + callee.function.frameSlots());
        long[] s = stacks.current;
        int bottom = stacks.top;
        int args = bottom + Translation.HEADER_SLOTS;
        System.arraycopy(slots, base, s, args, paramSlots);
        s[bottom] = 0;
        s[bottom + 1] = 0;
        ((Frames) activation).begin(s, bottom);
        Calls.finish(callee, s, bottom, args, store.maxDepth - store.depth);
        System.arraycopy(s, args, slots, base, resultSlots);
    }
}
