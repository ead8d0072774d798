package dev.gantry.runtime.platform;

import static dev.gantry.asm.x64.Gpr.RAX;
import static dev.gantry.asm.x64.Gpr.RCX;
import static dev.gantry.asm.x64.Gpr.RDX;
import static dev.gantry.asm.x64.Gpr.RSI;

import dev.gantry.asm.CodeBuffer;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.environ.spi.Builtin;
import dev.gantry.runtime.ResourceException;
import dev.gantry.wasm.UnsupportedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// What is tried in a JVM of its own, because a mistake would end it. The first argument says what.
final class FaultProgram {
    private static final int SIGSEGV = 11;
    private static final int SIGFPE = 8;
    private static final int SIGILL = 4;

    private FaultProgram() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "stress" -> stress(Integer.parseInt(args[1]));
            case "many" -> many(Integer.parseInt(args[1]));
            case "replaced" -> replaced();
            case "forwarded" -> forwarded();
            case "mappings" -> mappings();
            case "permission" -> permission();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /// A store with functions that fault and request.
    private static final class Faults implements AutoCloseable {
        final HandMade made = new HandMade();
        final NativeMemory.Reservation memory = NativeMemory.reserve(64 << 10, 64 << 10);
        final long slots = made.slots(0, 0);
        final long load;
        final long divide;
        final long request;
        final long undefined;
        final long jump;

        Faults() {
            memory.commit(64 << 10);
            load = made.function(asm -> {
                HandMade.prologue(asm);
                asm.emit(Inst.MOV_R32_RM32, RAX, Mem.at(RSI));
                HandMade.epilogue(asm);
            });
            divide = made.function(asm -> {
                HandMade.prologue(asm);
                asm.emit(Inst.MOV_R64_RM64, RCX, RDX);
                asm.emit(Inst.MOV_R64_RM64, RAX, RSI);
                asm.emit(Inst.CDQ);
                asm.emit(Inst.IDIV_RM32, RCX);
                HandMade.epilogue(asm);
            });
            request = made.function(asm -> {
                HandMade.prologue(asm);
                asm.push(RSI);
                HandMade.request(asm, Builtin.REF_FUNC);
                asm.pop(RAX);
                HandMade.epilogue(asm);
            });
            undefined = made.function(asm -> asm.emit(Inst.UD2));
            jump = made.function(asm -> {
                HandMade.prologue(asm);
                asm.emit(Inst.JMP_RM64, RSI);
            });
        }

        /// What no compiler foresees: an instruction that there is not, and a jump to the end of all code.
        void unforeseenFaults() {
            long spBefore = made.field(StoreContext.WASM_SP);
            check(made.enter(">", undefined, slots) == Status.of(Status.FAULT, SIGILL), "no instruction");
            check(made.field(StoreContext.LAST_EXIT_PC) == undefined, "the pc of a fault");
            made.setField(StoreContext.WASM_SP, spBefore);
            CodeRegion region = CodeRegion.ofProcess();
            NativeAccess.putLong(slots, region.start() + region.size() - 1);
            check(made.enter("l>", jump, slots) == Status.of(Status.FAULT, SIGSEGV), "no code");
            made.setField(StoreContext.WASM_SP, spBefore);
        }

        void loadFaults() {
            long spBefore = made.field(StoreContext.WASM_SP);
            long address = memory.address() + (64 << 10) + 8;
            NativeAccess.putLong(slots, address);
            check(made.enter("l>i", load, slots) == Status.of(Status.FAULT, SIGSEGV), "a load that faults");
            check(made.field(StoreContext.FAULT_ADDRESS) == address, "the address of the fault");
            made.setField(StoreContext.WASM_SP, spBefore);
        }

        void divisionFaults() {
            long spBefore = made.field(StoreContext.WASM_SP);
            NativeAccess.putLong(slots, 1);
            NativeAccess.putLong(slots + 8, 0);
            check(made.enter("ii>i", divide, slots) == Status.of(Status.FAULT, SIGFPE), "a division that faults");
            made.setField(StoreContext.WASM_SP, spBefore);
        }

        /// A request, served by `inside`.
        void request(Runnable inside) {
            NativeAccess.putLong(slots, 1);
            check(Status.kind(made.enter("l>l", request, slots)) == Status.BUILTIN, "a request");
            long answer = made.field(StoreContext.REQUEST_SLOTS);
            inside.run();
            NativeAccess.putLong(answer, 42);
            check(made.resume() == Status.DONE && NativeAccess.getLong(slots) == 42, "an answered request");
        }

        @Override
        public void close() {
            memory.close();
            made.close();
        }
    }

