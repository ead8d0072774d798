package dev.gantry.tests.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.Collector;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.Strategy;
import dev.gantry.component.Component;
import dev.gantry.environ.artifact.ArtifactReader;
import dev.gantry.environ.artifact.ArtifactReader.StoredModule;
import dev.gantry.environ.artifact.ElfImage;
import dev.gantry.environ.artifact.FunctionTable;
import dev.gantry.runtime.platform.Platform;
import dev.gantry.runtime.platform.Signals;
import dev.gantry.runtime.platform.Trampolines;
import dev.gantry.tests.code.CodeWalk.Instructions;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wast.WastRunner;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// All machine code that is made of the suites and the programs, and what is between it and Java: the disassembler
/// knows each instruction, tables
/// name places where instructions start, and GNU objdump, where there is one, sees the same instructions.
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class EmittedCodeTest {
    private static final Path SHARED = Path.of(System.getProperty("gantry.suites", "../shared"));
    private static final String OBJDUMP = "/usr/bin/objdump";
    private static final byte NOP = (byte) 0x90;

    private static final long SEED = 20_251_122L;
    private static final int SIGNATURES = 150;

    /// Modules of more bytes are left to the long runs.
    private static final long QUICK_BYTES = 1_000_000;

    private final AtomicLong functions = new AtomicLong();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void needsMachineCode() {
        assumeTrue(Platform.isAvailable(), "SKIPPED: no machine code here");
    }

    private static Config config(boolean isPlain, String collector) {
        return new Config()
                .strategy(Strategy.WINCH)
                .collector(Collector.named(collector))
                .signalsBasedTraps(isPlain)
                .consumeFuel(!isPlain)
                .epochInterruption(!isPlain)
                .nanCanonicalization(!isPlain);
    }

    /// Walks all functions of an artifact.
    private void look(byte[] artifact) {
        for (StoredModule module : ArtifactReader.modules(ElfImage.read(artifact))) {
            look(module);
        }
    }

    private Instructions look(StoredModule module) {
        FunctionTable table = module.functions();
        Instructions found = Instructions.none();
        BitSet starts = new BitSet();
        module.symbols().forEach(symbol -> starts.set(symbol.offsetBytes()));
        for (int entry = 0; entry < table.size(); entry++) {
            try {
                CodeWalk.of(module, table.location(entry), starts, found);
                functions.incrementAndGet();
            } catch (AssertionError e) {
                wrong.add(table.key(entry) + " of " + module.module().funcs().size() + " functions: " + e.getMessage());
            }
        }
        return found;
    }

    @ParameterizedTest
    @CsvSource({"true, copying", "false, drc"})
    void scriptsBecomeInstructionsThatAreKnown(boolean isPlain, String collector)
            throws IOException, InterruptedException {
        Path suites = SHARED.resolve("suites");
        assumeTrue(Files.isDirectory(suites), "SKIPPED: no suites at " + suites);
        WastRunner runner = new WastRunner(
                () -> config(isPlain, collector),
                _ -> {},
                2,
                (engine, binary) -> {
                    Module module = Module.ofBinary(engine, binary);
                    look(module.serialize());
                    return module;
                },
                (engine, binary) -> {
                    Component component = Component.ofBinary(engine, binary);
                    look(component.serialize());
                    return component;
                });
        List<Path> folders = Stream.of("spec/core", "spec/proposals", "wasmtime", "component-model")
                .map(suites::resolve)
                .toList();
        runner.run(WastRunner.collect(folders), (_, _) -> {}); // what comes of them is not looked at here
        assertThat(wrong).isEmpty();
        assertThat(functions).hasValueGreaterThan(10_000);
    }

    @Test
    void programsBecomeInstructionsThatObjdumpSeesToo() throws IOException, InterruptedException {
        Path programs = SHARED.resolve("programs");
        assumeTrue(Files.isDirectory(programs), "SKIPPED: no programs at " + programs);
        assumeTrue(Files.isExecutable(Path.of(OBJDUMP)), "SKIPPED: no GNU objdump");
        long limit = Boolean.getBoolean("gantry.full") ? Long.MAX_VALUE : QUICK_BYTES;
        Config config =
                config(true, "drc").feature(WasmFeature.THREADS, true).feature(WasmFeature.LEGACY_EXCEPTIONS, true);
        List<Path> files;
        try (Stream<Path> all = Files.walk(programs)) {
            files = all.filter(file -> file.toString().endsWith(".wasm"))
                    .sorted()
                    .toList();
        }
        try (Engine engine = new Engine(config)) {
            for (Path file : files) {
                byte[] wasm = Files.readAllBytes(file);
                boolean isModule = wasm.length > 4 && wasm[4] == 1 && wasm[6] == 0;
                if (wasm.length < limit && isModule) {
                    compare(file, engine.precompileModule(wasm));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(functions).hasValueGreaterThan(5_000);
    }

    /// Stubs, builtins, the handler of faults, and trampolines of many signatures.
    @Test
    void codeOfNoModuleIsInstructionsThatAreKnown() throws IOException, InterruptedException {
        Signals.install();
        try (Trampolines trampolines = new Trampolines()) {
            Random random = new Random(SEED);
            for (int number = 0; number < SIGNATURES; number++) {
                String signature = types(random) + '>' + types(random);
                long _ = trampolines.arrayCall(signature);
                long _ = trampolines.hostCall(signature);
            }
            StubCode stubs = StubCode.read();
            assertThat(stubs.places())
                    .extracting(StubCode.Place::name)
                    .contains("enter", "resume", "request", "landing pad", "builtin trap", "signal handler")
                    .hasSizeGreaterThan(2 * SIGNATURES);
            assertThat(stubs.faults()).isEmpty();
            assumeTrue(Files.isExecutable(Path.of(OBJDUMP)), "SKIPPED: no GNU objdump");
            byte[] code = stubs.bytes();
            BitSet all = new BitSet();
            all.set(0, code.length);
            assertThat(objdump(code, all)).isEqualTo(stubs.starts());
        }
    }

    /// More than there are registers for, now and then.
    private static String types(Random random) {
        StringBuilder types = new StringBuilder();
        for (int left = random.nextInt(12); left > 0; left--) {
            types.append("ilfdv".charAt(random.nextInt(5)));
        }
        return types.toString();
    }

    private void compare(Path file, byte[] artifact) throws IOException, InterruptedException {
        StoredModule module = ArtifactReader.modules(ElfImage.read(artifact)).getFirst();
        Instructions found = look(module);
        BitSet theirs = objdump(module.code(), found.covered());
        theirs.xor(found.starts());
        if (!theirs.isEmpty()) {
            wrong.add("%s: objdump differs at %#x".formatted(file.getFileName(), theirs.nextSetBit(0)));
        }
    }

    /// Where instructions start in what is code.
    private BitSet objdump(byte[] code, BitSet isCode) throws IOException, InterruptedException {
        byte[] alone = code.clone();
        for (int at = isCode.nextClearBit(0); at < alone.length; at = isCode.nextClearBit(at + 1)) {
            alone[at] = NOP;
        }
        Path file = Files.write(folder.resolve("code"), alone);
        Process process = new ProcessBuilder(
                        OBJDUMP, "-D", "-b", "binary", "-m", "i386:x86-64", "-w", "--no-show-raw-insn", file.toString())
                .redirectErrorStream(true)
                .start();
        BitSet starts = new BitSet();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int colon = line.indexOf(":\t");
                if (colon > 0) {
                    starts.set(Integer.parseInt(line.substring(0, colon).strip(), 16));
                }
            }
        }
        assertThat(process.waitFor()).isZero();
        starts.and(isCode);
        return starts;
    }
}
