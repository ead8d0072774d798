package dev.gantry.runtime.vm;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.types.ValType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function that a module defines, bound to an instance: the entry from the host, and what happens at the
/// border, the same for every strategy.
///
/// A [TrapSignal] becomes a [dev.gantry.wasm.Trap] with the frames of the activation; an overflow of the Java
/// stack becomes the trap `call stack exhausted` unless a host function let it escape that few wasm frames called;
/// everything else leaves as it is. Whatever happens, the store is as it was before the call.
///
/// Threading: confined to its store.
public abstract class WasmFunc extends VmFunc {
    /// So few wasm frames do not fill a stack: if it overflows in a host function that they call, the host is to
    /// blame.
    private static final int SHALLOW_DEPTH = 100;

    /// The instance.
    public final VmInstance instance;

    /// The index in the module's function index space.
    public final int index;

    /// A function of an instance.
    ///
    /// @param instance the instance
    /// @param index    the index in the module's function index space
    protected WasmFunc(VmInstance instance, int index) {
        super(instance.store, instance.module.t().funcTypeId(index));
        this.instance = instance;
        this.index = index;
    }

    /// Makes the record of a new run of wasm frames. Called once for each call from the host.
    ///
    /// @param outer the innermost one until now, or null
    /// @return the new innermost one
    protected abstract Activation activate(@Nullable Activation outer);

    /// Runs the function in the activation that was just made.
    ///
    /// @param activation what [#activate] gave, now the store's innermost one
    /// @param slots      see [#call]
    /// @param base       see [#call]
    protected abstract void run(Activation activation, long[] slots, int base);

    /// Enters the function from the host; code that is in wasm already has faster ways.
    @Override
    public final void call(long[] slots, int base) {
        VmStore owner = store;
        owner.enter();
        int entries = owner.entries - 1;
        int depth = owner.depth;
        Activation outer = owner.activation;
        ValueStacks stacks = owner.stacks;
        if (stacks.current.length == 0) {
            owner.prepareStacks();
        }
        long[] slotsOfChunk = stacks.current;
        int chunk = stacks.chunk;
        int top = stacks.top;
        CallHook hook = owner.callHook;
        List<ValType> results = List.of(); // until there are some
        int lookAt = owner.lookAt;
        try {
            if (owner.entries >= lookAt) {
                owner.look();
            }
            owner.safepoint(slots, base, base + paramSlots);
            if (hook != null) {
                owner.pass(hook, CallHook.Passage.CALLING_WASM, slots, base, type.params());
            }
            Activation activation = activate(outer);
            owner.activation = activation;
            run(activation, slots, base);
            results = type.results();
        } catch (Throwable thrown) {
            throw left(owner, thrown);
        } finally { // no calls: the Java stack may be used up
            owner.depth = depth;
            owner.lookAt = lookAt;
            owner.activation = outer;
            if (stacks.chunk != chunk) {
                stacks.chunk = chunk;
                stacks.current = slotsOfChunk;
            }
            stacks.top = top;
            owner.entries = entries; // also if what was called had no stack left to leave the store
            if (entries == 0) {
                owner.owner = 0;
            }
            if (hook != null) {
                owner.pass(hook, CallHook.Passage.RETURNING_FROM_WASM, slots, base, results);
            }
        }
    }

    /// Enters the function from the host as [#call] does, without an array for its slots. Where a hook or the
    /// collector of references wants to see them, they get one.
    @Override
    public final long callDirectly(long first, long second, long third, long fourth) {
        VmStore owner = store;
        if (owner.callHook != null || owner.isSafepointDue()) {
            return super.callDirectly(first, second, third, fourth);
        }
        owner.enter();
        int entries = owner.entries - 1;
        int depth = owner.depth;
        Activation outer = owner.activation;
        ValueStacks stacks = owner.stacks;
        if (stacks.current.length == 0) {
            owner.prepareStacks();
        }
        long[] slotsOfChunk = stacks.current;
        int chunk = stacks.chunk;
        int top = stacks.top;
        int lookAt = owner.lookAt;
        try {
            if (owner.entries >= lookAt) {
                owner.look();
            }
            Activation activation = activate(outer);
            owner.activation = activation;
            return runDirectly(activation, first, second, third, fourth);
        } catch (Throwable thrown) {
            throw left(owner, thrown);
        } finally { // as above
            owner.depth = depth;
            owner.lookAt = lookAt;
            owner.activation = outer;
            if (stacks.chunk != chunk) {
                stacks.chunk = chunk;
                stacks.current = slotsOfChunk;
            }
            stacks.top = top;
            owner.entries = entries; // also if what was called had no stack left to leave the store
            if (entries == 0) {
                owner.owner = 0;
            }
        }
    }

    /// As [#run], with the slots of the parameters one by one; for strategies whose code does not take them from an
    /// array. There are at most [#MOST_DIRECT_SLOTS] of them.
    ///
    /// @param activation what [#activate] gave, now the store's innermost one
    /// @param first      see [#callDirectly]
    /// @param second     see [#callDirectly]
    /// @param third      see [#callDirectly]
    /// @param fourth     see [#callDirectly]
    /// @return the first slot of the results, anything if there is none
    protected long runDirectly(Activation activation, long first, long second, long third, long fourth) {
        ValueStacks stacks = store.stacks;
        int room = Math.max(MOST_DIRECT_SLOTS, resultSlots);
        stacks.enter(room);
        long[] slots = stacks.current;
        int base = stacks.top;
        stacks.top = base + room;
        slots[base] = first;
        slots[base + 1] = second;
        slots[base + 2] = third;
        slots[base + 3] = fourth;
        run(activation, slots, base);
        return slots[base];
    }

    /// What leaves the function when something leaves its code.
    private static RuntimeException left(VmStore store, Throwable thrown) {
        return switch (thrown) {
            case TrapSignal signal -> Backtraces.trap(store, signal);
            case StackOverflowError overflow -> afterOverflow(store, overflow);
            case InternalError fault -> Backtraces.afterFault(store, fault);
            default -> {
                Backtraces.leaving(store, thrown);
                throw HostFunc.<RuntimeException>unchecked(thrown);
            }
        };
    }

    /// A trap, unless a host function let the error escape that few wasm frames called. If even the trap finds no
    /// stack, the bare signal goes to the next activation below.
    @SuppressWarnings("ReferenceEquality") // the same error, not an equal one
    private static RuntimeException afterOverflow(VmStore store, StackOverflowError overflow) {
        if (overflow == store.leaving && store.depth <= SHALLOW_DEPTH) {
            throw overflow;
        }
        try {
            return Backtraces.trap(store, store.exhausted);
        } catch (StackOverflowError _) { // the stack is still too full for a trap
            return store.exhausted;
        }
    }
}
