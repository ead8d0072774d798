package dev.gantry.runtime.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.runtime.ResourceException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("dev.gantry.runtime.platform.Platform#isAvailable")
class NativeMemoryTest {
    @Test
    void memoryGrowsInPlaceAndIsZero() {
        try (NativeMemory.Reservation memory = NativeMemory.reserve(4L << 30, 2L << 30)) {
            memory.commit(64 << 10);
            NativeAccess.putLong(memory.address(), 42);
            memory.commit(128 << 10);
            assertThat(NativeAccess.getLong(memory.address())).isEqualTo(42);
            assertThat(NativeAccess.getLong(memory.address() + (128 << 10) - 8)).isZero();
            memory.commit(1);
            NativeAccess.putLong(memory.address() + (128 << 10) - 8, 1);
            memory.discard();
            assertThat(NativeAccess.getLong(memory.address())).isZero();
        }
    }

    @Test
    void moreThanThereIsIsRefused() {
        try (NativeMemory.Reservation memory = NativeMemory.reserve(5000, 0)) {
            assertThat(memory.capacity()).isEqualTo(8192);
            assertThatThrownBy(() -> memory.commit(8193)).isInstanceOf(ResourceException.class);
            assertThatThrownBy(() -> memory.commit(-1)).isInstanceOf(ResourceException.class);
        }
        assertThatThrownBy(() -> NativeMemory.reserve(1L << 47, 0)).isInstanceOf(ResourceException.class);
        assertThatThrownBy(() -> NativeMemory.reserve(-1, 0)).isInstanceOf(ResourceException.class);
    }

    /// There are 128 TiB of addresses; without any more a request is refused, and all comes back.
    @Test
    void exhaustedAddressesAreRefused() {
        NativeMemory.Reservation[] all = new NativeMemory.Reservation[64];
        int count = 0;
        try {
            while (count < all.length) {
                all[count] = NativeMemory.reserve(1L << 46, 0);
                count++;
            }
        } catch (ResourceException e) {
            assertThat(e).hasMessage("cannot reserve " + (1L << 46) + " bytes of addresses");
        }
        assertThat(count).isLessThan(all.length);
        for (int index = 0; index < count; index++) {
            all[index].close();
        }
        NativeMemory.reserve(1L << 40, 0).close();
    }

    @Test
    void viewsEndWithTheMemory() {
        NativeMemory.Reservation memory = NativeMemory.reserve(1 << 20, 0);
        memory.commit(64 << 10);
        MemorySegment view = memory.segment(64 << 10);
        view.set(ValueLayout.JAVA_BYTE, 5, (byte) 9);
        assertThat(NativeAccess.getByte(memory.address() + 5)).isEqualTo((byte) 9);
        assertThatThrownBy(() -> memory.segment((64 << 10) + 1)).isInstanceOf(IndexOutOfBoundsException.class);
        memory.close();
        memory.close();
        assertThatThrownBy(() -> view.get(ValueLayout.JAVA_BYTE, 5)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> memory.segment(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> memory.commit(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void accessesAreLittleEndianAndNeedNoAlignment() {
        try (NativeArena arena = new NativeArena()) {
            long address = arena.allocate(64);
            NativeAccess.putLong(address + 1, 0x0807060504030201L);
            assertThat(NativeAccess.getByte(address + 1)).isEqualTo((byte) 1);
            assertThat(NativeAccess.getShort(address + 2)).isEqualTo((short) 0x0302);
            assertThat(NativeAccess.getInt(address + 3)).isEqualTo(0x06050403);
            NativeAccess.putInt(address, 1);
            assertThat(NativeAccess.compareAndExchangeInt(address, 1, 2)).isEqualTo(1);
            assertThat(NativeAccess.compareAndExchangeInt(address, 1, 3)).isEqualTo(2);
            assertThat(NativeAccess.getIntVolatile(address)).isEqualTo(2);
            NativeAccess.putLongVolatile(address + 8, 5);
            assertThat(NativeAccess.compareAndExchangeLong(address + 8, 5, 6)).isEqualTo(5);
            assertThat(NativeAccess.getLongVolatile(address + 8)).isEqualTo(6);
            byte[] bytes = {1, 2, 3, 4, 5};
            NativeAccess.copyIn(bytes, 1, address + 16, 3);
            NativeAccess.copy(address + 16, address + 17, 3);
            byte[] read = new byte[5];
            NativeAccess.copyOut(address + 16, read, 1, 4);
            assertThat(read).containsExactly(0, 2, 2, 3, 4);
            NativeAccess.fill(address, 64, (byte) -1);
            assertThat(NativeAccess.getLong(address + 56)).isEqualTo(-1);
        }
    }

    @Test
    void piecesOfAnArenaAreZeroAlignedAndApart() {
        NativeArena arena = new NativeArena();
        long end = 0;
        for (int piece = 1; piece < 2000; piece++) {
            long bytes = piece % 100 == 0 ? 300_000 : piece % 97;
            long address = arena.allocate(bytes);
            assertThat(address % 16).isZero();
            for (long offset = 0; offset + 8 <= bytes; offset += 8) {
                assertThat(NativeAccess.getLong(address + offset)).isZero();
            }
            NativeAccess.fill(address, bytes, (byte) -1);
            assertThat(address).isNotEqualTo(end);
            end = address;
        }
        arena.close();
        arena.close();
        assertThatThrownBy(() -> arena.allocate(1)).isInstanceOf(IllegalStateException.class);
    }
}
