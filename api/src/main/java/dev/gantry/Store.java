package dev.gantry;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.vm.Backtraces;
import dev.gantry.runtime.vm.CallHook.Passage;
import dev.gantry.runtime.vm.VmHeap;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.runtime.vm.VmLimiter;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.WasmBacktrace;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Everything that belongs together at run time: instances, memories, tables, globals, host objects, and a piece
/// of data of the host's. Nothing of one store can refer to another store.
///
/// Threading: used by one thread at a time, which is checked; [#interrupt] may be called from any thread. An
/// [asynchronous call][Func#callAsync] uses it from its start to its end.
///
/// @param <T> the type of the host's data
/// @wasm syntax-store
public final class Store<T> implements AutoCloseable {
    /// The largest array that every machine has, in bytes.
    private static final int MAX_HOST_CALL_BUDGET = Integer.MAX_VALUE - 8;

    private final Engine engine;
    private final T data;
    private final VmStore vm;
    private final Caller<T> nobody;
    private Caller<T> lastCaller;
    private ResourceLimiter limiter = StoreLimits.defaults();

    /// A store.
    ///
    /// @param engine the engine whose modules it can instantiate
    /// @param data   the host's data, handed to host functions through [Caller#data]
    /// @throws ResourceLimitException               if the machine has no room
    /// @throws dev.gantry.wasm.UnsupportedException if another library has replaced the handlers of signals that
    ///     the engine's code relies on
    @SuppressWarnings("this-escape") // callers only keep it
    public Store(Engine engine, T data) {
        engine.checkOpen();
        this.engine = engine;
        this.data = data;
        this.vm = HostCalls.withRoom(
                () -> new VmStore(engine.tunables(), engine.types(), engine.epoch(), engine.executor()::form));
        this.nobody = new Caller<>(this, null, null);
        this.lastCaller = nobody;
        vm.data = this;
        vm.gcSettings = engine.gcSettings();
        vm.observer = engine.observer();
        vm.limit(engine.settings().maxWasmStack(), engine.settings().maxBacktraceFrames());
        limiter(limiter);
    }

