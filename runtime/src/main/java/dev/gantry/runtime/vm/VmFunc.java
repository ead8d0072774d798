package dev.gantry.runtime.vm;

import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.ValType;
import java.util.List;

/// A function of a store, of any kind: host code, or code of some strategy bound to an instance.
///
/// Threading: confined to its store.
///
/// @wasm syntax-funcinst
public abstract non-sealed class VmFunc implements VmExtern {
    /// The most parameters that [#callDirectly] takes.
    public static final int MOST_DIRECT_SLOTS = 4;

    /// The store.
    public final VmStore store;

    /// The canonical id of the type.
    public final int typeId;

    /// The type, with defined types as ids.
    public final FuncType type;

    /// The index in [VmStore#funcs], or 0 as long as nobody has asked for it; see [VmStore#register].
    public int id;

    /// How many slots the parameters take.
    public final int paramSlots;

    /// How many slots the results take.
    public final int resultSlots;

    /// A function.
    ///
    /// @param store  its store
    /// @param typeId the canonical id of its type, a function type
    protected VmFunc(VmStore store, int typeId) {
        this.store = store;
        this.typeId = typeId;
        this.type = store.types.funcType(typeId);
        this.paramSlots = slots(type.params());
        this.resultSlots = slots(type.results());
    }

    /// The number of slots that values of these types take together.
    ///
    /// @param types the types
    /// @return the number
    public static int slots(List<ValType> types) {
        int slots = 0;
        for (int index = 0; index < types.size(); index++) {
            slots += types.get(index).slots();
        }
        return slots;
    }

    /// Calls the function.
    ///
    /// Throws a [dev.gantry.wasm.Trap], a [GuestThrow], or whatever a host function threw, as the same object.
    ///
    /// @param slots holds the parameters, one behind the other, and receives the results in their place
    /// @param base  index of the first parameter and of the first result; there is room for the longer of both
    public abstract void call(long[] slots, int base);

    /// Calls the function with at most [#MOST_DIRECT_SLOTS] slots of parameters, and without allocating room for
    /// them: they get a place on the store's stack of frames. Throws what [#call] throws.
    ///
    /// @param first  the first parameter's slot, anything if there is none; and so on
    /// @param second the second
    /// @param third  the third
    /// @param fourth the fourth
    /// @return the first slot of the results, anything if there is none
    public long callDirectly(long first, long second, long third, long fourth) {
        VmStore owner = store;
        owner.enter();
        ValueStacks stacks = owner.stacks;
        if (stacks.current.length == 0) {
            owner.prepareStacks();
        }
        long[] slotsOfChunk = stacks.current;
        int chunk = stacks.chunk;
        int top = stacks.top;
        try {
            int room = Math.max(MOST_DIRECT_SLOTS, resultSlots);
            if (slotsOfChunk.length - top < room) {
                owner.enterStacks(room);
            }
            long[] slots = stacks.current;
            int base = stacks.top;
            stacks.top = base + room;
            slots[base] = first;
            slots[base + 1] = second;
            slots[base + 2] = third;
            slots[base + 3] = fourth;
            call(slots, base);
            return slots[base];
        } finally { // no calls: the Java stack may be used up
            if (stacks.chunk != chunk) {
                stacks.chunk = chunk;
                stacks.current = slotsOfChunk;
            }
            stacks.top = top;
            if (--owner.entries == 0) {
                owner.owner = 0;
            }
        }
    }

    @Override
    public final VmStore home() {
        return store;
    }

    @Override
    public ExternType externType() {
        return new ExternType.Func(new HeapType.Id(typeId));
    }
}
