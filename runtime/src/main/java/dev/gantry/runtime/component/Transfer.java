package dev.gantry.runtime.component;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.ValType;
import java.util.List;

/// One passage of values between the host and a guest: the guest's memory, and what is checked on the way.
///
/// Core values are slots as everywhere in the engine; while codecs work on them, 32-bit values are
/// zero-extended, so that a slot that cases of a variant share holds the same bits whatever its type.
///
/// Threading: confined to its store.
public final class Transfer {
    /// What an element of a list costs at least if it becomes an object.
    private static final long ELEMENT_COST = 16;

    private static final long LOW_32 = 0xFFFF_FFFFL;

    final VmComponentInstance component;
    final CanonOptions options;
    final CallScope scope;
    final boolean is64;
    private long budget;

    Transfer(VmComponentInstance component, CanonOptions options, CallScope scope) {
        this.component = component;
        this.options = options;
        this.scope = scope;
        this.is64 = options.is64();
        this.budget = component.store().liftBudgetBytes;
    }

    VmMemory memory() {
        VmMemory memory = options.memory();
        if (memory == null) {
            throw Bug.unreachable("a value in memory without a memory");
        }
        return memory;
    }

    VmResourceType resource(int index) {
        return component.resource(index);
    }

    /// Takes from what may still be lifted in this passage.
    void charge(long bytes) {
        budget -= bytes;
        if (budget < 0) {
            throw TrapSignal.of(Failure.LIFTED_TOO_MUCH);
        }
    }

    /// Takes the elements of a list, each of which becomes an object, from what may still be lifted.
    void chargeElements(long length, long elementSize) {
        if (length > budget / Math.max(ELEMENT_COST, elementSize)) {
            throw TrapSignal.of(Failure.LIFTED_TOO_MUCH);
        }
        charge(length * Math.max(ELEMENT_COST, elementSize));
    }

    /// An address out of a slot.
    long address(long slot) {
        return is64 ? slot : slot & LOW_32;
    }

    /// An address or length in memory.
    long loadAddress(long at) {
        return is64 ? memory().load64(at) : memory().load32(at) & LOW_32;
    }

    void storeAddress(long at, long value) {
        if (is64) {
            memory().store64(at, value);
        } else {
            memory().store32(at, (int) value);
        }
    }

    int addressSize() {
        return is64 ? 8 : 4;
    }

    /// Traps unless a range is aligned and lies in the memory, also if it is empty (R44).
    void check(long address, long bytes, int align, Failure outOfBounds) {
        if ((address & (align - 1)) != 0) {
            throw TrapSignal.of(Failure.POINTER_NOT_ALIGNED);
        }
        if (!isInside(address, bytes)) {
            throw TrapSignal.of(outOfBounds);
        }
    }

    private boolean isInside(long address, long bytes) {
        long size = memory().byteSize();
        return address >= 0 && bytes >= 0 && bytes <= size && address <= size - bytes;
    }

    /// Makes room in the guest's memory.
    ///
    /// @return its address, checked
    long allocate(long bytes, int align) {
        VmFunc realloc = options.realloc();
        if (realloc == null) {
            throw Bug.unreachable("room is needed without realloc");
        }
        if (!is64 && bytes > LOW_32) {
            throw TrapSignal.of(Failure.REALLOC_OUT_OF_BOUNDS);
        }
        long[] slots = {0, 0, align, is64 ? bytes : (int) bytes};
        realloc.call(slots, 0);
        long address = address(slots[0]);
        if ((address & (align - 1)) != 0) {
            throw TrapSignal.of(Failure.REALLOC_NOT_ALIGNED);
        }
        if (!isInside(address, bytes)) {
            throw TrapSignal.of(Failure.REALLOC_OUT_OF_BOUNDS);
        }
        return address;
    }

    /// Gives slots that codecs have written the form that core code expects.
    static void extend(List<? extends ValType> types, long[] slots, int base) {
        for (int at = 0; at < types.size(); at++) {
            ValType type = types.get(at);
            if (type == NumType.I32 || type == NumType.F32) {
                slots[base + at] = (int) slots[base + at];
            }
        }
    }
}