    /// A store without data.
    ///
    /// @param engine the engine whose modules it can instantiate
    /// @return the store
    public static Store<Void> of(Engine engine) {
        return new Store<>(engine, nothing());
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // a Void has no value but null
    private static Void nothing() {
        return null;
    }

    /// The engine.
    ///
    /// @return the engine
    public Engine engine() {
        return engine;
    }

    /// The host's data.
    ///
    /// @return the data
    public T data() {
        return data;
    }

    /// Sets the fuel left. Code takes about one unit per instruction and traps when there is none left.
    ///
    /// @param units at least zero
    /// @throws IllegalStateException if [Config#consumeFuel] is off
    public void fuel(long units) {
        checkFuel();
        if (units < 0) {
            throw new IllegalArgumentException("expected an amount of fuel, found " + units);
        }
        vm.setFuel(units);
    }

    /// The fuel left.
    ///
    /// @return at least zero
    /// @throws IllegalStateException if [Config#consumeFuel] is off
    public long fuel() {
        checkFuel();
        return Math.max(0, vm.fuelLeft());
    }

    /// Makes [asynchronous calls][Func#callAsync] give other threads a chance to run whenever they have used up so
    /// much fuel, and look whether they are cancelled. Synchronous calls do not care.
    ///
    /// @param units the interval, positive
    /// @throws IllegalStateException if [Config#consumeFuel] is off
    public void fuelAsyncYieldInterval(long units) {
        checkFuel();
        if (units <= 0) {
            throw new IllegalArgumentException("expected a positive amount of fuel, found " + units);
        }
        vm.setFuelInterval(units);
    }

    private void checkFuel() {
        vm.checkOwner();
        if (!engine.settings().consumeFuel()) {
            throw new IllegalStateException("fuel is not configured: Config.consumeFuel is off");
        }
    }

    /// Lets code run until the engine's epoch has advanced a number of times from now; then calls trap (or what
    /// [#epochCallback] says happens). Without a deadline, code runs as long as it likes. An
    /// [interrupt][#interrupt] that has not ended a call yet will do so all the same.
    ///
    /// @param ticks how many more epochs; if there are none, the deadline is reached at once
    /// @throws IllegalStateException if [Config#epochInterruption] is off
    public void epochDeadline(long ticks) {
        checkEpochs();
        vm.checkOwner();
        vm.setEpochDeadlineIn(ticks);
    }

    /// Says what happens at the deadline: the callback gives the number of ticks to go on for, or throws to end
    /// the call. Null restores the trap.
    ///
    /// @param callback called by the thread that runs the code
    /// @throws IllegalStateException if [Config#epochInterruption] is off
    public void epochCallback(@Nullable ToLongFunction<Store<T>> callback) {
        checkEpochs();
        vm.checkOwner();
        vm.epochCallback = callback == null ? null : () -> callback.applyAsLong(this);
    }

    /// Makes [asynchronous calls][Func#callAsync] that reach the deadline give other threads a chance to run and go
    /// on for a number of ticks. Synchronous calls just go on. Takes the place of [#epochCallback].
    ///
    /// @param ticks how many epochs each time
    /// @throws IllegalStateException if [Config#epochInterruption] is off
    public void epochDeadlineAsyncYieldAndUpdate(long ticks) {
        epochCallback(store -> {
            store.vm.pause();
            return ticks;
        });
    }

    /// Interrupts the code that runs in this store: it traps with [dev.gantry.wasm.Failure#INTERRUPT] at the next
    /// loop head or function entry, or now if it waits for an asynchronous host function. If nothing runs, the
    /// next call traps. Callable from any thread.
    ///
    /// @throws IllegalStateException if [Config#epochInterruption] is off
    public void interrupt() {
        checkEpochs();
        vm.interrupt();
    }

    private void checkEpochs() {
        if (!engine.settings().epochInterruption()) {
            throw new IllegalStateException("epochs are not configured: Config.epochInterruption is off");
        }
    }

    /// Sets who decides about growth.
    ///
    /// @param limiter the limiter; [StoreLimits#defaults] at first
    public void limiter(ResourceLimiter limiter) {
        vm.checkOwner();
        this.limiter = limiter;
        vm.limiter = new VmLimiter() {
            @Override
            public boolean memoryGrowing(long currentBytes, long desiredBytes, OptionalLong maxBytes) {
                return limiter.memoryGrowing(currentBytes, desiredBytes, maxBytes);
            }

            @Override
            public void memoryGrowFailed(long currentBytes, long desiredBytes) {
                limiter.memoryGrowFailed(currentBytes, desiredBytes);
            }

            @Override
            public boolean tableGrowing(long current, long desired, OptionalLong max) {
                return limiter.tableGrowing(current, desired, max);
            }

            @Override
            public void tableGrowFailed(long current, long desired) {
                limiter.tableGrowFailed(current, desired);
            }

            @Override
            public int maxInstances() {
                return limiter.maxInstances();
            }

            @Override
            public int maxTables() {
                return limiter.maxTables();
            }

            @Override
            public int maxMemories() {
                return limiter.maxMemories();
            }
        };
    }

    /// Sets how much a component may pass to the host in one call, in either direction of the call: bytes of strings
    /// and lists, counting at least 16 for each element that becomes an object. More traps. What the host passes to
    /// guests is not limited, for it is there already. 128 MiB at first.
    ///
    /// @param bytes the budget of each call, from now on; no more than an array can hold
    /// @throws IllegalArgumentException if it is negative or too large
    public void hostCallBudget(long bytes) {
        vm.checkOwner();
        if (bytes < 0 || bytes > MAX_HOST_CALL_BUDGET) {
            throw new IllegalArgumentException("expected 0 to " + MAX_HOST_CALL_BUDGET + " bytes, found " + bytes);
        }
        vm.liftBudgetBytes = bytes;
    }

    /// How much a component may pass to the host in one call.
    ///
    /// @return the number of bytes
    public long hostCallBudget() {
        return vm.liftBudgetBytes;
    }

    /// Sets who is told about passages between host and wasm.
    ///
    /// @param hook the hook, or null for none
    public void callHook(@Nullable CallHook hook) {
        vm.checkOwner();
        vm.callHook = hook == null ? null : passage -> hook.passing(transition(passage));
    }

    private static CallHook.Transition transition(Passage passage) {
        return switch (passage) {
            case CALLING_WASM -> CallHook.Transition.CALLING_WASM;
            case RETURNING_FROM_WASM -> CallHook.Transition.RETURNING_FROM_WASM;
            case CALLING_HOST -> CallHook.Transition.CALLING_HOST;
            case RETURNING_FROM_HOST -> CallHook.Transition.RETURNING_FROM_HOST;
        };
    }

    /// Collects garbage now: objects of the collected heap, and host objects and exceptions that the guest no
    /// longer holds.
    ///
    /// @throws dev.gantry.wasm.Trap `corrupt gc heap`, if the collector cannot make sense of the heap
    public void gc() {
        vm.enter();
        try {
            vm.collect();
        } catch (TrapSignal signal) {
            throw Backtraces.trap(vm, signal);
        } finally {
            vm.exit();
        }
    }

    /// What garbage collection has done so far, and what there is.
    ///
    /// @return numbers of this moment
    public GcStatistics gcStatistics() {
        vm.enter();
        try {
            VmHeap heap = vm.heap;
            int hostObjects = vm.hostRefs.size();
            if (heap == null) {
                return new GcStatistics(0, Duration.ZERO, Duration.ZERO, 0, 0, hostObjects);
            }
            return new GcStatistics(
                    heap.collections(),
                    Duration.ofNanos(heap.collectionNanos()),
                    Duration.ofNanos(heap.longestCollectionNanos()),
                    heap.gc.usedBytes(),
                    heap.heap.sizeBytes(),
                    hostObjects);
        } finally {
            vm.exit();
        }
    }

    /// Opens a scope for references to objects of the guest.
    ///
    /// @return the scope, to be closed
    public RootScope rootScope() {
        vm.checkOpen();
        return new RootScope(vm.handles);
    }

    /// The wasm frames that are active now: for host functions that want to know who called.
    ///
    /// @return the frames, innermost first; empty if no wasm is running
    public WasmBacktrace backtrace() {
        vm.enter();
        try {
            return Backtraces.capture(vm);
        } finally {
            vm.exit();
        }
    }

    /// Frees everything in the store. Using it or anything that belongs to it afterwards is an
    /// [IllegalStateException].
    ///
    /// @throws IllegalStateException if wasm is running in it, or another thread is just using something in
    ///     it; then nothing is freed
    @Override
    public void close() {
        vm.close();
        lastCaller = nobody;
    }

    VmStore vm() {
        return vm;
    }

    /// What a host function sees that the host calls, or that does not ask who calls.
    Caller<T> nobody() {
        return nobody;
    }

    /// What a host function sees that an instance calls. The same object as for the call before, if the instance is
    /// the same.
    @SuppressWarnings("ReferenceEquality") // an instance is what it is
    Caller<T> caller(@Nullable VmInstance instance) {
        Caller<T> last = lastCaller;
        if (last.instance() != instance) {
            last = new Caller<>(this, instance, null);
            lastCaller = last;
        }
        return last;
    }

    @SuppressWarnings("unchecked") // the store that made a VmStore put itself there
    static <T> Store<T> of(VmStore vm) {
        return (Store<T>) Objects.requireNonNull(vm.data);
    }
}
