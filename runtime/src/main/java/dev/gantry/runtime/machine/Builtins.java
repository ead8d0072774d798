package dev.gantry.runtime.machine;

import dev.gantry.environ.spi.Builtin;
import dev.gantry.environ.spi.GcRefs;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.vm.Backtraces;
import dev.gantry.runtime.vm.GuestThrow;
import dev.gantry.runtime.vm.VmException;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.runtime.vm.VmTable;
import dev.gantry.runtime.vm.VmTag;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.ModuleDef;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Serves requests for builtins, by their stable numbers (R136): arguments are read from slots, the result is written
/// to the first of them.
///
/// Threading: confined to the store of the instance.
final class Builtins {
    private static final @Nullable Builtin[] BY_NUMBER = byNumber();
    private static final Failure[] FAILURES = Failure.values();
    private static final long LOW = 0xFFFF_FFFFL;

    private Builtins() {}

    private static @Nullable Builtin[] byNumber() {
        int count =
                Arrays.stream(Builtin.values()).mapToInt(Builtin::number).max().orElse(-1) + 1;
        @Nullable Builtin[] table = new Builtin[count];
        for (Builtin builtin : Builtin.values()) {
            table[builtin.number()] = builtin;
        }
        return table;
    }

    /// Serves a request.
    ///
    /// @param number the builtin's number
    /// @param home   whose code asks
    /// @param slots  the address of the slots
    static void serve(int number, MachineInstance home, long slots) {
        Builtin builtin = number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
        if (builtin == null) {
            throw Bug.unreachable("a request for builtin " + number);
        }
        VmInstance instance = home.instance;
        VmStore store = instance.store;
        switch (builtin) {
            case INSTRUCTION -> Instructions.execute(home, slots);
            case MEMORY_GROW -> Slots.put(slots, 0, memory(instance, slots, 0).grow(Slots.get(slots, 1)));
            case MEMORY_COPY ->
                memory(instance, slots, 0)
                        .copy(
                                store,
                                memory(instance, slots, 2),
                                Slots.get(slots, 1),
                                Slots.get(slots, 3),
                                Slots.get(slots, 4));
            case MEMORY_FILL ->
                memory(instance, slots, 0)
                        .fill(store, Slots.get(slots, 1), (byte) Slots.get32(slots, 2), Slots.get(slots, 3));
            case MEMORY_INIT ->
                initMemory(
                        instance,
                        Slots.get32(slots, 0),
                        Slots.get32(slots, 1),
                        Slots.get(slots, 2),
                        Slots.get(slots, 3) & LOW,
                        Slots.get(slots, 4) & LOW);
            case DATA_DROP -> instance.dropData(Slots.get32(slots, 0));
            case TABLE_GROW ->
                Slots.put(slots, 0, table(instance, slots, 0).grow(Slots.get(slots, 1), Slots.get32(slots, 2)));
            case TABLE_COPY ->
                table(instance, slots, 0)
                        .copy(table(instance, slots, 1), Slots.get(slots, 2), Slots.get(slots, 3), Slots.get(slots, 4));
            case TABLE_FILL ->
                table(instance, slots, 0).fill(Slots.get(slots, 1), Slots.get32(slots, 2), Slots.get(slots, 3));
            case TABLE_INIT ->
                table(instance, slots, 0)
                        .init(
                                instance.elem(Slots.get32(slots, 1)),
                                Slots.get(slots, 2),
                                Slots.get(slots, 3) & LOW,
                                Slots.get(slots, 4) & LOW);
            case ELEM_DROP -> instance.dropElem(Slots.get32(slots, 0));
            case REF_FUNC -> Slots.put32(slots, 0, home.funcRef(Slots.get32(slots, 0), Slots.get32(slots, 1)));
            case TABLE_GET_LAZY_FUNC ->
                Slots.put32(slots, 0, table(instance, slots, 0).get(Slots.get(slots, 1)));
            case IS_SUBTYPE ->
                Slots.put(slots, 0, store.types.isSubtype(Slots.get32(slots, 0), Slots.get32(slots, 1)) ? 1 : 0);
            case THROW -> throw exception(store, instance.tags[Slots.get32(slots, 0)], slots, 1);
            case THROW_REF -> throw again(store, Slots.get32(slots, 0));
            case ATOMIC_NOTIFY ->
                Slots.put32(slots, 0, memory(instance, slots, 0).notify(Slots.get(slots, 1), Slots.get32(slots, 2)));
            case ATOMIC_WAIT32 ->
                Slots.put32(
                        slots,
                        0,
                        memory(instance, slots, 0)
                                .wait32(store, Slots.get(slots, 1), Slots.get32(slots, 2), Slots.get(slots, 3)));
            case ATOMIC_WAIT64 ->
                Slots.put32(
                        slots,
                        0,
                        memory(instance, slots, 0)
                                .wait64(store, Slots.get(slots, 1), Slots.get(slots, 2), Slots.get(slots, 3)));
            case OUT_OF_FUEL -> {
                long _ = store.fuelUsedUp(store.fuel);
            }
            case NEW_EPOCH -> {
                store.epochReached();
                Slots.put(slots, 0, store.deadline());
            }
            case TRAP -> throw TrapSignal.of(FAILURES[Slots.get32(slots, 0)]);
            case GC_ALLOC ->
                Slots.put32(slots, 0, store.heap().allocateSlowly(Slots.get32(slots, 0), Slots.get(slots, 1)));
            case GC -> store.collect();
            case GC_READ_BARRIER -> store.heap().readBarrier(Slots.get32(slots, 0));
            case GC_IS_OF_TYPE ->
                Slots.put(slots, 0, home.store.isOfType(Slots.get32(slots, 0), Slots.get32(slots, 1)) ? 1 : 0);
            case GC_CHECK_FOREIGN -> store.heap().checkForeign(Slots.get32(slots, 0));
            case GC_WRITE_BARRIER -> store.heap().writeBarrier(Slots.get32(slots, 0), Slots.get32(slots, 1));
        }
    }

    private static VmMemory memory(VmInstance instance, long slots, int slot) {
        return instance.memories[Slots.get32(slots, slot)];
    }

    private static VmTable table(VmInstance instance, long slots, int slot) {
        return instance.tables[Slots.get32(slots, slot)];
    }

    /// Copies from a data segment.
    static void initMemory(VmInstance instance, int memory, int segment, long destination, long from, long bytes) {
        ModuleDef def = instance.module.t().def();
        CodeRange range = def.datas().get(segment).bytes();
        instance.memories[memory].init(
                def.bytes(), range.start(), instance.dataSize(segment), destination, from, bytes);
    }

    /// What `throw` throws.
    ///
    /// @param slots holds the payload
    /// @param slot  where
    static GuestThrow exception(VmStore store, VmTag tag, long slots, int slot) {
        long[] payload = new long[tag.payloadSlots];
        Slots.read(slots + (long) Long.BYTES * slot, payload, 0, payload.length);
        return new GuestThrow(new VmException(tag, payload, Backtraces.capture(store)));
    }

    /// What `throw_ref` throws.
    static GuestThrow again(VmStore store, int ref) {
        if (ref == 0) {
            throw TrapSignal.of(Failure.NULL_EXCEPTION_REFERENCE);
        }
        if (!(store.exceptions.get(GcRefs.exnId(ref)) instanceof VmException exn)) {
            throw Bug.unreachable("exception reference " + ref);
        }
        return new GuestThrow(exn);
    }
}
