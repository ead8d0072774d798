package dev.gantry.runtime.machine;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.instr.AtomicAccess;
import dev.gantry.runtime.instr.MemoryAccess;
import dev.gantry.runtime.numeric.ScalarOps;
import dev.gantry.runtime.numeric.Scalars;
import dev.gantry.runtime.numeric.VectorOps;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.runtime.vm.VmTable;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Family;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.Ops;
import java.lang.invoke.VarHandle;

/// Executes instructions for which a compiler has no code.
///
/// ```text
///   slot 0: opcode │ 1 to 3: immediates │ 4 …: operands          before
///   slot 0 …: results                                            after
/// ```
///
/// Threading: confined to the store of the instance.
final class Instructions {
    /// The first operand.
    static final int OPERANDS = 4;

    private static final long LOW = 0xFFFF_FFFFL;
    private static final Opcode[] OPCODES = Opcode.values();

    /// The slots of all operands of an instruction whose signature is in the table.
    private static final byte[] OPERAND_SLOTS = slots(false);

    /// The slots of all results; negative for one result of 32 bits.
    private static final byte[] RESULT_SLOTS = slots(true);

    private static final byte NARROW = -1;

    private Instructions() {}

    private static byte[] slots(boolean isResult) {
        byte[] slots = new byte[OPCODES.length];
        for (int op = 0; op < slots.length; op++) {
            String signature = OPCODES[op].signature();
            if (signature != null) {
                int arrow = signature.indexOf("->");
                slots[op] = slots(
                        (isResult ? signature.substring(arrow + 2) : signature.substring(0, arrow)).strip(), isResult);
            }
        }
        return slots;
    }

    private static byte slots(String types, boolean isResult) {
        if (isResult && (types.equals("i32") || types.equals("f32"))) {
            return NARROW;
        }
        int count = 0;
        for (String type : types.split(" ", -1)) {
            count += type.isEmpty() ? 0 : type.equals("v128") ? 2 : 1;
        }
        return (byte) count;
    }

    /// Executes the instruction that the slots hold.
    static void execute(MachineInstance home, long slots) {
        int op = Slots.get32(slots, 0);
        if (op < 0 || op >= OPCODES.length) {
            throw Bug.unreachable("opcode " + op);
        }
        VmInstance instance = home.instance;
        Family family = OPCODES[op].family();
        switch (family) {
            case NUMERIC -> numeric(op, instance, slots);
            case SIMD -> vector(op, instance, slots);
            case MEMORY -> {
                if (op >= Ops.MEMORY_SIZE) {
                    memory(op, instance, slots);
                } else {
                    access(op, instance, slots);
                }
            }
            case ATOMIC -> atomic(op, instance, slots);
            case TABLE -> table(op, instance, slots);
            case REFERENCE, GC -> ObjectInstructions.execute(op, instance, slots);
            case EXCEPTION, CONTROL, VARIABLE -> throw Bug.unreachable("a request for " + OPCODES[op].text());
        }
    }

    static long operand(long slots, int number) {
        return Slots.get(slots, OPERANDS + number);
    }

    private static void result(int op, long slots, long value) {
        Slots.put(slots, 0, RESULT_SLOTS[op] == NARROW ? value & LOW : value);
    }

    // numeric

    private static void numeric(int op, VmInstance instance, long slots) {
        if (op >= Ops.I64_ADD128) {
            long[] wide = new long[2];
            ScalarOps.wide(op, wide, 0, operand(slots, 0), operand(slots, 1), operand(slots, 2), operand(slots, 3));
            Slots.write(wide, 0, 2, slots);
            return;
        }
        long value = ScalarOps.execute(op, operand(slots, 0), ScalarOps.isUnary(op) ? 0 : operand(slots, 1));
        if (instance.store.tunables.nanCanonicalization()) {
            value = canonical(op, value);
        }
        result(op, slots, value);
    }