    /// Threads that fault and request, while others let Java fault.
    private static void stress(int rounds) throws InterruptedException, ExecutionException {
        Signals.install();
        AtomicBoolean isOver = new AtomicBoolean();
        Thread provoker = Thread.ofPlatform().start(() -> provokeJava(isOver));
        List<Future<?>> workers = new ArrayList<>();
        try (ExecutorService platform = Executors.newFixedThreadPool(2);
                ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            for (ExecutorService threads : List.of(platform, platform, virtual, virtual)) {
                workers.add(threads.submit(() -> {
                    try (Faults faults = new Faults()) {
                        for (int round = 0; round < rounds; round++) {
                            faults.loadFaults();
                            faults.divisionFaults();
                            faults.unforeseenFaults();
                            faults.request(faults::loadFaults);
                            faults.request(Thread::yield);
                            if (round % 500 == 0) {
                                System.gc();
                            }
                        }
                    }
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        }
        isOver.set(true);
        provoker.join();
        check(Signals.isInstalled(), "the handler is still there");
        System.out.println("done " + rounds);
    }

    private static void provokeJava(AtomicBoolean isOver) {
        long found = 0;
        while (!isOver.get()) {
            try {
                found += length(found < 0 ? "" : null);
            } catch (NullPointerException _) {
                found++;
            }
            try {
                found += 1 / (int) (found & 0);
            } catch (ArithmeticException _) {
                found++;
            }
            if (found % 10_000 == 0) {
                try {
                    found += recurse(1);
                } catch (StackOverflowError _) {
                    found += 2;
                }
            }
        }
        check(found > 0, "faults of Java");
    }

    @SuppressWarnings("NullAway") // the point of it
    private static int length(@Nullable String text) {
        return text.length();
    }

    private static int recurse(int depth) {
        return depth < 0 ? 0 : recurse(depth + 1) + depth;
    }

    /// Memory is the same after many traps and requests as after some.
    private static void many(int count) throws IOException {
        Signals.install();
        String blocked = blockedSignals();
        try (Faults faults = new Faults()) {
            long before = 0;
            for (int round = 0; round < count; round++) {
                faults.loadFaults();
                faults.request(() -> {});
                if (round == count / 10) {
                    System.gc();
                    before = residentBytes();
                }
            }
            System.gc();
            long grown = residentBytes() - before;
            check(grown < 32 << 20, "grown by " + grown);
            check(blocked.equals(blockedSignals()), "signals blocked: " + blockedSignals());
        }
        System.out.println("done " + count);
    }

    private static long residentBytes() throws IOException {
        String sizes = Files.readAllLines(Path.of("/proc/self/statm")).getFirst();
        return 4096 * Long.parseLong(sizes.split(" ", -1)[1]);
    }

    private static void replaced() {
        long former = Platform.current().signalHandler(SIGSEGV);
        check(!Signals.isInstalled(), "not installed before it is asked for");
        Signals.install();
        check(Signals.isInstalled(), "installed");
        long ours = Platform.current().signalHandler(SIGSEGV);
        Platform.current().setSignalHandler(SIGSEGV, former);
        check(!Signals.isInstalled(), "replaced");
        try {
            Signals.install();
            throw new AssertionError("expected a refusal");
        } catch (UnsupportedException e) {
            System.out.println(e.getMessage());
        }
        Platform.current().setSignalHandler(SIGSEGV, ours);
        check(Signals.isInstalled(), "put back");
        try (Faults faults = new Faults()) {
            faults.loadFaults();
        }
        System.out.println("done");
    }

    /// Another handler in front of ours, which calls it, or jumps to it: faults arrive all the same, as often as one
    /// likes, and no signal stays blocked.
    private static void forwarded() throws IOException {
        Signals.install();
        Platform platform = Platform.current();
        long ours = platform.signalHandler(SIGSEGV);
        try (Faults faults = new Faults()) {
            String blocked = blockedSignals();
            long ended = faults.made.arena.allocate(Long.BYTES);
            for (boolean isCall : new boolean[] {true, false}) {
                CodeBuffer code = new CodeBuffer();
                X64Assembler asm = new X64Assembler(code);
                asm.emit(Inst.MOV_R64_IMM64, RAX, ours);
                if (isCall) {
                    asm.emit(Inst.CALL_RM64, RAX);
                    asm.emit(Inst.MOV_R64_IMM64, RAX, ended);
                    asm.emit(Inst.ADD_RM64_IMM8, Mem.at(RAX, 0), 1);
                    asm.ret();
                } else {
                    asm.emit(Inst.JMP_RM64, RAX);
                }
                byte[] bytes = code.toBytes();
                CodeMemory other = CodeRegion.ofStubs().publish(bytes);
                platform.setSignalHandler(SIGSEGV, other.address());
                for (int round = 0; round < 1000; round++) {
                    faults.loadFaults();
                    check(blocked.equals(blockedSignals()), "signals blocked: " + blockedSignals());
                }
            }
            check(NativeAccess.getLong(ended) == 1000, "a handler that calls ours goes on after it");
        }
        platform.setSignalHandler(SIGSEGV, ours);
        System.out.println("done");
    }

    /// The line of the system's table of threads.
    private static String blockedSignals() throws IOException {
        return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.startsWith("SigBlk:"))
                .findFirst()
                .orElseThrow();
    }

    private static void mappings() throws IOException {
        int limit = Integer.parseInt(
                Files.readAllLines(Path.of("/proc/sys/vm/max_map_count")).getFirst());
        NativeMemory.Reservation[] memories = new NativeMemory.Reservation[limit];
        Stacks stacks = new Stacks(Platform.current());
        byte[] code = {(byte) 0xC3};
        stacks.release(stacks.acquire(1));
        CodeRegion.ofProcess().publish(code).close();
        int refusals = 0;
        int count = 0;
        try {
            while (count < limit) {
                memories[count] = NativeMemory.reserve(4096, 4096);
                memories[count++].commit(4096);
            }
        } catch (ResourceException _) {
            refusals++;
        }
        try {
            Stack _ = stacks.acquire(1 << 20);
        } catch (ResourceException _) {
            refusals++;
        }
        try {
            CodeMemory _ = CodeRegion.ofProcess().publish(code);
        } catch (ResourceException _) {
            refusals++;
        }
        for (int index = 0; index < count; index++) {
            memories[index].close();
        }
        check(count < limit && refusals == 3, count + " memories, refusals: " + refusals);
        stacks.release(stacks.acquire(1 << 20));
        CodeRegion.ofProcess().publish(code).close();
        System.out.println("done");
    }

    private static void permission() {
        System.out.println("available: " + Platform.isAvailable());
        try {
            System.out.println("pages of " + Platform.current().pageBytes());
        } catch (UnsupportedException e) {
            System.out.println(e.getMessage());
        }
    }
}
