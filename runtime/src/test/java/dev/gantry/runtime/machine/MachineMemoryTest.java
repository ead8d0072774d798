package dev.gantry.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.environ.VmOffsets.MemoryDefinition;
import dev.gantry.runtime.ResourceException;
import dev.gantry.runtime.platform.NativeAccess;
import dev.gantry.runtime.vm.DefaultLimiter;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Memories of machine code are ranges of addresses that were reserved before; what is reserved counts in bytes (R132).
@EnabledIf("dev.gantry.runtime.platform.Platform#isAvailable")
class MachineMemoryTest {
    private static final int NEIGHBOURS = 6;

    private static long base(VmStore store, VmMemory memory) {
        MachineStore machine = MachineStore.of(store);
        return NativeAccess.getLong(((MachineMemory) memory).definition(machine) + MemoryDefinition.BASE);
    }

    /// Ranges do not overlap, so that whatever lies between two starts belongs to the lower one.
    private static long least(VmStore store, MemoryType type) {
        long[] bases = LongStream.range(0, NEIGHBOURS)
                .map(_ -> base(store, VmMemory.create(store, type)))
                .sorted()
                .toArray();
        long least = Long.MAX_VALUE;
        for (int index = 1; index < bases.length; index++) {
            least = Math.min(least, bases[index] - bases[index - 1]);
        }
        return least;
    }

    /// R132: 32 bits and a static offset below 2 GiB reach no other memory, which is all that code without checks has.
    @Test
    void withSignalsMemoriesHaveAllThatCodeReaches() {
        try (VmStore store = new MachineModules(true).store()) {
            assertThat(least(store, MemoryType.of(Limits.of(1, 2)))).isGreaterThanOrEqualTo(6L << 30);
        }
    }

    /// R132: memories whose accesses are checked have what their type allows, at most 4 or 16 GiB, without a guard.
    @Test
    void otherMemoriesHaveWhatTheirTypeAllows() {
        try (VmStore store = new MachineModules(false).store()) {
            assertThat(least(store, MemoryType.of(Limits.atLeast(1)))).isGreaterThanOrEqualTo(4L << 30);
            assertThat(least(store, new MemoryType(true, false, Limits.atLeast(1), 16)))
                    .isGreaterThanOrEqualTo(16L << 30);
            assertThat(least(store, MemoryType.of(Limits.of(1, 3)))).isGreaterThanOrEqualTo(3 << 16);
        }
    }

    /// R132: what a type allows is reserved in full, also where it is no multiple of 64 KiB, and growth moves nothing.
    @ParameterizedTest
    @CsvSource({"true, 16, 1, 40", "false, 16, 1, 40", "true, 0, 1, 300001", "false, 0, 1, 300001", "false, 0, 0, 1"})
    void memoriesGrowInPlaceToTheLastPage(boolean hasSignals, int pageSizeLog2, long min, long max) {
        for (boolean is64 : new boolean[] {false, true}) {
            try (VmStore store = new MachineModules(hasSignals).store()) {
                VmMemory memory =
                        VmMemory.create(store, new MemoryType(is64, false, Limits.of(min, max), pageSizeLog2));
                long base = base(store, memory);
                assertThat(memory.byteSize()).isEqualTo(min << pageSizeLog2);
                assertThat(memory.grow(max - min)).isEqualTo(min);
                assertThat(memory.byteSize()).isEqualTo(max << pageSizeLog2);
                memory.store8(memory.byteSize() - 1, (byte) 7);
                assertThat(NativeAccess.getByte(base + memory.byteSize() - 1)).isEqualTo((byte) 7);
                assertThat(memory.grow(1)).isEqualTo(-1);
                assertThat(base(store, memory)).isEqualTo(base);
            }
        }
    }

    /// R132: what cannot be counted or reserved in bytes is refused when the memory is made, whatever finds its traps.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sizesThatOverflowAreRefusedWhenTheMemoryIsMade(boolean hasSignals) {
        try (VmStore store = new MachineModules(hasSignals).store()) {
            store.limiter = new DefaultLimiter() {
                @Override
                public boolean memoryGrowing(long currentBytes, long desiredBytes, OptionalLong maxBytes) {
                    return true;
                }
            };
            assertThatThrownBy(() -> VmMemory.create(store, new MemoryType(true, false, Limits.atLeast(1L << 48), 16)))
                    .isInstanceOf(ResourceException.class)
                    .hasMessage("a memory of 281474976710656 pages cannot be addressed");
            assertThatThrownBy(() -> VmMemory.create(store, new MemoryType(true, false, Limits.atLeast(1L << 46), 16)))
                    .isInstanceOf(ResourceException.class)
                    .hasMessageStartingWith("cannot reserve 4611686018427387904 ");
            VmMemory memory = VmMemory.create(store, new MemoryType(true, false, Limits.of(1, 1L << 46), 16));
            assertThat(memory.grow((1L << 46) - 1)).isEqualTo(-1);
            assertThat(memory.byteSize()).isEqualTo(1 << 16);
        }
    }

    /// What a shared memory keeps of the stores that know it must not grow with those that knew it.
    @Test
    void sharedMemoriesForgetClosedStores() {
        MachineModules modules = new MachineModules(true);
        try (VmStore owner = modules.store()) {
            VmMemory shared = VmMemory.create(owner, new MemoryType(false, true, Limits.of(1, 3), 16));
            long base = base(owner, shared);
            for (int round = 0; round < 100; round++) {
                try (VmStore other = modules.store()) {
                    assertThat(base(other, shared)).isEqualTo(base);
                }
            }
            assertThat(((MachineMemory) shared).definitionCount()).isEqualTo(1);
            try (VmStore other = modules.store()) {
                long definition = ((MachineMemory) shared).definition(MachineStore.of(other));
                assertThat(shared.grow(1)).isEqualTo(1);
                assertThat(NativeAccess.getLong(definition + MemoryDefinition.BYTES))
                        .isEqualTo(2 << 16);
            }
        }
    }
}
