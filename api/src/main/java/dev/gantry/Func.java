package dev.gantry;

import dev.gantry.runtime.vm.HostFunc;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.ValType;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
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

    /// A host function that gives its results later; only [#callAsync] and its like may reach it.
    ///
    /// @param store the store to put it into
    /// @param type  its type
    /// @param body  what it does
    /// @param <T>   the type of the store's data
    /// @return the function
    public static <T> Func ofAsync(Store<T> store, FuncType type, HostFuncAsync<T> body) {
        return new Func(store, HostFuncs.async(type.toString(), type, body).instantiate(store.vm()));
    }

    /// A host function made of a method handle: `int`, `long`, `float`, `double`, [V128], [Func], [ExnRef],
    /// [AnyRef] and (as `externref`) other classes map to the WebAssembly types; the first parameter may be a
    /// [Caller], which is not part of the type.
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
        if (!passesReferences()) { // and leaves nothing to do when the Java stack is used up
            return convertAndCall(args);
        }
        VmStore owner = store.vm();
        owner.enter(); // objects may move whenever another thread is in the store
        try {
            return convertAndCall(args);
        } finally {
            owner.exit();
        }
    }

    private Val[] convertAndCall(Val[] args) {
        long[] slots = slots(args);
        invoke(slots);
        return Vals.read(store, vm.type.results(), slots, 0);
    }

    private boolean passesReferences() {
        return hasReferences(vm.type.params()) || hasReferences(vm.type.results());
    }

    private static boolean hasReferences(List<ValType> types) {
        for (int index = 0; index < types.size(); index++) {
            if (types.get(index) instanceof RefType) {
                return true;
            }
        }
        return false;
    }

    private long[] slots(Val[] args) {
        FuncType type = vm.type;
        if (args.length != type.params().size()) {
            throw new IllegalArgumentException("expected " + type.params().size() + " arguments, found " + args.length);
        }
        store.vm().checkOwner();
        long[] slots = new long[Math.max(vm.paramSlots, vm.resultSlots)];
        Vals.write(store, type.params(), args, slots, 0);
        return slots;
    }

    /// Calls the function without waiting for it. It runs on a thread of the engine's ([Config#asyncThreads]), by
    /// default a virtual one, and may reach [asynchronous host functions][HostFuncAsync], which suspend it.
    ///
    /// Until the call is over, the store belongs to it: using the store, or anything that belongs to it, from
    /// elsewhere is an [IllegalStateException]. When the future completes with what the call gave, the store is
    /// free.
    ///
    /// Completing the future in any other way (`cancel`, `orTimeout`) cancels the call: its frames are unwound as
    /// soon as it waits, calls the host, or is in code that watches epochs or a fuel interval; the stage that it
    /// waits for is cancelled, and its thread is interrupted. Host functions see a
    /// [java.util.concurrent.CancellationException] come out of the wasm they called. Whoever uses the store before
    /// that is done waits for it.
    ///
    /// In an asynchronous host function, or a task of [Caller#executor], the call is made by the thread of the call
    /// that is under way as soon as that waits; do not block on the future there. Cancelling it gives up the result
    /// only.
    ///
    /// @param args one value for each parameter
    /// @return the results, or what the call failed with, as [#call] throws it
    /// @throws IllegalArgumentException if number or types of the arguments do not fit
    /// @throws IllegalStateException    if the store is closed or in use
    public CompletableFuture<Val[]> callAsync(Val... args) {
        return startAsync(args, Function.identity());
    }

    <R> CompletableFuture<R> startAsync(Val[] args, Function<Val[], R> finish) {
        var _ = slots(args); // a check: until the call begins, objects may move
        return HostCalls.start(store, () -> {
            long[] slots = slots(args);
            invoke(slots);
            return finish.apply(Vals.read(store, vm.type.results(), slots, 0));
        });
    }

    /// Calls the function with raw values of 16 bytes each, without any check of types: see [HostFunc].
    ///
    /// @param slots the arguments; the results are written over them
    /// @throws IllegalArgumentException if there is not enough room for arguments or results
    /// @throws dev.gantry.wasm.WasmException see [#call]
    public void callRaw(MemorySegment slots) {
        checkRoom(slots);
        callUnchecked(slots);
    }

    /// Calls the function with raw values without waiting for it: see [#callRaw] and [#callAsync].
    ///
    /// @param slots the arguments; the results are written over them. The call reads and writes it on its own
    ///     thread, so it may not be confined to another one
    /// @return the same segment, when the results are there
    /// @throws IllegalArgumentException if there is not enough room for arguments or results
    /// @throws IllegalStateException    if the store is closed or in use
    public CompletableFuture<MemorySegment> callRawAsync(MemorySegment slots) {
        checkRoom(slots);
        return HostCalls.start(store, () -> {
            callUnchecked(slots);
            return slots;
        });
    }

    private void checkRoom(MemorySegment slots) {
        FuncType type = vm.type;
        long needed = 16L * Math.max(type.params().size(), type.results().size());
        if (slots.byteSize() < needed) {
            throw new IllegalArgumentException("expected " + needed + " bytes, found " + slots.byteSize());
        }
    }

    private void callUnchecked(MemorySegment slots) {
        FuncType type = vm.type;
        long[] packed = new long[Math.max(vm.paramSlots, vm.resultSlots)];
        RawSlots.pack(type.params(), slots, packed, 0);
        invoke(packed);
        RawSlots.unpack(type.results(), packed, 0, slots);
    }

    /// The function as a method handle of its natural type: `(int,int)int` for two `i32` and one; vectors are
    /// [V128], references [Func], [ExnRef], [AnyRef] or `Object`; several results are a `Val[]`. Fit for
    /// `invokeExact`.
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
        Object plain = PlainViews.guest(this, type, wanted);
        if (plain != null) {
            return type.cast(plain);
        }
        MethodHandle found = handle();
        if (!SlotHandles.fits(found.type(), wanted)) {
            throw new IllegalArgumentException("expected a function of type " + wanted + ", found " + vm.type);
        }
        return MethodHandleProxies.asInterfaceInstance(type, found.asType(wanted));
    }

    /// The function as an instance of a functional interface whose method starts an [asynchronous call][#callAsync]
    /// and gives a future: of the boxed result, of null if there is none, of a `Val[]` if there are several. The
    /// parameters are checked here, once.
    ///
    /// @param type the interface; public, its method gives a [CompletableFuture] or one of its supertypes
    /// @param <F>  the interface
    /// @return an object that calls the function
    /// @throws IllegalArgumentException if it is not a functional interface or does not fit
    public <F> F asAsync(Class<F> type) {
        MethodType wanted = SlotHandles.functionalType(type);
        if (!wanted.returnType().isAssignableFrom(CompletableFuture.class)
                || wanted.returnType() == Object.class
                || !SlotHandles.fits(
                        handle().type().changeReturnType(void.class), wanted.changeReturnType(void.class))) {
            throw new IllegalArgumentException(
                    "expected an asynchronous function of type " + wanted + ", found " + vm.type);
        }
        return MethodHandleProxies.asInterfaceInstance(
                type, SlotHandles.asyncGuest(this).asType(wanted));
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
