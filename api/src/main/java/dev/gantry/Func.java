package dev.gantry;

import dev.gantry.runtime.vm.HostFunc;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/// A function of a store: exported by an instance or made by the host. Two are equal if they are the same function.
///
/// Threading: confined to its store.
///
/// @wasm syntax-funcinst
public final class Func implements Extern {
    private final Store<?> store;
    private final VmFunc vm;
    private @Nullable MethodHandle handle;

    Func(Store<?> store, VmFunc vm) {
        this.store = store;
        this.vm = vm;
    }

    /// A host function of raw values.
    ///
    /// @param store the store to put it into
    /// @param type  its type
    /// @param body  what it does
    /// @param <T>   the type of the store's data
    /// @return the function
    public static <T> Func of(Store<T> store, FuncType type, dev.gantry.HostFunc<T> body) {
        return new Func(store, HostFuncs.raw(type, body).instantiate(store.vm()));
    }

    /// A host function of [Val]s.
    ///
    /// @param store the store to put it into
    /// @param type  its type
    /// @param body  what it does
    /// @param <T>   the type of the store's data
    /// @return the function
    public static <T> Func ofDynamic(Store<T> store, FuncType type, HostFuncDynamic<T> body) {
        return new Func(store, HostFuncs.dynamic(type, body).instantiate(store.vm()));
    }

    /// A host function made of a method handle: `int`, `long`, `float`, `double`, [V128], [Func], [ExnRef],
    /// [AnyRef] and (as
    /// `externref`) other classes map to the WebAssembly types; the first parameter may be a [Caller], which is
    /// not part
    /// of the type.
    ///
    /// @param store the store to put it into
    /// @param body  what it does
    /// @return the function
    /// @throws IllegalArgumentException if a parameter or the result has no WebAssembly type
    public static Func wrap(Store<?> store, MethodHandle body) {
        return new Func(store, HostFuncs.typed(body).instantiate(store.vm()));
    }

    /// The function's type.
    ///
    /// @return the type; references name types by canonical id
    public FuncType type() {
        return vm.type;
    }

    @Override
    public ExternType externType() {
        return new ExternType.Func(new HeapType.Id(vm.typeId));
    }

    /// Calls the function.
    ///
    /// @param args one value for each parameter
    /// @return the results
    /// @throws IllegalArgumentException        if number or types of the arguments do not fit
    /// @throws dev.gantry.wasm.Trap            if it traps
    /// @throws dev.gantry.wasm.GuestException  if a wasm exception leaves it
    /// @throws IllegalStateException           if the store is closed or in use by another thread
    public Val[] call(Val... args) {
        FuncType type = vm.type;
        if (args.length != type.params().size()) {
            throw new IllegalArgumentException("expected " + type.params().size() + " arguments, found " + args.length);
        }
        long[] slots = new long[Math.max(vm.paramSlots, vm.resultSlots)];
        Vals.write(store, type.params(), args, slots, 0);
        invoke(slots);
        return Vals.read(store, type.results(), slots, 0);
    }

    /// Calls the function with raw values of 16 bytes each, without any check of types: see [HostFunc].
    ///
    /// @param slots the arguments; the results are written over them
    /// @throws IllegalArgumentException if there is not enough room for arguments or results
    /// @throws dev.gantry.wasm.WasmException see [#call]
    public void callRaw(MemorySegment slots) {
        FuncType type = vm.type;
        long needed = 16L * Math.max(type.params().size(), type.results().size());
        if (slots.byteSize() < needed) {
            throw new IllegalArgumentException("expected " + needed + " bytes, found " + slots.byteSize());
        }
        long[] packed = new long[Math.max(vm.paramSlots, vm.resultSlots)];
        RawSlots.pack(type.params(), slots, packed, 0);
        invoke(packed);
        RawSlots.unpack(type.results(), packed, 0, slots);
    }

    /// The function as a method handle of its natural type: `(int,int)int` for two `i32` and one; vectors are
    /// [V128],
    /// references [Func], [ExnRef], [AnyRef] or `Object`; several results are a `Val[]`. Fit for `invokeExact`.
    ///
    /// @return the handle
    public MethodHandle handle() {
        MethodHandle made = handle;
        if (made == null) {
            made = SlotHandles.guest(this);
            handle = made;
        }
        return made;
    }

    /// The function as an instance of a functional interface whose method's signature fits. It is checked here,
    /// once.
    ///
    /// @param type the interface, for example [java.util.function.IntBinaryOperator]; public
    /// @param <F>  the interface
    /// @return an object that calls the function
    /// @throws IllegalArgumentException if it is not a functional interface or does not fit
    public <F> F as(Class<F> type) {
        MethodType wanted = SlotHandles.functionalType(type);
        MethodHandle found = handle();
        if (!SlotHandles.fits(found.type(), wanted)) {
            throw new IllegalArgumentException("expected a function of type " + wanted + ", found " + vm.type);
        }
        return MethodHandleProxies.asInterfaceInstance(type, found.asType(wanted));
    }

    /// Calls the function on packed slots: the one way from the host into a function.
    void invoke(long[] slots) {
        HostCalls.enter(store, vm, slots);
    }

    Store<?> store() {
        return store;
    }

    VmFunc vm() {
        return vm;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a function is what it is, whoever looks at it
    public boolean equals(@Nullable Object other) {
        return other instanceof Func func && func.vm == vm;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(vm);
    }

    /// The type, and where the function comes from.
    @Override
    public String toString() {
        return (vm instanceof HostFunc ? "host " : "") + vm.type;
    }
}
