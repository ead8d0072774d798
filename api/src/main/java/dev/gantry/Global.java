package dev.gantry;

import dev.gantry.runtime.vm.VmGlobal;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.GlobalType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A global variable. Two are equal if they are the same global.
///
/// Threading: confined to its store.
///
/// @wasm syntax-globalinst
public final class Global implements Extern {
    private final Store<?> store;
    private final VmGlobal vm;

    Global(Store<?> store, VmGlobal vm) {
        this.store = store;
        this.vm = vm;
    }

    /// Makes a global.
    ///
    /// @param store the store to put it into
    /// @param type  its type
    /// @param value its first value
    /// @return the global
    /// @throws IllegalArgumentException if the value does not fit
    public static Global of(Store<?> store, GlobalType type, Val value) {
        return HostCalls.inside(store, () -> {
            long[] slots = new long[2];
            Vals.write(store, List.of(type.type()), new Val[] {value}, slots, 0);
            return new Global(store, store.vm().createGlobal(type, slots[0], slots[1]));
        });
    }

    /// The type.
    ///
    /// @return the type
    public GlobalType type() {
        return vm.type;
    }

    @Override
    public ExternType externType() {
        return type();
    }

    /// Reads the value.
    ///
    /// @return the value
    public Val get() {
        store.vm().enter();
        try {
            return Vals.read(store, List.of(vm.type.type()), new long[] {vm.low(), vm.high()}, 0)[0];
        } finally {
            store.vm().exit();
        }
    }

    /// Writes the value.
    ///
    /// @param value the value
    /// @throws IllegalStateException    if the global is immutable
    /// @throws IllegalArgumentException if the value does not fit
    public void set(Val value) {
        store.vm().enter();
        try {
            if (!vm.type.isMutable()) {
                throw new IllegalStateException("the global is immutable");
            }
            long[] slots = new long[2];
            Vals.write(store, List.of(vm.type.type()), new Val[] {value}, slots, 0);
            vm.set(slots[0], slots[1]);
        } finally {
            store.vm().exit();
        }
    }

    VmGlobal vm() {
        return vm;
    }

    Store<?> store() {
        return store;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a global is what it is, whoever looks at it
    public boolean equals(@Nullable Object other) {
        return other instanceof Global global && global.vm == vm;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(vm);
    }
}
