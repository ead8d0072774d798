package dev.gantry.runtime.platform;

import static dev.gantry.asm.x64.Gpr.R14;
import static dev.gantry.asm.x64.Gpr.RAX;
import static dev.gantry.asm.x64.Gpr.RBP;
import static dev.gantry.asm.x64.Gpr.RDI;
import static dev.gantry.asm.x64.Gpr.RSP;

import dev.gantry.asm.CodeBuffer;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.VmOffsets;
import dev.gantry.environ.VmOffsets.HostFuncContext;
import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.environ.spi.Builtin;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A store with a stack, an instance and a host function, as far as hand-made functions need them.
final class HandMade implements AutoCloseable {
    static final VmOffsets OFFSETS = new VmOffsets(new VmOffsets.Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    static final int HOST_FUNC_ID = 0xC0FFEE;

    final NativeArena arena = new NativeArena();
    final Stack stack;
    final long store = arena.allocate(StoreContext.SIZE);
    final long instance = arena.allocate(OFFSETS.size());
    final long hostContext = arena.allocate(HostFuncContext.SIZE);
    final Trampolines trampolines = new Trampolines();
    private final List<CodeMemory> published = new ArrayList<>();

    HandMade() {
        this(64 << 10);
    }

    HandMade(long stackBytes) {
        stack = Stacks.ofProcess().acquire(stackBytes);
        stack.sign(store);
        NativeAccess.putInt(store + StoreContext.MAGIC, VmOffsets.STORE_MAGIC);
        NativeAccess.putLong(store + StoreContext.STACK_LIMIT, stack.limit());
        NativeAccess.putLong(store + StoreContext.WASM_SP, stack.top());
        NativeAccess.putInt(instance + OFFSETS.magic(), VmOffsets.INSTANCE_MAGIC);
        NativeAccess.putLong(instance + OFFSETS.storeContext(), store);
        NativeAccess.putLong(instance + OFFSETS.builtins(), Machine.builtinTable());
        NativeAccess.putInt(hostContext + HostFuncContext.MAGIC, VmOffsets.HOST_FUNC_MAGIC);
        NativeAccess.putInt(hostContext + HostFuncContext.FUNC_ID, HOST_FUNC_ID);
        NativeAccess.putLong(hostContext + HostFuncContext.STORE_CONTEXT, store);
    }

    /// Publishes a function.
    long function(Consumer<X64Assembler> body) {
        CodeBuffer code = new CodeBuffer();
        body.accept(new X64Assembler(code));
        CodeMemory memory = CodeRegion.ofProcess().publish(code.toBytes());
        published.add(memory);
        return memory.address();
    }

    static void prologue(X64Assembler asm) {
        asm.push(RBP);
        asm.emit(Inst.MOV_R64_RM64, RBP, RSP);
        asm.push(RDI);
        asm.emit(Inst.MOV_R64_RM64, R14, RDI);
    }

    static void epilogue(X64Assembler asm) {
        asm.emit(Inst.MOV_R64_RM64, RSP, RBP);
        asm.pop(RBP);
        asm.ret();
    }

    /// Calls a builtin whose slots are at the stack pointer.
    static void request(X64Assembler asm, Builtin builtin) {
        asm.emit(Inst.MOV_R64_RM64, RAX, Mem.at(R14, OFFSETS.builtins()));
        asm.emit(Inst.CALL_RM64, Mem.at(RAX, Long.BYTES * builtin.number()));
    }

    long slots(long... values) {
        long slots = arena.allocate(8L * Math.max(1, values.length));
        for (int slot = 0; slot < values.length; slot++) {
            NativeAccess.putLong(slots + 8L * slot, values[slot]);
        }
        return slots;
    }

    long enter(String signature, long function, long slots) {
        return Machine.enter(store, trampolines.arrayCall(signature), function, instance, slots);
    }

    long resume() {
        return Machine.resume(store);
    }

    /// A field of the store's context.
    long field(int offset) {
        return NativeAccess.getLong(store + offset);
    }

    void setField(int offset, long value) {
        NativeAccess.putLong(store + offset, value);
    }

    long requestSlot(int slot) {
        return NativeAccess.getLong(field(StoreContext.REQUEST_SLOTS) + 8L * slot);
    }

    void setRequestSlot(int slot, long value) {
        NativeAccess.putLong(field(StoreContext.REQUEST_SLOTS) + 8L * slot, value);
    }

    @Override
    public void close() {
        published.forEach(CodeMemory::close);
        trampolines.close();
        Stacks.ofProcess().release(stack);
        arena.close();
    }
}
