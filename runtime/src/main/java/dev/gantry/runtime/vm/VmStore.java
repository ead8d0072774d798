package dev.gantry.runtime.vm;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.spi.EngineObserver;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.runtime.ResourceException;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.ValType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Everything that belongs together at run time: instances with their functions, memories, tables and globals, the
/// stack of their frames, and what is counted and limited.
///
/// Nothing in a store is freed before the store is closed, but for references to host objects and exceptions.
///
/// Threading: confined to one thread at a time, which is checked where the host enters; [#interrupt] may be
/// called by any thread.
///
/// @wasm syntax-store
public final class VmStore implements AutoCloseable {
    /// The deepest nesting of wasm calls unless [#maxDepth] is set.
    public static final int DEFAULT_MAX_DEPTH = 30_000;

    /// The most bytes of wasm frames unless [#limit] is called.
    public static final long DEFAULT_STACK_BYTES = 16L << 20;

    /// The most frames of a backtrace unless [#limit] is called.
    public static final int DEFAULT_BACKTRACE_FRAMES = 64;

    /// How many bytes a component may pass to the host in one call unless [#liftBudgetBytes] is set.
    public static final long DEFAULT_LIFT_BUDGET_BYTES = 128L << 20;

    private static final int FIRST_FUNCS = 64;
    private static final VarHandle DEADLINE;
    private static final VarHandle ASYNC_CALL;
    private static final VarHandle OWNER;

