package dev.gantry.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.environ.VmOffsets.StoreContext;
import dev.gantry.environ.gc.ArrayHeap;
import dev.gantry.runtime.platform.NativeAccess;
import dev.gantry.runtime.platform.NativeArena;
import dev.gantry.runtime.platform.Platform;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// R114: the heap that machine code reaches by address; Java code compares before each access.
class MachineHeapTest {
    private static final int SIZE = 10_000;
    private static final long MOST = 1 << 20;

    @BeforeEach
    void needsThePlatform() {
        assumeTrue(Platform.isAvailable());
    }

    private static MachineHeap heap(boolean hasGuards) {
        MachineHeap heap = MachineHeap.create(MOST, hasGuards, (_, _) -> true);
        assertThat(heap.grow(SIZE)).isTrue();
        return heap;
    }

    private static void isRefused(ThrowingCallable access) {
        assertThatThrownBy(access).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void accessesLieWithinTheHeapOrAreRefused_R114(boolean hasGuards) {
        MachineHeap heap = heap(hasGuards);
        heap.store64(SIZE - 8, 0x1122_3344_5566_7788L);
        assertThat(heap.load8(SIZE - 1)).isEqualTo((byte) 0x11);
        assertThat(heap.load16(SIZE - 2)).isEqualTo((short) 0x1122);
        assertThat(heap.load32(SIZE - 4)).isEqualTo(0x1122_3344);
        assertThat(heap.load64(SIZE - 8)).isEqualTo(0x1122_3344_5566_7788L);
        for (int at : new int[] {SIZE, SIZE + 1, -1, -8, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            isRefused(() -> heap.load8(at));
            isRefused(() -> heap.store8(at, (byte) 1));
            isRefused(() -> heap.fill(at, 1, (byte) 1));
            isRefused(() -> heap.copy(0, at, 1));
            isRefused(() -> heap.copy(at, 0, 1));
            isRefused(() -> heap.copyIn(at, new byte[1], 0, 1));
        }
        for (int beyond = 1; beyond < 8; beyond++) {
            int at = SIZE - 8 + beyond;
            isRefused(() -> heap.load64(at));
            isRefused(() -> heap.store64(at, 1));
            isRefused(() -> heap.load32(at + 4));
            isRefused(() -> heap.store32(at + 4, 1));
        }
        isRefused(() -> heap.load16(SIZE - 1));
        isRefused(() -> heap.store16(SIZE - 1, (short) 1));
        isRefused(() -> heap.fill(8, SIZE - 7, (byte) 1));
        isRefused(() -> heap.fill(8, -1, (byte) 1));
        isRefused(() -> heap.copy(8, 0, SIZE - 7));
        isRefused(() -> heap.copyIn(8, new byte[4], 2, 3));
        isRefused(() -> heap.state(4));
        heap.close();
        isRefused(() -> heap.load8(8));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void newBytesAreZeroWhateverWasWrittenBehindTheOldOnes_R114(boolean hasGuards) {
        MachineHeap heap = heap(hasGuards);
        try (NativeArena arena = new NativeArena()) {
            long context = arena.allocate(StoreContext.SIZE);
            heap.use(context, true);
            long base = NativeAccess.getLong(context + StoreContext.GC_HEAP_BASE);
            NativeAccess.fill(base + SIZE, 64, (byte) 0x5A); // as code with a wrong offset could
            assertThat(heap.grow(2 * SIZE)).isTrue();
            assertThat(NativeAccess.getLong(context + StoreContext.GC_HEAP_SIZE))
                    .isEqualTo(2 * SIZE);
            assertThat(NativeAccess.getLong(context + StoreContext.GC_HEAP_BASE))
                    .as("it never moves")
                    .isEqualTo(base);
            for (int at = SIZE; at < 2 * SIZE; at++) {
                assertThat(heap.load8(at)).isZero();
            }
            heap.leave();
        }
        heap.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theCollectorsWordsGoFromStoreToStore_R117(boolean isShared) {
        MachineHeap heap = heap(true);
        heap.state(1, 11);
        try (NativeArena arena = new NativeArena()) {
            long first = arena.allocate(StoreContext.SIZE);
            heap.use(first, isShared);
            int expected = isShared ? 11 : 0;
            assertThat(NativeAccess.getInt(first + StoreContext.GC_STATE + Integer.BYTES))
                    .isEqualTo(expected);
            assertThat(heap.state(1)).isEqualTo(11);
            heap.state(1, 12);
            heap.leave();
            NativeAccess.fill(first, StoreContext.SIZE, (byte) -1);
            assertThat(heap.state(1)).isEqualTo(12);
            long second = arena.allocate(StoreContext.SIZE);
            heap.use(second, true);
            assertThat(NativeAccess.getInt(second + StoreContext.GC_STATE + Integer.BYTES))
                    .isEqualTo(12);
            heap.leave();
        }
        heap.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itGrowsAsFarAsLimitsAndSizeAllow(boolean hasGuards) {
        List<Long> grown = new ArrayList<>();
        MachineHeap heap = MachineHeap.create(MOST, hasGuards, new ArrayHeap.Limiter() {
            @Override
            public boolean mayGrow(long currentBytes, long desiredBytes) {
                return desiredBytes != 4096;
            }

            @Override
            public void grown(long fromBytes, long toBytes) {
                grown.add(fromBytes);
                grown.add(toBytes);
            }
        });
        assertThat(heap.sizeBytes()).isZero();
        assertThat(heap.grow(4096)).isFalse();
        assertThat(heap.grow(8)).isTrue();
        assertThat(heap.grow(MOST + 8)).isFalse();
        assertThat(heap.grow(MOST)).isTrue();
        assertThat(heap.sizeBytes()).isEqualTo(MOST);
        assertThat(grown).containsExactly(0L, 8L, 8L, MOST);
        heap.store64((int) MOST - 8, 1);
        heap.close();
    }
}
