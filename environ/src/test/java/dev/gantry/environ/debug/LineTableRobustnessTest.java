package dev.gantry.environ.debug;

import static dev.gantry.environ.debug.DwarfModule.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.CustomSection;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.module.ModuleDefBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Line tables of real programs, whole and damaged, and of hostile ones.
class LineTableRobustnessTest {
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);

    @BeforeAll
    static void printSeed() {
        System.out.println("LineTableRobustnessTest: -Dseed=" + SEED);
    }

    private static byte[] program(String name) {
        Path file = Path.of(System.getProperty("gantry.suites", "absent"), "programs", "corpus", name);
        assumeTrue(Files.exists(file), () -> "SKIPPED: no program " + file);
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ModuleDef read(byte[] bytes) {
        return ModuleReader.read(bytes, WasmFeature.defaults());
    }

    private static void check(LineTable table, long codeOffset, String expected) {
        assertThat(table.lookup(codeOffset).map(Location::toString)).isEqualTo(Optional.of(expected));
    }

    /// The expected places are those that llvm-dwarfdump 14 prints.
    @Test
    void aRustProgramHasItsLines() {
        LineTable table = LineTable.of(read(program("greet-wasi.rs.wasm")));
        String std = "/rustc/4d91de4e48198da2e33413efdcd9cd2cc0c46688/library/core/src/";
        String libc = "wasisdk://v25.0/build/sysroot/wasi-libc-wasm32-wasip1/";
        check(table, 9, libc + "libc-bottom-half/crt/crt1-command.c:27:9");
        check(table, 9_078, std + "alloc/layout.rs:149:9");
        check(table, 18_274, std + "ptr/mod.rs:523:1");
        check(table, 27_363, std + "sync/atomic.rs:3394:24");
        check(table, 36_446, libc + "dlmalloc/src/malloc.c:4144:21");
        check(table, 45_486, libc + "libc-bottom-half/sources/__wasilibc_real.c:574:5");
        check(table, 63_645, std + "str/traits.rs");
        int known = 0;
        for (int offset = 0; offset < 67_488; offset++) {
            known += table.lookup(offset).isPresent() ? 1 : 0;
        }
        assertThat(known).isEqualTo(66_814);
    }

    @Test
    void aSwiftProgramHasItsLines() {
        LineTable table = LineTable.of(read(program("hello-world.swift.wasm")));
        check(table, 0x5A, "/usr/code/swift/hello-world/Sources/main.swift:2:1");
        check(table, 0x85, "/usr/code/swift/hello-world/Sources/main.swift:2:1");
        check(table, 0x86, "/<compiler-generated>");
        check(table, 0x11F, "/<compiler-generated>");
        assertThat(table.lookup(0x59)).isEmpty();
        assertThat(table.lookup(0x88)).isEmpty();
        assertThat(table.lookup(0x120)).isEmpty();
    }

    private void lookUpEverywhere(ModuleDef module, int step, String what) {
        assertTimeout(
                PATIENCE,
                () -> assertThatCode(() -> {
                            LineTable table = LineTable.of(module);
                            for (long offset = 0; offset < 70_000; offset += step) {
                                table.lookup(offset);
                            }
                        })
                        .as("%s, seed %d", what, SEED)
                        .doesNotThrowAnyException(),
                what);
    }

    private static List<CustomSection> debugSections(ModuleDef module) {
        return module.customs().stream()
                .filter(section -> section.name().startsWith(".debug_"))
                .toList();
    }

    private static ModuleDef truncated(ModuleDef module, CustomSection section, int size) {
        ModuleDefBuilder builder = new ModuleDefBuilder(module.bytes());
        builder.codeSection = module.codeSection();
        for (CustomSection custom : module.customs()) {
            int start = custom.payload().start();
            builder.customs.add(
                    !custom.equals(section)
                            ? custom
                            : new CustomSection(
                                    custom.name(),
                                    new CodeRange(start, start + size),
                                    custom.sectionsBefore(),
                                    custom.offsetBytes()));
        }
        return builder.build();
    }

    @Test
    void truncatedSectionsAreReadAsFarAsTheyGo() {
        ModuleDef swift = read(program("hello-world.swift.wasm"));
        for (CustomSection section : debugSections(swift)) {
            for (int size = 0; size < section.payload().size(); size++) {
                lookUpEverywhere(truncated(swift, section, size), 97, section.name() + " cut to " + size);
            }
        }
        ModuleDef rust = read(program("greet-wasi.rs.wasm"));
        for (CustomSection section : debugSections(rust)) {
            for (int round = 0; round < 5; round++) {
                int size = random.nextInt(section.payload().size());
                lookUpEverywhere(truncated(rust, section, size), 97, section.name() + " cut to " + size);
            }
        }
    }

    private void flipBits(String name, int rounds, int flips, int step) {
        ModuleDef module = read(program(name));
        for (CustomSection section : debugSections(module)) {
            for (int round = 0; round < rounds; round++) {
                byte[] damaged = module.bytes().clone();
                for (int flip = 0; flip < flips; flip++) {
                    int at = section.payload().start()
                            + random.nextInt(section.payload().size());
                    damaged[at] ^= (byte) (1 << random.nextInt(8));
                }
                ModuleDefBuilder builder = new ModuleDefBuilder(damaged);
                builder.codeSection = module.codeSection();
                builder.customs.addAll(module.customs());
                lookUpEverywhere(builder.build(), step, section.name() + " of " + name + ", flipped, round " + round);
            }
        }
    }

    @Test
    void flippedBitsDoNoHarm() {
        flipBits("hello-world.swift.wasm", 300, 1, 97);
        flipBits("hello-world.swift.wasm", 300, 20, 97);
        flipBits("greet-wasi.rs.wasm", 5, 1_000, 97);
    }

    private static void survives(ModuleDef module) {
        assertTimeout(PATIENCE, () -> LineTable.of(module).lookup(10));
    }

    private static DwarfModule rows(DwarfModule tables) {
        DwarfModule header = bytes().u8(1, 1, 1, -5, 14, 1).all(tables);
        return bytes().u16(5)
                .u8(4, 0)
                .u32(header.toBytes().length)
                .all(header)
                .u8(0, 5, 2, 10, 0, 0, 0)
                .u8(6, 200, 0, 1, 1) // a row at 10, a row at 24
                .unit(4);
    }

    @Test
    void entriesWithoutSizeAreNotCounted() {
        for (DwarfModule format : List.of(bytes().u8(0), bytes().u8(1, 1, 0x19), bytes().u8(1, 1, 0x21))) {
            DwarfModule huge = bytes().all(format).uleb(Long.MAX_VALUE);
            survives(DwarfModule.module(100, ".debug_line", rows(huge)));
            DwarfModule tables = bytes().u8(0, 0).all(huge);
            survives(DwarfModule.module(100, ".debug_line", rows(tables)));
        }
    }

    @Test
    void manyUnitsCannotMakeTheWorkQuadratic() {
        DwarfModule abbrevs = bytes();
        for (int code = 1; code < 300_000; code++) {
            abbrevs.uleb(code).u8(0x11, 0, 0, 0);
        }
        abbrevs.uleb(300_000).u8(0x11, 0, 0x03, 0x08, 0x10, 0x17, 0x1B, 0x0E, 0, 0);
        DwarfModule infos = bytes();
        for (int unit = 0; unit < 100_000; unit++) {
            infos.all(bytes().u16(4)
                    .u32(0)
                    .u8(4)
                    .uleb(300_000)
                    .u8(0)
                    .u32(unit)
                    .u32(0)
                    .unit(4));
        }
        DwarfModule endless = bytes().all(new byte[2_000_000]);
        byte[] text = endless.toBytes();
        Arrays.fill(text, (byte) 'x');
        survives(DwarfModule.module(
                100,
                ".debug_line",
                rows(bytes().u8(0, 0, 0, 0)),
                ".debug_info",
                infos,
                ".debug_abbrev",
                abbrevs,
                ".debug_str",
                bytes().all(text)));
        DwarfModule units = bytes();
        for (int unit = 0; unit < 200_000; unit++) {
            units.all(bytes().u16(4).u32(0x7FFF_FFFF).unit(4));
        }
        survives(DwarfModule.module(100, ".debug_line", units));
    }
}