    private static long canonical(int op, long value) {
        if ((op >= Ops.F32_CEIL && op < Ops.F32_COPYSIGN) || op == Ops.F32_DEMOTE_F64) {
            return Scalars.canonicalF32((int) value);
        }
        boolean isF64 = (op >= Ops.F64_CEIL && op < Ops.F64_COPYSIGN) || op == Ops.F64_PROMOTE_F32;
        return isF64 ? Scalars.canonicalF64(value) : value;
    }

    // memory

    /// An address, an index or a size: zero-extended from 32 bits where the memory or table has such addresses.
    private static long unsigned(boolean is64, long slot) {
        return is64 ? slot : slot & LOW;
    }

    private static boolean is64(VmInstance instance, int memory) {
        return instance.module.t().def().memorySpace().get(memory).is64();
    }

    private static long address(VmInstance instance, long slots) {
        long offset = Slots.get(slots, 2);
        long slot = operand(slots, 0);
        return is64(instance, Slots.get32(slots, 1)) ? VmMemory.effectiveAddress(slot, offset) : (slot & LOW) + offset;
    }

    private static void access(int op, VmInstance instance, long slots) {
        VmMemory memory = instance.memories[Slots.get32(slots, 1)];
        long address = address(instance, slots);
        if (op >= Ops.I32_STORE) {
            MemoryAccess.store(op, memory, address, operand(slots, 1));
        } else {
            result(op, slots, MemoryAccess.load(op, memory, address));
        }
    }

    private static void memory(int op, VmInstance instance, long slots) {
        int index = Slots.get32(slots, 1);
        int second = Slots.get32(slots, 2);
        switch (op) {
            case Ops.MEMORY_SIZE -> size(slots, is64(instance, index), instance.memories[index].pages());
            case Ops.MEMORY_GROW -> {
                boolean is64 = is64(instance, index);
                size(slots, is64, instance.memories[index].grow(unsigned(is64, operand(slots, 0))));
            }
            case Ops.MEMORY_FILL -> {
                boolean is64 = is64(instance, index);
                instance.memories[index].fill(
                        instance.store,
                        unsigned(is64, operand(slots, 0)),
                        (byte) operand(slots, 1),
                        unsigned(is64, operand(slots, 2)));
            }
            case Ops.MEMORY_COPY -> {
                boolean to64 = is64(instance, index);
                boolean from64 = is64(instance, second);
                instance.memories[index].copy(
                        instance.store,
                        instance.memories[second],
                        unsigned(to64, operand(slots, 0)),
                        unsigned(from64, operand(slots, 1)),
                        unsigned(to64 && from64, operand(slots, 2)));
            }
            case Ops.MEMORY_INIT ->
                Builtins.initMemory(
                        instance,
                        second,
                        index,
                        unsigned(is64(instance, second), operand(slots, 0)),
                        operand(slots, 1) & LOW,
                        operand(slots, 2) & LOW);
            case Ops.DATA_DROP -> instance.dropData(index);
            default -> throw Bug.unreachable("memory instruction " + op);
        }
    }

    private static void size(long slots, boolean is64, long size) {
        Slots.put(slots, 0, is64 ? size : size & LOW);
    }

    // vectors