    static {
        try {
            DEADLINE = MethodHandles.lookup().findVarHandle(VmStore.class, "epochDeadline", long.class);
            ASYNC_CALL = MethodHandles.lookup().findVarHandle(VmStore.class, "asyncCall", AsyncCall.class);
            OWNER = MethodHandles.lookup().findVarHandle(VmStore.class, "owner", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /// What code in this store was compiled for.
    public final Tunables tunables;

    /// The engine's types.
    public final TypeRegistry types;

    /// The engine's epoch.
    public final EpochCounter epoch;

    /// Where memories, tables and globals of this store live.
    public final StateForm form;

    /// Functions by id; the first one is null.
    public @Nullable VmFunc[] funcs = new VmFunc[FIRST_FUNCS];

    /// Host objects by id, see [dev.gantry.environ.spi.GcRefs].
    public final RefTable hostRefs = new RefTable(this::refsAreDue);

    /// Exceptions by id, see [dev.gantry.environ.spi.GcRefs].
    public final RefTable exceptions = new RefTable(this::refsAreDue);

    /// Whether one of the two tables is due: one look at each call instead of four.
    private boolean refsDue;

    /// The slots of frames.
    public final ValueStacks stacks = new ValueStacks(DEFAULT_STACK_BYTES / Long.BYTES);

    /// The fuel at hand. Code of [Tunables#consumeFuel] takes from it and calls [#fuelUsedUp] when it would fall
    /// below zero.
    public long fuel;

    /// Fuel beyond that at hand, and how much is handed out at a time.
    private long fuelReserve;

    private long fuelInterval = Long.MAX_VALUE;

    /// The epoch at which [#epochReached] must be called. Code of [Tunables#epochInterruption] reads it with
    /// [#deadline]; other threads write it.
    @SuppressWarnings("unused") // through DEADLINE
    private long epochDeadline = Long.MAX_VALUE;

    private final Object deadlineLock = new Object();

    /// The deadline that was asked for; [#epochDeadline] is another one while somebody wants the call to end.
    private long wantedDeadline = Long.MAX_VALUE;

    /// Decides how often to go on when the deadline is reached: it gives the ticks until the next one, or throws
    /// what is to end the call. Without one, the call traps.
    public @Nullable LongSupplier epochCallback;

    /// Decides about growth.
    public VmLimiter limiter = new DefaultLimiter();

    /// How many bytes a component may pass to the host in one call, counting at least one for each element of a
    /// list.
    public long liftBudgetBytes = DEFAULT_LIFT_BUDGET_BYTES;

    /// Is told of passages between host and wasm.
    public @Nullable CallHook callHook;

    /// Is told of instances and traps.
    public @Nullable EngineObserver observer;

    /// How to make a collected heap; without it, nothing can be allocated.
    public @Nullable GcSettings gcSettings;

    /// The collected heap, once there is one; see [#heap()].
    public @Nullable VmHeap heap;

    /// The references to objects that the host holds.
    public final VmHandles handles = new VmHandles(this);

    /// Whatever the host likes.
    public @Nullable Object data;

    /// The number of wasm frames on the stack.
    public int depth;

    /// The most wasm frames allowed on the stack.
    public int maxDepth = DEFAULT_MAX_DEPTH;

    /// The innermost run of wasm frames.
    public @Nullable Activation activation;

    final VmCaller caller = new VmCaller(this);

    /// What refers to objects.
    final VmRoots roots = new VmRoots(this);

    /// At hand because it is needed when there is no stack left for a call.
    final TrapSignal exhausted = TrapSignal.of(Failure.CALL_STACK_EXHAUSTED);

    /// What a host function, or wasm code for another reason than a trap, threw last, while it is on its way out.
    @Nullable
    Throwable leaving;

    private int maxBacktraceFrames = DEFAULT_BACKTRACE_FRAMES;
    private final List<VmInstance> instances = new ArrayList<>();
    private final List<VmTable> tables = new ArrayList<>();
    private final List<VmMemory> memories = new ArrayList<>();
    private final List<ModuleTranslation> retained = new ArrayList<>();
    private int funcCount = 1;
    private volatile boolean isInterrupted;
    private volatile @Nullable Thread waiting;
    private volatile boolean isClosed;

    /// The asynchronous call that the store belongs to.
    private volatile @Nullable AsyncCall<?> asyncCall;

    /// The id of the thread that is in the store, or 0, and how often it has entered. [WasmFunc] restores them without
    /// a call. An id, because writing a reference costs more than the rest of an entry in some collectors.
    long owner;

    int entries;

    /// At how many entries the Java stack is looked at, see [#look].
    int lookAt = StackProbe.INTERVAL;

    /// The deepest depth at which the Java stack was looked at since the outermost call, or since [#look].
    private int lookedDownTo = Integer.MAX_VALUE;

    /// An empty store.
    ///
    /// @param tunables what code in this store was compiled for
    /// @param types    the engine's types
    /// @param epoch    the engine's epoch
    public VmStore(Tunables tunables, TypeRegistry types, EpochCounter epoch) {
        this(tunables, types, epoch, _ -> JavaForm.INSTANCE);
    }

    /// An empty store whose state lives where the strategy's code expects it.
    ///
    /// @param tunables what code in this store was compiled for
    /// @param types    the engine's types
    /// @param epoch    the engine's epoch
    /// @param form     makes the form of its state; the store is not to be used yet
    @SuppressWarnings("this-escape") // the form only keeps it
    public VmStore(
            Tunables tunables, TypeRegistry types, EpochCounter epoch, Function<? super VmStore, StateForm> form) {
        this.tunables = tunables;
        this.types = types;
        this.epoch = epoch;
        this.form = form.apply(this);
    }

    /// The form of state in Java objects, for the constructor.
    ///
    /// @return the form
    public static StateForm javaForm() {
        return JavaForm.INSTANCE;
    }

    /// Bounds what calls may use.
    ///
    /// @param stackBytes      the most bytes of frames
    /// @param backtraceFrames the most frames of a backtrace
    public void limit(long stackBytes, int backtraceFrames) {
        stacks.limit(stackBytes / Long.BYTES);
        maxBacktraceFrames = backtraceFrames;
    }

    int maxBacktraceFrames() {
        return maxBacktraceFrames;
    }

    // functions

    /// Gives a function its id, once.
    ///
    /// @param func a function of this store
    /// @return its index in [#funcs]
    public int register(VmFunc func) {
        if (func.id == 0) {
            if (func.store != this) {
                throw Bug.unreachable("a function of another store");
            }
            if (funcCount == funcs.length) {
                funcs = Arrays.copyOf(funcs, 2 * funcCount);
            }
            funcs[funcCount] = func;
            func.id = funcCount++;
            form.registered(func);
        }
        return func.id;
    }

    /// The function with an id.
    ///
    /// @param id the id
    /// @return the function, or null for 0
    public @Nullable VmFunc func(int id) {
        if (id < 0 || id >= funcCount) {
            throw Bug.unreachable("function reference " + id);
        }
        return funcs[id];
    }

    /// Whether there is a function with an id, or the id is 0.
    boolean hasFunc(int id) {
        return id >= 0 && id < funcCount;
    }

    /// Whether a reference to a host object or an exception names one.
    boolean hasForeign(int ref) {
        return GcRefs.isHost(ref) ? hostRefs.isLive(GcRefs.hostId(ref)) : exceptions.isLive(GcRefs.exnId(ref));
    }

    // creation

    /// Makes a memory.
    ///
    /// @param type its type
    /// @return the memory
    /// @throws ResourceException if the limiter or the machine refuses
    public VmMemory createMemory(MemoryType type) {
        return VmMemory.create(this, type);
    }

    /// Makes a table.
    ///
    /// @param type its type, with ids
    /// @param init what every element is at first
    /// @return the table
    /// @throws ResourceException if the limiter or the machine refuses
    public VmTable createTable(TableType type, int init) {
        return VmTable.create(this, type, init);
    }

    /// Makes a global.
    ///
    /// @param type its type, with ids
    /// @param lo   the value's slot
    /// @param hi   the high half of a `v128`
    /// @return the global
    public VmGlobal createGlobal(GlobalType type, long lo, long hi) {
        checkOpen();
        return form.newGlobal(this, type, lo, hi);
    }

    /// Makes a tag.
    ///
    /// @param typeId the canonical id of its function type
    /// @return the tag
    public VmTag createTag(int typeId) {
        checkOpen();
        return new VmTag(this, typeId);
    }

    void adopt(VmInstance instance) {
        instances.add(instance);
        roots.add(instance);
    }

    void adopt(VmTable table) {
        tables.add(table);
        roots.add(table);
    }

    void adopt(VmMemory memory) {
        memories.add(memory);
    }

    void adopt(VmGlobal global) {
        roots.add(global);
    }

    void adopt(VmException exn) {
        roots.add(exn);
    }

    /// Keeps the types of a module whose instance was not made: there may be objects of them.
    void retain(ModuleTranslation module) {
        if (heap != null) {
            retained.add(module);
        }
    }

    void checkRoomForInstance() {
        checkRoom("instances", instances.size(), limiter.maxInstances());
    }

    void checkRoomForTable() {
        checkRoom("tables", tables.size(), limiter.maxTables());
    }

    void checkRoomForMemory() {
        checkRoom("memories", memories.size(), limiter.maxMemories());
    }

    /// Names what there is, for [#rollBack].
    long creationMark() {
        return ((long) tables.size() << Integer.SIZE) | memories.size();
    }

    /// Gives back the memories and tables made since a mark, which nothing refers to yet.
    void rollBack(long mark) {
        int keptMemories = (int) mark;
        while (memories.size() > keptMemories) {
            VmMemory memory = memories.removeLast();
            limiter.memoryGrowFailed(0, memory.byteSize());
            memory.close();
        }
        int keptTables = (int) (mark >>> Integer.SIZE);
        while (tables.size() > keptTables) {
            VmTable table = tables.removeLast();
            roots.remove(table);
            limiter.tableGrowFailed(0, table.size);
            table.close();
        }
    }

    private static void checkRoom(String what, int count, int limit) {
        if (count >= limit) {
            throw new ResourceException("the store may not have more than " + limit + " " + what);
        }
    }

    /// The instances, in the order of their creation.
    ///
    /// @return an unmodifiable view
    public List<VmInstance> instances() {
        return List.copyOf(instances);
    }

    // entry of the host

    /// Called where the host enters: the store must be open and not in use by another thread. Until [#exit]
    /// no other thread enters it or closes it, so that nothing in it goes away.
    ///
    /// @throws IllegalStateException if it is closed or in use
    public void enter() {
        long current = Thread.currentThread().threadId();
        if (owner != current) {
            if (owner != 0 || asyncCall != null) { // volatile: what an asynchronous call did is visible afterwards
                awaitOwner();
            }
            take(current);
        }
        if (entries++ == 0 && leaving != null) {
            leaving = null;
        }
    }

    /// Makes a thread the owner, of which there is never more than one: machine code of two, or of a store that is
    /// being closed, would not stop at wrong results.
    private void take(long thread) {
        if (!OWNER.compareAndSet(this, 0L, thread)) {
            throw new IllegalStateException("the store is in use by another thread");
        }
        if (isClosed) {
            owner = 0;
            checkOpen();
        }
        lookedDownTo = Integer.MAX_VALUE; // another thread's stack, or another depth of this one's
    }

    /// Called after [#enter] when there are [#lookAt] entries: a look at the Java stack once for some levels of
    /// nesting.
    ///
    /// @throws StackOverflowError if it is about to end
    void look() {
        StackProbe.look(this);
        lookAt = entries + StackProbe.INTERVAL;
        lookedDownTo = Integer.MAX_VALUE;
    }

    /// Called at some depths by code whose frames are Java's: looks at the Java stack unless it did so at that depth or
    /// below.
    ///
    /// @param depthLeft how much deeper calls may go
    /// @throws StackOverflowError if the Java stack is about to end
    public void lookAtDepth(int depthLeft) {
        if (depthLeft < lookedDownTo) {
            StackProbe.look(this);
            lookedDownTo = depthLeft;
        }
    }

    /// Called after [#enter] when the stack of frames has no chunk yet.
    void prepareStacks() {
        try {
            stacks.prepare(asyncCall == null ? ValueStacks.FIRST_SLOTS : ValueStacks.FIRST_ASYNC_SLOTS);
        } catch (OutOfMemoryError e) {
            exit();
            throw e;
        }
    }

    /// Makes room for slots of the host's, as [ValueStacks#enter] does.
    ///
    /// @throws dev.gantry.wasm.Trap `call stack exhausted` if there is none
    void enterStacks(int room) {
        try {
            stacks.enter(room);
        } catch (TrapSignal signal) {
            throw Backtraces.trap(this, signal);
        }
    }

    /// Called where the host uses what is in Java objects only: the store must be open and not in use by
    /// another thread, which is looked at once. Whoever goes on to memory that closing gives back calls
    /// [#enter] instead.
    ///
    /// @throws IllegalStateException if it is closed or in use
    public void checkOwner() {
        long user = owner;
        if (user != 0 ? user != Thread.currentThread().threadId() : asyncCall != null) { // see enter()
            awaitOwner();
        }
        checkOpen();
    }

    /// Waits for a call that is cancelled already; nothing else is worth waiting for.
    private void awaitOwner() {
        AsyncCall<?> call = asyncCall;
        if (call == null) {
            if (owner != 0) { // else it has gone just now
                throw new IllegalStateException("the store is in use by another thread");
            }
        } else if (call.isCancelled()) {
            call.awaitEnd();
        } else {
            throw new IllegalStateException("the store is in use by an asynchronous call");
        }
    }

    /// Ends what [#enter] began. What was read of the store's memory until now has been read when the next
    /// thread finds the store free, and frees it.
    public void exit() {
        if (--entries == 0) {
            OWNER.setRelease(this, 0L);
        }
    }

    /// Gives the store to an asynchronous call, which [#release] ends.
    ///
    /// @throws IllegalStateException if it is closed or in use, be it by the current thread
    void claim(AsyncCall<?> call, Thread thread) {
        if (owner == Thread.currentThread().threadId()) {
            throw new IllegalStateException("the store is in use by the calling thread");
        }
        checkOwner();
        checkOpen();
        if (!ASYNC_CALL.compareAndSet(this, (AsyncCall<?>) null, call)) {
            throw new IllegalStateException("the store is in use by an asynchronous call");
        }
        boolean isTaken = false;
        try {
            take(thread.threadId());
            isTaken = true;
        } finally {
            if (!isTaken) {
                asyncCall = null;
            }
        }
        entries = 1;
        leaving = null;
    }

    /// Takes the store back from its asynchronous call.
    void release() {
        entries = 0;
        owner = 0;
        moveDeadline(wantedDeadline);
        if (isInterrupted) { // by then, or between the two
            moveDeadline(0);
        }
        asyncCall = null;
    }

    /// Has running code look whether its asynchronous call is cancelled. Callable from any thread.
    void hasten() {
        moveDeadline(0);
    }

    @Nullable
    AsyncCall<?> asyncCall() {
        return asyncCall;
    }

    /// Gives other threads a chance to run, if the running call is asynchronous; ends it if it is cancelled.
    public void pause() {
        AsyncCall<?> call = asyncCall;
        if (call != null) {
            call.pause();
        }
    }

    // fuel

    /// Sets the fuel left.
    ///
    /// @param units at least zero
    public void setFuel(long units) {
        fuel = Math.min(units, fuelInterval);
        fuelReserve = units - fuel;
    }

    /// The fuel left.
    ///
    /// @return at least zero
    public long fuelLeft() {
        return fuel + fuelReserve;
    }

    /// Makes asynchronous calls pause whenever so much fuel is used up.
    ///
    /// @param units the interval, positive
    public void setFuelInterval(long units) {
        fuelInterval = units;
        setFuel(fuelLeft());
    }

    /// Called by running code that needs more than the fuel at hand.
    ///
    /// @param left what would be at hand now, negative
    /// @return what is at hand after more was handed out
    public long fuelUsedUp(long left) {
        long total = left + fuelReserve;
        if (total < 0) {
            setFuel(0);
            throw TrapSignal.of(Failure.OUT_OF_FUEL);
        }
        setFuel(total);
        pause();
        return fuel;
    }

    /// Checks that the store is open.
    ///
    /// @throws IllegalStateException if it is closed
    public void checkOpen() {
        if (isClosed) {
            throw new IllegalStateException("the store is closed");
        }
    }

    /// The collected heap, made at the first call.
    ///
    /// @return the heap
    /// @throws UnsupportedException `gc allocation`, if the engine has no collector
    public VmHeap heap() {
        VmHeap made = heap;
        if (made == null) {
            GcSettings settings = gcSettings;
            if (settings == null) {
                throw new UnsupportedException("gc allocation");
            }
            made = new VmHeap(this, settings);
            heap = made;
            form.heapMade(made);
        }
        return made;
    }

    // epochs

    /// The epoch at which [#epochReached] must be called.
    ///
    /// @return the deadline
    public long deadline() {
        return (long) DEADLINE.getOpaque(this);
    }

    /// Sets the deadline to a number of ticks from now.
    ///
    /// @param ticks how many; if there are none, the deadline is reached at once
    public void setEpochDeadlineIn(long ticks) {
        long now = epoch.now();
        setEpochDeadline(ticks > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + ticks);
    }

    /// Sets the deadline. Who wants the call to end still does.
    ///
    /// @param epoch an epoch; code compares without sign
    public void setEpochDeadline(long epoch) {
        wantedDeadline = Math.max(0, epoch);
        moveDeadline(wantedDeadline);
        AsyncCall<?> call = asyncCall;
        if (isInterrupted || (call != null && call.isToEnd())) { // asked after the deadline was written
            moveDeadline(0);
        }
    }

    /// Lets code see a deadline; both copies of it change together.
    private void moveDeadline(long epoch) {
        synchronized (deadlineLock) {
            DEADLINE.setVolatile(this, epoch);
            form.deadlineMoved(epoch);
        }
    }

    /// Called by running code when the epoch has reached the deadline: sets another one, or ends the call.
    public void epochReached() {
        checkInterrupt();
        LongSupplier callback = epochCallback;
        if (callback == null) {
            throw TrapSignal.of(Failure.INTERRUPT);
        }
        setEpochDeadlineIn(callback.getAsLong());
        checkInterrupt(); // again: it may have come before the new deadline was written
    }

    /// Looks at the epoch as code does where it loops. Called now and then by what takes long on behalf of code.
    void checkEpoch() {
        if (tunables.epochInterruption() && epoch.now() >= deadline()) {
            epochReached();
        }
    }

    void checkInterrupt() {
        AsyncCall<?> call = asyncCall;
        if (call != null) {
            call.check();
        }
        if (isInterrupted) {
            isInterrupted = false;
            wantedDeadline = Long.MAX_VALUE;
            moveDeadline(Long.MAX_VALUE);
            throw TrapSignal.of(Failure.INTERRUPT);
        }
    }

    /// Ends the running call, or the next one, with the trap `interrupt`; threads in `memory.atomic.wait`, and
    /// those that wait for an asynchronous host function, are woken. Callable from any thread. The deadline is gone
    /// afterwards.
    public void interrupt() {
        isInterrupted = true;
        moveDeadline(0);
        Thread waiter = waiting;
        if (waiter != null) {
            LockSupport.unpark(waiter);
        }
    }

    void startWaiting() {
        waiting = Thread.currentThread();
        epoch.startWaiting();
    }

    void stopWaiting() {
        waiting = null;
        epoch.stopWaiting();
    }

    /// Like [#startWaiting], but for the host: epochs do not matter to it.
    void startWaitingForHost() {
        waiting = Thread.currentThread();
    }

    void stopWaitingForHost() {
        waiting = null;
    }

    /// Ends a wait early if somebody wants the call to end.
    void checkWait() {
        if (isInterrupted || (tunables.epochInterruption() && epoch.now() >= deadline())) {
            epochReached();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw TrapSignal.of(Failure.INTERRUPT);
        }
    }

    // references

    /// A moment at which every reference is in a place where it can be found: in the slots of frames, in the given
    /// slots, in tables, globals or exceptions. If there are very many references, those that are not found are
    /// forgotten. Called before host functions run.
    ///
    /// @param slots more slots that may hold references
    /// @param from  the first one
    /// @param to    behind the last one
    public void safepoint(long[] slots, int from, int to) {
        if (refsDue) {
            enter(); // the host may call a host function without
            try {
                reclaimRefs(slots, from, to);
            } finally {
                exit();
            }
        }
    }

    private void refsAreDue() {
        refsDue = true;
    }

    /// Whether [#safepoint] would do anything.
    boolean isSafepointDue() {
        return refsDue;
    }

    /// Tells the host of a passage, which may collect garbage; the values on their way are roots.
    void pass(CallHook hook, CallHook.Passage passage, long[] slots, int base, List<ValType> types) {
        roots.beginPassage(slots, base, types);
        try {
            hook.passing(passage);
        } finally {
            roots.endPassage();
        }
    }

    /// Makes values roots that are neither in a frame nor in the host's hands, until [#letGo].
    ///
    /// @param slots holds them; references that move are written back
    /// @param base  index of the first one
    /// @param types their types
    public void hold(long[] slots, int base, List<ValType> types) {
        roots.beginPassage(slots, base, types);
    }

    /// Ends the last [#hold].
    public void letGo() {
        roots.endPassage();
    }

    /// Forgets host objects and exceptions that no place holds any more; see [#safepoint].
    ///
    /// @param slots more slots that may hold references
    /// @param from  the first one
    /// @param to    behind the last one
    public void reclaimRefs(long[] slots, int from, int to) {
        RefMarker marker = new RefMarker(this);
        marker.slots(slots, from, to);
        stacks.scan(marker);
        for (Activation run = activation; run != null; run = run.outer) {
            run.visitOwnStack(marker::visit);
        }
        roots.visitHeld(marker::visit);
        sweep(marker);
    }

    /// Collects garbage: objects of the collected heap, then host objects and exceptions that nothing holds any
    /// more. Called when every reference is in a place where it can be found precisely.
    public void collect() {
        if (heap != null) {
            heap.collect();
        }
        if (hostRefs.size() > 0 || exceptions.size() > 0) { // else there is no need to look at every object
            sweepPrecisely();
        }
    }

    /// Forgets host objects and exceptions after a collection, if there are many.
    void sweepIfDue() {
        if (refsDue) {
            sweepPrecisely();
        }
    }

    private void sweepPrecisely() {
        RefMarker marker = new RefMarker(this);
        roots.visitAll(marker::visit);
        sweep(marker);
    }

    private void sweep(RefMarker marker) {
        if (heap != null) {
            heap.forEachForeign(marker::foreign);
        }
        marker.finish();
        hostRefs.sweep(marker.liveHostRefs);
        exceptions.sweep(marker.liveExceptions);
        refsDue = false;
    }

    /// Frees everything. Using the store or anything in it afterwards is an [IllegalStateException].
    ///
    /// @throws IllegalStateException if somebody is in it
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        checkOwner();
        if (entries != 0) {
            throw new IllegalStateException("the store is in use");
        }
        take(Thread.currentThread().threadId());
        isClosed = true;
        try {
            free();
        } finally {
            OWNER.setRelease(this, 0L);
        }
    }

    private void free() {
        memories.forEach(VmMemory::close);
        tables.forEach(VmTable::close);
        form.close();
        memories.clear();
        tables.clear();
        instances.clear();
        roots.clear();
        retained.clear();
        funcs = new VmFunc[1];
        funcCount = 1;
        hostRefs.clear();
        exceptions.clear();
        if (heap != null) {
            heap.release();
        }
        heap = null;
        gcSettings = null;
        stacks.clear();
    }
}
