package dev.gantry.runtime.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.runtime.ResourceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("dev.gantry.runtime.platform.Platform#isAvailable")
class CodeRegionTest {
    private static final int PAGE = 4096;

    private static CodeRegion region(long bytes) {
        return new CodeRegion(Platform.current(), bytes);
    }

    @Test
    void codeIsCopiedAndPatched() {
        byte[] bytes = new byte[64];
        bytes[20] = 7;
        CodeMemory code = region(4 * PAGE).publish(ByteBuffer.wrap(bytes, 16, 32), List.of(new Patch(8, 4)));
        assertThat(code.size()).isEqualTo(32);
        assertThat(NativeAccess.getByte(code.address() + 4)).isEqualTo((byte) 7);
        assertThat(NativeAccess.getLong(code.address() + 8)).isEqualTo(code.address() + 4);
    }

    @Test
    void patchesOutsideOfTheCodeAreRefused() {
        CodeRegion region = region(PAGE);
        for (int offset : new int[] {-1, 25, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> region.publish(ByteBuffer.allocate(32), List.of(new Patch(offset, 0))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(region.publish(new byte[PAGE]).address()).isEqualTo(region.start());
    }

    @Test
    void noPageIsWritableAndExecutable() throws IOException {
        CodeMemory code = region(4 * PAGE).publish(new byte[PAGE + 1]);
        List<String> maps = Files.readAllLines(Path.of("/proc/self/maps"));
        assertThat(permissions(maps, code.address())).isEqualTo("r-xp");
        assertThat(permissions(maps, code.address() + 2 * PAGE)).isEqualTo("---p");
        code.close();
        assertThat(permissions(Files.readAllLines(Path.of("/proc/self/maps")), code.address()))
                .isEqualTo("---p");
    }

    private static String permissions(List<String> maps, long address) {
        for (String line : maps) {
            String[] parts = line.split("[- ]", 3);
            if (Long.parseUnsignedLong(parts[0], 16) <= address && address < Long.parseUnsignedLong(parts[1], 16)) {
                return parts[2].substring(0, 4);
            }
        }
        return "none";
    }

    @Test
    void aFullRegionRefusesUntilSomethingIsClosed() {
        CodeRegion region = region(4 * PAGE);
        CodeMemory first = region.publish(new byte[3 * PAGE]);
        CodeMemory second = region.publish(new byte[1]);
        assertThatThrownBy(() -> region.publish(new byte[1]))
                .isInstanceOf(ResourceException.class)
                .hasMessage("no room for 4096 bytes of machine code among 16384 that are reserved");
        second.close();
        second.close();
        assertThatThrownBy(() -> region.publish(new byte[2 * PAGE])).isInstanceOf(ResourceException.class);
        first.close();
        assertThat(region.publish(new byte[4 * PAGE]).address()).isEqualTo(region.start());
    }

    @Test
    void whereAddressesAreFewTheRegionIsSmaller() {
        CodeRegion region = CodeRegion.upTo(StrictPlatform.withAddresses(5 << 20), 1L << 30);
        assertThat(region.size()).isEqualTo(4 << 20);
        assertThatThrownBy(() -> CodeRegion.upTo(StrictPlatform.withAddresses(1000), 1L << 30))
                .isInstanceOf(ResourceException.class);
    }

    /// A distance of 1 GiB made half of all processes call at 32 instead of 19 ns.
    @Test
    void stubsAreNotAGibibyteFromTheFirstModules() {
        CodeRegion.Pair pair = CodeRegion.Pair.reserve(Platform.current(), 1 << 30);
        assertThat(pair.stubs().start() + pair.stubs().size())
                .isEqualTo(pair.modules().start());
        assertThat(pair.stubs().size()).isEqualTo(256 << 20);
        assertThat(pair.modules().size()).isEqualTo(1 << 30);
    }

    @Test
    void whereAddressesAreFewStubsAndModulesShareThem() {
        CodeRegion.Pair pair = CodeRegion.Pair.reserve(StrictPlatform.withAddresses(5 << 20), 3 << 20);
        assertThat(pair.stubs().size() % PAGE).isZero();
        assertThat(pair.stubs().start() + pair.stubs().size())
                .isEqualTo(pair.modules().start());
        assertThat(pair.modules().publish(new byte[PAGE]).address())
                .isEqualTo(pair.modules().start());
        assertThat(pair.modules().size()).isBetween(1L << 20, 3L << 20);
    }

    @Test
    void codeThatMayNotBeExecutedLeavesItsPlace() {
        CodeRegion region = new CodeRegion(StrictPlatform.withoutCode(), PAGE);
        for (int round = 0; round < 2; round++) {
            assertThatThrownBy(() -> region.publish(new byte[1]))
                    .isInstanceOf(ResourceException.class)
                    .hasMessage("no code");
        }
    }

    @Test
    void gapsGrowTogetherAgain() {
        CodeRegion region = region(64 * PAGE);
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<CodeMemory> live = new ArrayList<>();
            for (int step = 0; step < 200; step++) {
                if (random.nextBoolean() && !live.isEmpty()) {
                    live.remove(random.nextInt(live.size())).close();
                } else {
                    byte[] code = new byte[1 + random.nextInt(3 * PAGE)];
                    code[0] = (byte) step;
                    try {
                        CodeMemory memory = region.publish(code);
                        assertThat(region.contains(memory.address())).isTrue();
                        assertThat(live).noneMatch(other -> overlap(other, memory));
                        live.add(memory);
                    } catch (ResourceException _) { // full, or no gap large enough
                        live.removeFirst().close();
                    }
                }
            }
            live.forEach(CodeMemory::close);
            region.publish(new byte[64 * PAGE]).close();
        }
    }

    private static boolean overlap(CodeMemory one, CodeMemory other) {
        return one.address() < other.address() + other.size() && other.address() < one.address() + one.size();
    }

    @Test
    void aRegionKnowsItsAddresses() {
        CodeRegion region = region(PAGE);
        assertThat(region.contains(region.start())).isTrue();
        assertThat(region.contains(region.start() + PAGE - 1)).isTrue();
        assertThat(region.contains(region.start() + PAGE)).isFalse();
        assertThat(region.contains(region.start() - 1)).isFalse();
        assertThat(CodeRegion.ofProcess().size()).isEqualTo(1L << 30);
    }
}