    private static void vector(int op, VmInstance instance, long slots) {
        int count = OPERAND_SLOTS[op];
        long[] s = new long[count + 2];
        Slots.read(slots + (long) Long.BYTES * OPERANDS, s, 0, count);
        if (OPCODES[op].has(Opcode.Effects.READS)) {
            int lane = MemoryAccess.hasLane(op) ? Slots.get32(slots, 3) : 0;
            MemoryAccess.loadVector(
                    op, instance.memories[Slots.get32(slots, 1)], address(instance, slots), s, 0, 1, lane);
            Slots.write(s, 0, 2, slots);
        } else if (OPCODES[op].has(Opcode.Effects.WRITES)) {
            int lane = MemoryAccess.hasLane(op) ? Slots.get32(slots, 3) : 0;
            MemoryAccess.storeVector(
                    op, instance.memories[Slots.get32(slots, 1)], address(instance, slots), s, 1, lane);
        } else if (op == Ops.V128_CONST) {
            Slots.put(slots, 0, Slots.get(slots, 1));
            Slots.put(slots, 1, Slots.get(slots, 2));
        } else if (op == Ops.I8X16_SHUFFLE) {
            VectorOps.shuffle(s, 0, 0, 2, Slots.get(slots, 1), Slots.get(slots, 2));
            Slots.write(s, 0, 2, slots);
        } else {
            int a = OPCODES[op].text().endsWith(".splat") ? 1 : 2;
            VectorOps.execute(op, s, 0, 0, a, 2 * a, Slots.get32(slots, 1));
            int results = Math.abs(RESULT_SLOTS[op]);
            if (results == 2 && instance.store.tunables.nanCanonicalization()) {
                VectorOps.canonicalizeNaNs(op, s, 0);
            }
            Slots.write(s, 0, results, slots);
            if (results == 1) {
                result(op, slots, s[0]);
            }
        }
    }

    // atomics

    private static void atomic(int op, VmInstance instance, long slots) {
        if (op == Ops.ATOMIC_FENCE) {
            VarHandle.fullFence();
            return;
        }
        VmMemory memory = instance.memories[Slots.get32(slots, 1)];
        long address = address(instance, slots);
        if (AtomicAccess.isStore(op)) {
            AtomicAccess.store(op, memory, address, operand(slots, 1));
            return;
        }
        long a = OPERAND_SLOTS[op] > 1 ? operand(slots, 1) : 0;
        long b = OPERAND_SLOTS[op] > 2 ? operand(slots, 2) : 0;
        result(op, slots, AtomicAccess.execute(op, memory, address, a, b, instance.store));
    }

    // tables

    private static void table(int op, VmInstance instance, long slots) {
        int index = Slots.get32(slots, 1);
        if (op == Ops.ELEM_DROP) {
            instance.dropElem(index);
            return;
        }
        int second = Slots.get32(slots, 2);
        VmTable table = instance.tables[op == Ops.TABLE_INIT ? second : index];
        boolean is64 = tableIs64(instance, op == Ops.TABLE_INIT ? second : index);
        switch (op) {
            case Ops.TABLE_GET -> Slots.put32(slots, 0, table.get(unsigned(is64, operand(slots, 0))));
            case Ops.TABLE_SET -> table.set(unsigned(is64, operand(slots, 0)), (int) operand(slots, 1));
            case Ops.TABLE_SIZE -> size(slots, is64, table.size);
            case Ops.TABLE_GROW ->
                size(slots, is64, table.grow(unsigned(is64, operand(slots, 1)), (int) operand(slots, 0)));
            case Ops.TABLE_FILL ->
                table.fill(
                        unsigned(is64, operand(slots, 0)), (int) operand(slots, 1), unsigned(is64, operand(slots, 2)));
            case Ops.TABLE_COPY -> {
                boolean from64 = tableIs64(instance, second);
                table.copy(
                        instance.tables[second],
                        unsigned(is64, operand(slots, 0)),
                        unsigned(from64, operand(slots, 1)),
                        unsigned(is64 && from64, operand(slots, 2)));
            }
            case Ops.TABLE_INIT ->
                table.init(
                        instance.elem(index),
                        unsigned(is64, operand(slots, 0)),
                        operand(slots, 1) & LOW,
                        operand(slots, 2) & LOW);
            default -> throw Bug.unreachable("table instruction " + op);
        }
    }

    private static boolean tableIs64(VmInstance instance, int table) {
        return instance.module.t().def().tableSpace().get(table).is64();
    }

    /// Traps unless something holds.
    static void check(boolean holds, Failure failure) {
        if (!holds) {
            throw TrapSignal.of(failure);
        }
    }
}
