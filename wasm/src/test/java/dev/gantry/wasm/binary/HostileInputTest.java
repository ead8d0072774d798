package dev.gantry.wasm.binary;

import static dev.gantry.wasm.binary.Samples.bytes;
import static dev.gantry.wasm.binary.Samples.module;
import static dev.gantry.wasm.binary.Samples.moduleWithBody;
import static dev.gantry.wasm.binary.Samples.section;
import static dev.gantry.wasm.binary.Samples.u32;
import static dev.gantry.wasm.binary.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.text.ModulePrinter;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Bad input gives a documented exception with an offset, in time and without large allocations.
class HostileInputTest {
    /// Well under a second on an idle machine.
    private static final Duration TIME_LIMIT = Duration.ofSeconds(5);

    private static final byte[] HUGE = u32(0xFFFF_FFFFL);

    /// Reads a module, walks all bodies and prints it.
    static void readAll(byte[] binary) {
        ModuleDef module = ModuleReader.read(binary, EnumSet.allOf(WasmFeature.class));
        for (int i = 0; i < module.funcs().size(); i++) {
            InstrReader instrs = FuncBody.read(module, i).reader(module);
            while (instrs.next()) {
                assertThat(instrs.nextOffset()).isGreaterThan(instrs.offset());
            }
        }
        NameSection.of(module);
        Producers.of(module);
        ModulePrinter.print(module);
    }

    private static void checkDocumented(byte[] binary, int maxOffset) {
        try {
            readAll(binary);
        } catch (MalformedException e) {
            assertThat(e.offsetBytes()).isBetween(0L, (long) maxOffset);
        } catch (ValidationException e) {
            assertThat(e.offsetBytes()).isBetween(0L, (long) maxOffset);
        }
    }

    @Test
    void truncationAtEveryByteIsReported() {
        byte[] whole = Samples.everything();
        for (int length = 0; length < whole.length; length++) {
            checkDocumented(Arrays.copyOf(whole, length), length);
        }
    }

    @Test
    void truncationOfEverySectionIsReported() {
        byte[] body = bytes(0x41, 0, 0x1A, 0x02, 0x40, 0x0E, 2, 0, 0, 0, 0x0B, 0x0B);
        for (int length = 0; length < body.length; length++) {
            byte[] binary = moduleWithBody(0, Arrays.copyOf(body, length));
            checkDocumented(binary, binary.length);
        }
    }

    @Test
    void changedBytesGiveDocumentedErrorsOnly() {
        byte[] whole = Samples.everything();
        SplittableRandom random = new SplittableRandom(42);
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = whole.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                changed[8 + random.nextInt(whole.length - 8)] = (byte) random.nextInt();
            }
            checkDocumented(changed, changed.length);
        }
    }

    static IntStream sectionIds() {
        return IntStream.range(0, 14);
    }

    @ParameterizedTest
    @MethodSource("sectionIds")
    void vectorsOf4GiBAreNotAllocated(int id) {
        assertTimeoutPreemptively(TIME_LIMIT, () -> {
            Throwable e = catchThrowable(() -> readAll(module(section(id, HUGE, bytes(0, 0, 0, 0)))));
            assertThat(e).isInstanceOf(WasmException.class);
        });
    }

    @Test
    void nestedVectorsOf4GiBAreNotAllocated() {
        byte[] zero = bytes(0x41, 0, 0x0B);
        byte[][] hostile = {
            module(section(1, vector(bytes(0x60, HUGE, 0x7F, 0)))),
            module(section(1, vector(bytes(0x5F, HUGE, 0x7F, 0)))),
            module(section(1, vector(bytes(0x4E, HUGE, 0x7F, 0)))),
            module(section(1, vector(bytes(0x50, HUGE, 0x7F, 0)))),
            module(section(2, vector(bytes(HUGE, 0, 0, 0, 0)))),
            module(section(9, vector(bytes(0, zero, HUGE, 0)))),
            module(section(9, vector(bytes(4, zero, HUGE, 0x0B)))),
            module(section(11, vector(bytes(0, zero, HUGE, 0)))),
            moduleWithBody(HUGE, 0x7F, 0x0B),
            moduleWithBody(0, 0x0E, HUGE, 0x0B),
            moduleWithBody(0, 0x1C, HUGE, 0x0B),
            moduleWithBody(0, 0x1F, 0x40, HUGE, 0x0B),
            moduleWithBody(1, HUGE, 0x7F, 0x0B),
        };
        for (byte[] binary : hostile) {
            assertTimeoutPreemptively(TIME_LIMIT, () -> {
                Throwable e = catchThrowable(() -> readAll(binary));
                assertThat(e).isInstanceOf(WasmException.class);
            });
        }
    }

    @Test
    void hostileNamesAreIgnored() {
        assertTimeoutPreemptively(TIME_LIMIT, () -> {
            readAll(module(section(0, "name", bytes(1, Samples.sized(HUGE)))));
            readAll(module(section(0, "name", bytes(2, Samples.sized(1, 0, HUGE)))));
            readAll(module(section(0, "name", bytes(1, HUGE))));
            readAll(module(section(0, "producers", HUGE)));
        });
    }

    @Test
    void nestingOfAMillionBlocksIsWalkedWithoutRecursion() {
        byte[] blocks = new byte[3_000_000];
        for (int i = 0; i < 1_000_000; i++) {
            blocks[2 * i] = 0x02;
            blocks[2 * i + 1] = 0x40;
            blocks[2_000_000 + i] = 0x0B;
        }
        assertTimeoutPreemptively(TIME_LIMIT, () -> readAll(moduleWithBody(0, blocks, 0x0B)));
        byte[] global = module(section(6, vector(bytes(0x7F, 0, blocks, 0x0B))));
        assertTimeoutPreemptively(TIME_LIMIT, () -> ModuleReader.read(global, WasmFeature.defaults()));
    }
}
