package dev.gantry;

import dev.gantry.runtime.vm.VmException;
import dev.gantry.wasm.GuestException;
import dev.gantry.wasm.WasmBacktrace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A WebAssembly exception: a tag and a payload. Two are equal if they are the same exception.
///
/// Threading: confined to its store.
///
/// @wasm syntax-exninst
public final class ExnRef {
    private final Store<?> store;
    private final VmException vm;

    ExnRef(Store<?> store, VmException vm) {
        this.store = store;
        this.vm = vm;
    }

    /// Makes an exception, to be thrown from a host function by [#exception] or passed as a value.
    ///
    /// @param store   the store
    /// @param tag     the tag
    /// @param payload one value for each parameter of the tag's type
    /// @return the exception
    /// @throws IllegalArgumentException if the payload does not fit the tag
    public static ExnRef of(Store<?> store, Tag tag, Val... payload) {
        store.vm().checkOwner();
        var types = tag.type().params();
        if (payload.length != types.size()) {
            throw new IllegalArgumentException("expected " + types.size() + " values, found " + payload.length);
        }
        int size = types.stream().mapToInt(type -> type.slots()).sum();
        long[] slots = new long[size];
        Vals.write(store, types, payload, slots, 0);
        return new ExnRef(store, new VmException(tag.vm(), slots, store.backtrace()));
    }

    /// The tag.
    ///
    /// @return the tag
    public Tag tag() {
        return new Tag(store, vm.tag);
    }

    /// The payload.
    ///
    /// @return one value for each parameter of the tag's type
    public List<Val> payload() {
        store.vm().enter();
        try {
            return List.of(Vals.read(store, tag().type().params(), vm.payload, 0));
        } finally {
            store.vm().exit();
        }
    }

    /// The wasm frames active when the exception was thrown.
    ///
    /// @return the frames
    public WasmBacktrace backtrace() {
        return vm.backtrace;
    }

    /// This exception as a Java exception: throwing it from a host function throws the wasm exception, which wasm
    /// code can catch.
    ///
    /// @return a new Java exception
    public GuestException exception() {
        return new GuestException(this, vm.backtrace);
    }

    VmException vm() {
        return vm;
    }

    Store<?> store() {
        return store;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExnRef exn && exn.vm == vm;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(vm);
    }
}
