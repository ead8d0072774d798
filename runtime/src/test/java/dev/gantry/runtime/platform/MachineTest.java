package dev.gantry.runtime.platform;

import static dev.gantry.asm.x64.Gpr.RAX;
import static dev.gantry.asm.x64.Gpr.RBP;
import static dev.gantry.asm.x64.Gpr.RCX;
import static dev.gantry.asm.x64.Gpr.RDI;
import static dev.gantry.asm.x64.Gpr.RDX;
import static dev.gantry.asm.x64.Gpr.RSI;
import static dev.gantry.asm.x64.Gpr.RSP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.asm.Label;
import dev.gantry.asm.x64.Cond;
import dev.gantry.asm.x64.Inst;
import dev.gantry.asm.x64.Mem;
import dev.gantry.asm.x64.X64Assembler;
import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.environ.spi.Builtin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// The way in, requests, and the way on, with functions made by hand.
@EnabledIf("dev.gantry.runtime.platform.Platform#isAvailable")
class MachineTest {
    private static final long BUILTIN_REF_FUNC = status(Status.BUILTIN, Builtin.REF_FUNC.number());
    private static final long BUILTIN_TRAP = status(Status.BUILTIN, Builtin.TRAP.number());

    private static long status(int kind, int number) {
        return Status.of(kind, number);
    }

    /// `l>l`: the argument, which the builtin `ref_func` may change, plus 1.
    private static void requesting(X64Assembler asm) {
        HandMade.prologue(asm);
        asm.push(RSI);
        HandMade.request(asm, Builtin.REF_FUNC);
        asm.pop(RAX);
        asm.emit(Inst.LEA_R64_M, RAX, Mem.at(RAX, 1));
        HandMade.epilogue(asm);
    }

    @Test
    void aCallReturnsItsResult() {
        try (HandMade made = new HandMade()) {
            long add = made.function(asm -> {
                asm.emit(Inst.LEA_R32_M, RAX, Mem.at(RSI, RDX, 1, 0));
                asm.ret();
            });
            long slots = made.slots(40, 2);
            assertThat(made.enter("ii>i", add, slots)).isEqualTo(Status.DONE);
            assertThat(NativeAccess.getLong(slots)).isEqualTo(42);
        }
    }

    @Test
    void aRequestShowsWhereItWasMadeAndGoesOn() {
        try (HandMade made = new HandMade()) {
            long function = made.function(MachineTest::requesting);
            long slots = made.slots(5);
            assertThat(made.enter("l>l", function, slots)).isEqualTo(BUILTIN_REF_FUNC);
            assertThat(made.requestSlot(0)).isEqualTo(5);
            assertThat(made.field(StoreContext.LAST_EXIT_PC)).isBetween(function, function + 100);
            long frame = made.field(StoreContext.LAST_EXIT_FP);
            assertThat(NativeAccess.getLong(frame - 8)).isEqualTo(made.instance);
            long entry = NativeAccess.getLong(frame);
            assertThat(entry).isEqualTo(made.field(StoreContext.LAST_ENTRY_FP));
            assertThat(NativeAccess.getLong(entry - 8))
                    .as("the end of the walk")
                    .isZero();
            assertThat(NativeAccess.getLong(entry)).as("the end of the chain").isZero();
            made.setRequestSlot(0, 41);
            assertThat(made.resume()).isEqualTo(Status.DONE);
            assertThat(NativeAccess.getLong(slots)).isEqualTo(42);
        }
    }

    @Test
    void everyBuiltinHasItsShim() {
        try (HandMade made = new HandMade()) {
            for (Builtin builtin : Builtin.values()) {
                long function = made.function(asm -> {
                    HandMade.prologue(asm);
                    HandMade.request(asm, builtin);
                    HandMade.epilogue(asm);
                });
                assertThat(made.enter(">", function, made.slots())).isEqualTo(status(Status.BUILTIN, builtin.number()));
                assertThat(made.resume()).isEqualTo(Status.DONE);
            }
        }
    }

    @Test
    void aCallThatIsNotResumedLeavesNothingBehind() {
        try (HandMade made = new HandMade()) {
            long function = made.function(MachineTest::requesting);
            for (int round = 0; round < 100_000; round++) {
                assertThat(made.enter("l>l", function, made.stack.top() - 4096)).isEqualTo(BUILTIN_REF_FUNC);
                made.setField(StoreContext.WASM_SP, made.stack.top());
            }
        }
    }

    @Test
    void anotherThreadMayGoOn() throws InterruptedException, ExecutionException {
        try (HandMade made = new HandMade();
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            long function = made.function(MachineTest::requesting);
            long slots = made.slots(7);
            assertThat(made.enter("l>l", function, slots)).isEqualTo(BUILTIN_REF_FUNC);
            assertThat(other.submit(made::resume).get()).isEqualTo(Status.DONE);
            assertThat(NativeAccess.getLong(slots)).isEqualTo(8);
        }
    }

