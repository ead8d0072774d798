package dev.gantry.runtime.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.runtime.ResourceException;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import java.lang.foreign.ValueLayout;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VmMemoryTest {
    private static final TestModules ENGINE = new TestModules();
    private static final VmStore STORE = ENGINE.store();
    private static final int PAGE = 65_536;

    /// One memory of each implementation, of one page that can grow to three.
    static Stream<VmMemory> memories() {
        VmStore store = ENGINE.store();
        MemoryType type = MemoryType.of(Limits.of(1, 3));
        VmMemory shared = store.createMemory(new MemoryType(false, true, Limits.of(1, 3), 16));
        return Stream.of(new ArrayMemory(store, type, new byte[PAGE]), new SegmentMemory(store, type, PAGE), shared);
    }

    private static void assertTraps(Failure failure, ThrowingCallable action) {
        assertThatThrownBy(action).isSameAs(TrapSignal.of(failure));
    }

    private static void assertOutOfBounds(ThrowingCallable action) {
        assertTraps(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS, action);
    }

    @ParameterizedTest
    @MethodSource("memories")
    void whatIsStoredIsLoadedLittleEndian(VmMemory memory) {
        memory.store64(16, 0x0807_0605_0403_0201L);
        assertThat(memory.load8(17)).isEqualTo((byte) 2);
        assertThat(memory.load16(17)).isEqualTo((short) 0x0302);
        assertThat(memory.load32(17)).isEqualTo(0x0504_0302);
        assertThat(memory.load64(17)).isEqualTo(0x0008_0706_0504_0302L);
        memory.store32(18, -1);
        memory.store16(18, (short) 0);
        memory.store8(18, (byte) 9);
        assertThat(memory.load64(16)).isEqualTo(0x0807_FFFF_0009_0201L);
        assertThat(memory.segment().get(ValueLayout.JAVA_BYTE, 18)).isEqualTo((byte) 9);
    }

    @ParameterizedTest
    @MethodSource("memories")
    void accessesBeyondTheEndTrap(VmMemory memory) {
        memory.store64(PAGE - 8, 1);
        assertOutOfBounds(() -> memory.store8(PAGE, (byte) 1));
        assertOutOfBounds(() -> memory.store16(PAGE - 1, (short) 1));
        assertOutOfBounds(() -> memory.store32(PAGE - 3, 1));
        assertOutOfBounds(() -> memory.store64(PAGE - 7, 1));
        assertOutOfBounds(() -> memory.load8(PAGE));
        assertOutOfBounds(() -> memory.load16(PAGE - 1));
        assertOutOfBounds(() -> memory.load32(PAGE - 3));
        assertOutOfBounds(() -> memory.load64(PAGE - 7));
        assertOutOfBounds(() -> memory.load8(-1));
        assertOutOfBounds(() -> memory.load64(Long.MAX_VALUE));
        assertOutOfBounds(() -> memory.load64(Long.MIN_VALUE));
        assertThat(memory.load64(PAGE - 8)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("memories")
    void growReturnsOldSizeInPagesAndNewPagesAreZero(VmMemory memory) {
        memory.store8(PAGE - 1, (byte) 7);
        assertThat(memory.grow(0)).isEqualTo(1);
        assertThat(memory.grow(1)).isEqualTo(1);
        assertThat(memory.load64(PAGE)).isZero();
        assertThat(memory.load8(PAGE - 1)).isEqualTo((byte) 7);
        assertThat(memory.grow(2)).isEqualTo(-1);
        assertThat(memory.grow(-1)).isEqualTo(-1);
        assertThat(memory.pages()).isEqualTo(2);
        assertThat(memory.grow(1)).isEqualTo(2);
        assertThat(memory.byteSize()).isEqualTo(3L * PAGE);
        assertThat(memory.type().limits()).isEqualTo(Limits.of(3, 3));
    }

    @ParameterizedTest
    @MethodSource("memories")
    void bulkOperationsCheckBeforeTheyWrite(VmMemory memory) {
        byte[] data = {1, 2, 3, 4, 5};
        memory.init(data, 1, 4, 100, 1, 3);
        assertThat(memory.load32(100)).isEqualTo(0x0005_0403);
        assertOutOfBounds(() -> memory.init(data, 1, 4, 100, 2, 3));
        assertOutOfBounds(() -> memory.init(data, 1, 4, PAGE - 2, 0, 3));
        memory.init(data, 1, 4, PAGE, 4, 0);
        assertOutOfBounds(() -> memory.init(data, 1, 4, PAGE + 1, 4, 0));
        memory.fill(STORE, 102, (byte) 8, 4);
        assertThat(memory.load64(100)).isEqualTo(0x0000_0808_0808_0403L);
        assertOutOfBounds(() -> memory.fill(STORE, PAGE - 1, (byte) 8, 2));
        assertOutOfBounds(() -> memory.fill(STORE, 0, (byte) 8, -1));
        assertThat(memory.load8(PAGE - 1)).isZero();
        memory.copy(STORE, memory, 101, 100, 6);
        assertThat(memory.load64(100)).isEqualTo(0x0008_0808_0804_0303L);
        assertOutOfBounds(() -> memory.copy(STORE, memory, PAGE - 1, 100, 2));
        assertOutOfBounds(() -> memory.copy(STORE, memory, 100, PAGE - 1, 2));
        memory.copy(STORE, memory, PAGE, PAGE, 0);
    }

    @ParameterizedTest
    @MethodSource("memories")
    void atomicOperationsGiveTheOldValueZeroExtended(VmMemory memory) {
        memory.store64(8, -1);
        assertThat(memory.atomicRmw(AtomicOp.ADD, 0, 9, 2)).isEqualTo(0xFF);
        assertThat(memory.atomicRmw(AtomicOp.XOR, 1, 12, 0xFFFF)).isEqualTo(0xFFFF);
        assertThat(memory.load64(8)).isEqualTo(0xFFFF_0000_FFFF_01FFL);
        assertThat(memory.atomicRmw(AtomicOp.XCHG, 2, 8, 5)).isEqualTo(0xFFFF_01FFL);
        assertThat(memory.atomicRmw(AtomicOp.SUB, 3, 8, 6)).isEqualTo(0xFFFF_0000_0000_0005L);
        assertThat(memory.atomicLoad(3, 8)).isEqualTo(0xFFFE_FFFF_FFFF_FFFFL);
        memory.atomicStore(2, 8, 0x1234_5678);
        assertThat(memory.atomicRmw(AtomicOp.AND, 0, 8, 0xF0)).isEqualTo(0x78);
        assertThat(memory.atomicRmw(AtomicOp.OR, 0, 8, 0x0F)).isEqualTo(0x70);
        assertThat(memory.atomicLoad(2, 8)).isEqualTo(0x1234_567F);
    }

    @ParameterizedTest
    @MethodSource("memories")
    void compareExchangeWrapsTheExpectedValue(VmMemory memory) {
        memory.store64(0, 0x1111_1111_1111_1111L);
        assertThat(memory.atomicCmpxchg(0, 1, 0x2211, 0x42)).isEqualTo(0x11);
        assertThat(memory.atomicCmpxchg(1, 2, 0, 0x4242)).isEqualTo(0x1111);
        assertThat(memory.atomicCmpxchg(2, 4, 0x1111_1111, 7)).isEqualTo(0x1111_1111);
        assertThat(memory.load64(0)).isEqualTo(0x0000_0007_1111_4211L);
        assertThat(memory.atomicCmpxchg(3, 0, 0x0000_0007_1111_4211L, -1)).isEqualTo(0x0000_0007_1111_4211L);
        assertThat(memory.load64(0)).isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource("memories")
    void atomicAccessesMustBeAlignedAndInBounds(VmMemory memory) {
        assertTraps(Failure.UNALIGNED_ATOMIC, () -> memory.atomicLoad(1, 1));
        assertTraps(Failure.UNALIGNED_ATOMIC, () -> memory.atomicStore(2, 2, 0));
        assertTraps(Failure.UNALIGNED_ATOMIC, () -> memory.atomicRmw(AtomicOp.ADD, 3, 4, 0));
        assertTraps(Failure.UNALIGNED_ATOMIC, () -> memory.notify(2, 1));
        assertOutOfBounds(() -> memory.atomicLoad(3, PAGE));
        assertOutOfBounds(() -> memory.notify(PAGE, 1));
    }

    @Test
    void waitingNeedsASharedMemory() {
        VmStore store = ENGINE.store();
        VmMemory memory = store.createMemory(MemoryType.of(Limits.atLeast(1)));
        assertTraps(Failure.EXPECTED_SHARED_MEMORY, () -> memory.wait32(store, 0, 0, 0));
        assertThat(memory.notify(0, 1)).isZero();
    }

    @Test
    void effectiveAddressesDoNotWrapAround() {
        assertThat(VmMemory.effectiveAddress(5, 7)).isEqualTo(12);
        assertOutOfBounds(() -> VmMemory.effectiveAddress(-1, 1));
        assertOutOfBounds(() -> VmMemory.effectiveAddress(1, -1));
    }

    @Test
    void largeMemoriesAreMappedLazily() {
        VmStore store = ENGINE.store();
        VmMemory memory = store.createMemory(MemoryType.of(Limits.atLeast(65_536)));
        assertThat(memory).isInstanceOf(SegmentMemory.class);
        assertThat(memory.byteSize()).isEqualTo(1L << 32);
        memory.store64((1L << 32) - 8, 3);
        assertThat(memory.load64((1L << 32) - 8)).isEqualTo(3);
        assertOutOfBounds(() -> memory.load8(1L << 32));
        assertThat(memory.grow(1)).isEqualTo(-1);
        store.close();
        assertThatThrownBy(() -> memory.load8(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aMemoryOf64BitsGrowsBeyond4GiBWhereTheLimiterAllows() {
        VmStore store = ENGINE.store();
        store.limiter = new Unlimited();
        VmMemory memory = store.createMemory(new MemoryType(true, false, Limits.atLeast(65_536), 16));
        memory.store8(12_345, (byte) 6);
        assertThat(memory.grow(65_536)).isEqualTo(65_536);
        assertThat(memory.load8(12_345)).isEqualTo((byte) 6);
        memory.store8((8L << 30) - 1, (byte) 7);
        assertThat(memory.load8((8L << 30) - 1)).isEqualTo((byte) 7);
        assertOutOfBounds(() -> memory.load8(8L << 30));
        store.close();
    }

    @Test
    void anArrayThatGrowsTooLargeMovesOutOfTheHeap() {
        VmStore store = ENGINE.store();
        VmMemory memory = store.createMemory(MemoryType.of(Limits.atLeast(1)));
        memory.store32(1000, 77);
        assertThat(memory.grow(40_000)).isEqualTo(1);
        assertThat(memory.array).isEmpty();
        assertThat(memory.arraySize).isZero();
        assertThat(memory.load32(1000)).isEqualTo(77);
        memory.store64(40_000L * PAGE, 5);
        assertThat(memory.load64(40_000L * PAGE)).isEqualTo(5);
        assertThat(memory.pages()).isEqualTo(40_001);
        assertThat(memory.grow(1)).isEqualTo(40_001);
        assertThat(memory.segment().byteSize()).isEqualTo(40_002L * PAGE);
        store.close();
    }

    @Test
    void pagesOfOneByteCountBytes() {
        VmStore store = ENGINE.store();
        VmMemory memory = store.createMemory(new MemoryType(false, false, Limits.of(3, 10), 0));
        assertThat(memory.byteSize()).isEqualTo(3);
        assertOutOfBounds(() -> memory.load32(0));
        assertThat(memory.grow(7)).isEqualTo(3);
        assertThat(memory.load64(2)).isZero();
        assertThat(memory.grow(1)).isEqualTo(-1);
    }

    @Test
    void impossibleMinimaAreRefusedBeforeAnythingIsAllocated() {
        VmStore store = ENGINE.store();
        store.limiter = new Unlimited();
        for (long pages : new long[] {1L << 48, 1L << 47, 1L << 40}) {
            assertThatThrownBy(() -> store.createMemory(new MemoryType(true, false, Limits.atLeast(pages), 16)))
                    .isInstanceOf(ResourceException.class);
        }
    }

    @Test
    void defaultLimitsBoundAllMemoriesTogether() {
        VmStore store = ENGINE.store();
        VmMemory small = store.createMemory(MemoryType.of(Limits.atLeast(2)));
        assertThatThrownBy(() -> store.createMemory(MemoryType.of(Limits.atLeast(65_536))))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("refused");
        assertThat(small.grow(65_534)).isEqualTo(2);
        store.close();
    }

    @Test
    void closedMemoriesFailLoudly() {
        VmStore store = ENGINE.store();
        VmMemory memory = store.createMemory(MemoryType.of(Limits.atLeast(1)));
        store.close();
        assertThatThrownBy(() -> memory.load8(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(memory::byteSize).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> memory.grow(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.createMemory(MemoryType.of(Limits.atLeast(1))))
                .isInstanceOf(IllegalStateException.class);
    }

    /// R83.
    @Test
    void whatALimiterThrowsComesOut() {
        VmStore store = ENGINE.store();
        VmMemory memory = store.createMemory(MemoryType.of(Limits.atLeast(1)));
        var refusal = new ArithmeticException("no");
        store.limiter = new Unlimited() {
            @Override
            public boolean memoryGrowing(long currentBytes, long desiredBytes, OptionalLong maxBytes) {
                throw refusal;
            }
        };
        assertThatThrownBy(() -> memory.grow(1)).isSameAs(refusal);
        assertThat(memory.pages()).isEqualTo(1);
    }

    private static class Unlimited implements VmLimiter {
        @Override
        public boolean memoryGrowing(long currentBytes, long desiredBytes, OptionalLong maxBytes) {
            return true;
        }

        @Override
        public boolean tableGrowing(long current, long desired, OptionalLong max) {
            return true;
        }

        @Override
        public int maxInstances() {
            return Integer.MAX_VALUE;
        }

        @Override
        public int maxTables() {
            return Integer.MAX_VALUE;
        }

        @Override
        public int maxMemories() {
            return Integer.MAX_VALUE;
        }
    }
}
