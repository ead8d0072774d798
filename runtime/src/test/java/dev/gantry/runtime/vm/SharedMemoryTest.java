package dev.gantry.runtime.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedMemoryTest {
    private static final TestModules ENGINE = new TestModules();

    private final VmStore store = ENGINE.store();
    private final VmMemory memory = store.createMemory(new MemoryType(false, true, Limits.of(1, 16), 16));

    /// Waits in a thread of its own, with a store of its own.
    private CompletableFuture<Integer> waiter(VmStore of, long timeoutNanos) {
        var result = new CompletableFuture<Integer>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(memory.wait32(of, 8, 0, timeoutNanos));
            } catch (RuntimeException e) { // handed to the test
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /// Notifies until that many were woken: those who wait may not have come yet.
    private void wake(int count) {
        int woken = 0;
        while (woken < count) {
            woken += memory.notify(8, count - woken);
            Thread.onSpinWait();
        }
    }

    @Test
    void anotherValueEndsTheWaitAtOnce() {
        memory.store32(8, 5);
        assertThat(memory.wait32(store, 8, 4, -1)).isEqualTo(1);
        assertThat(memory.wait64(store, 8, 4, -1)).isEqualTo(1);
    }

    /// R139: a timeout is a duration; zero does not wait, and the largest does not overflow.
    @Test
    void timeoutsAreDurations() throws Exception {
        assertThat(memory.wait32(store, 8, 0, 0)).isEqualTo(2);
        assertThat(memory.wait64(store, 8, 0, 1_000_000)).isEqualTo(2);
        CompletableFuture<Integer> patient = waiter(ENGINE.store(), Long.MAX_VALUE);
        wake(1);
        assertThat(patient.get(30, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void notificationsWakeAsManyAsTheySay() throws Exception {
        List<CompletableFuture<Integer>> waiters = new ArrayList<>();
        for (int index = 0; index < 4; index++) {
            waiters.add(waiter(ENGINE.store(), -1));
        }
        wake(4);
        for (CompletableFuture<Integer> waiter : waiters) {
            assertThat(waiter.get(30, TimeUnit.SECONDS)).isZero();
        }
        assertThat(memory.notify(8, -1)).isZero();
    }

    @Test
    void interruptingTheStoreEndsTheWait() {
        VmStore other = ENGINE.store();
        CompletableFuture<Integer> waiter = waiter(other, -1);
        other.interrupt();
        assertThatThrownBy(waiter::join).hasCause(TrapSignal.of(Failure.INTERRUPT));
    }

    @Test
    void theEpochEndsTheWait() {
        VmStore other = ENGINE.store();
        other.setEpochDeadline(ENGINE.epoch.now() + 1);
        CompletableFuture<Integer> waiter = waiter(other, -1);
        ENGINE.epoch.increment();
        assertThatThrownBy(waiter::join).hasCause(TrapSignal.of(Failure.INTERRUPT));
    }

    @Test
    void interruptingTheThreadEndsTheWait() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> memory.wait32(store, 8, 0, -1)).isSameAs(TrapSignal.of(Failure.INTERRUPT));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void narrowAdditionsFromManyThreadsAreAllCounted() throws Exception {
        int rounds = 20_000;
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < 4; number++) {
            int at = number;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int round = 0; round < rounds; round++) {
                    var _ = memory.atomicRmw(AtomicOp.ADD, 0, at & 1, 1);
                    var _ = memory.atomicRmw(AtomicOp.ADD, 1, 2, 1);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(memory.atomicLoad(0, 0)).isEqualTo(2 * rounds & 0xFF);
        assertThat(memory.atomicLoad(0, 1)).isEqualTo(2 * rounds & 0xFF);
        assertThat(memory.atomicLoad(1, 2)).isEqualTo(4 * rounds & 0xFFFF);
    }

    @Test
    void growthByManyThreadsIsAllCountedAndNothingMoves() throws Exception {
        var segment = memory.segment();
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < 5; number++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int round = 0; round < 4; round++) {
                    var _ = memory.grow(1);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(memory.pages()).isEqualTo(16);
        assertThat(memory.segment().address()).isEqualTo(segment.address());
    }

    @Test
    void sharedMemoriesOutliveTheStoreThatMadeThem() {
        memory.store32(100, 1);
        store.close();
        assertThat(memory.load32(100)).isEqualTo(1);
    }
}