    /// Were one of them pinned while Java serves its request, the others would never get there.
    @Test
    void virtualThreadsAreNotPinnedByRequests() throws InterruptedException, ExecutionException {
        int count = 4 * Runtime.getRuntime().availableProcessors() + 300;
        CountDownLatch inside = new CountDownLatch(count);
        List<Future<Long>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < count; thread++) {
                long argument = thread;
                results.add(threads.submit(() -> {
                    try (HandMade made = new HandMade()) {
                        long slots = made.slots(argument);
                        assertThat(made.enter("l>l", made.function(MachineTest::requesting), slots))
                                .isEqualTo(BUILTIN_REF_FUNC);
                        inside.countDown();
                        assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
                        assertThat(made.resume()).isEqualTo(Status.DONE);
                        return NativeAccess.getLong(slots);
                    }
                }));
            }
            for (int thread = 0; thread < count; thread++) {
                assertThat(results.get(thread).get()).isEqualTo(thread + 1);
            }
        }
    }

    @Test
    void aThousandCallsNest() {
        try (HandMade made = new HandMade(1 << 20)) {
            long function = made.function(MachineTest::requesting);
            assertThat(nested(made, function, 1000)).isEqualTo(1000);
            assertThat(made.field(StoreContext.WASM_SP)).isEqualTo(made.stack.top());
        }
    }

    /// Each call is served by the next one.
    private static long nested(HandMade made, long function, int depth) {
        if (depth == 0) {
            return 0;
        }
        long slots = made.slots(depth);
        assertThat(made.enter("l>l", function, slots)).isEqualTo(BUILTIN_REF_FUNC);
        long request = made.field(StoreContext.REQUEST_SLOTS);
        NativeAccess.putLong(request, nested(made, function, depth - 1));
        assertThat(made.resume()).isEqualTo(Status.DONE);
        return NativeAccess.getLong(slots);
    }

    /// A trap is a request that is not resumed; the frames are still there to be walked.
    @Test
    void theStackLimitEndsRecursion() {
        try (HandMade made = new HandMade(256 << 10)) {
            long recursion = made.function(MachineTest::recursing);
            long slots = made.slots();
            assertThat(made.enter(">", recursion, slots)).isEqualTo(BUILTIN_TRAP);
            long frames = 0;
            long frame = made.field(StoreContext.LAST_EXIT_FP);
            while (NativeAccess.getLong(frame - 8) != 0) {
                frames++;
                frame = NativeAccess.getLong(frame);
            }
            assertThat(frame).isEqualTo(made.field(StoreContext.LAST_ENTRY_FP));
            long entryBytes = made.stack.top() - frame + 16;
            assertThat(frames).as("the last has no room").isEqualTo((made.stack.usableBytes() - entryBytes) / 24 + 1);
            made.setField(StoreContext.WASM_SP, made.stack.top());
            assertThat(made.enter(">", recursion, slots)).isEqualTo(BUILTIN_TRAP);
        }
    }

    /// `>`: calls itself until the limit is passed; 24 bytes a frame.
    private static void recursing(X64Assembler asm) {
        Label start = asm.buffer().label();
        Label exhausted = asm.buffer().label();
        asm.buffer().bind(start);
        HandMade.prologue(asm);
        asm.emit(Inst.MOV_R64_RM64, RAX, Mem.at(RDI, HandMade.OFFSETS.storeContext()));
        asm.emit(Inst.CMP_R64_RM64, RSP, Mem.at(RAX, StoreContext.STACK_LIMIT));
        asm.jcc(Cond.B, exhausted);
        asm.call(start);
        HandMade.epilogue(asm);
        asm.buffer().bind(exhausted);
        HandMade.request(asm, Builtin.TRAP);
    }

    @Test
    void callsBelowTheLimitAreNotBegun() {
        try (HandMade made = new HandMade()) {
            AtomicInteger depth = new AtomicInteger();
            long function = made.trampolines.hostCall(">");
            long last = nestUntilExhausted(made, function, depth);
            assertThat(Status.kind(last)).isEqualTo(Status.EXHAUSTED);
            assertThat(depth.get()).isBetween(500, 10_000);
        }
    }

    private static long nestUntilExhausted(HandMade made, long function, AtomicInteger depth) {
        long status;
        do {
            status = Machine.enter(made.store, made.trampolines.arrayCall(">"), function, made.hostContext, 0);
            depth.incrementAndGet();
        } while (Status.kind(status) == Status.HOST);
        return status;
    }

    @Test
    void aCallGoesOnAtAHandler() {
        try (HandMade made = new HandMade()) {
            int[] handler = new int[1];
            long function = made.function(asm -> {
                HandMade.prologue(asm);
                asm.push(RSI);
                HandMade.request(asm, Builtin.THROW);
                asm.emit(Inst.UD2);
                handler[0] = asm.buffer().position();
                asm.emit(Inst.LEA_R64_M, RSP, Mem.at(RBP, -8));
                asm.emit(Inst.MOV_R64_RM64, RCX, Mem.at(RDX, 0));
                asm.emit(Inst.LEA_R64_M, RAX, Mem.at(RAX, RCX, 1, 0));
                HandMade.epilogue(asm);
            });
            long slots = made.slots(0);
            assertThat(made.enter("l>l", function, slots)).isEqualTo(status(Status.BUILTIN, Builtin.THROW.number()));
            made.setField(StoreContext.RESUME_PC, function + handler[0]);
            made.setField(StoreContext.RESUME_FP, made.field(StoreContext.LAST_EXIT_FP));
            assertThat(Machine.resume(made.store, 40, made.slots(2))).isEqualTo(Status.DONE);
            assertThat(NativeAccess.getLong(slots)).isEqualTo(42);
            assertThat(made.field(StoreContext.RESUME_PC)).isZero();
        }
    }

    @Test
    void anEndlessLoopDoesNotKeepTheJvmFromCollecting() throws InterruptedException {
        try (HandMade made = new HandMade()) {
            long flag = made.slots(0);
            long loop = made.function(asm -> {
                Label start = asm.buffer().label();
                asm.buffer().bind(start);
                asm.emit(Inst.CMP_RM32_IMM32, Mem.at(RSI, 0), 0);
                asm.jcc(Cond.E, start);
                asm.ret();
            });
            Thread thread = Thread.ofPlatform().start(() -> made.enter("l>", loop, made.slots(flag)));
            System.gc();
            NativeAccess.putIntVolatile(flag, 1);
            assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
        }
    }
}
