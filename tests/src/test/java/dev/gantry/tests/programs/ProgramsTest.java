package dev.gantry.tests.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.Collector;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Extern;
import dev.gantry.Func;
import dev.gantry.ImportType;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Memory;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Val;
import dev.gantry.wasi.ExitException;
import dev.gantry.wasi.Wasi;
import dev.gantry.wasi.WasiConfig;
import dev.gantry.wasi.WasiContext;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.ValType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs every core program of the manifest and compares what it prints or returns, on the strategy that users get and,
/// by the second run of the build, on the interpreter. Programs marked `quick` and
/// those with objects run always, the others with `-Dgantry.full=true`.
class ProgramsTest {
    private static final Path FOLDER = Path.of(System.getProperty("gantry.suites", "../shared"), "programs");

    /// The collectors that programs with objects run with, each of them.
    private static final List<Collector> COLLECTORS = List.of(Collector.COPYING, Collector.DRC);

    @TempDir
    Path empty;

    static Stream<Program> programs() throws IOException {
        assumeTrue(Files.exists(FOLDER.resolve("programs.json")), "SKIPPED: no programs at " + FOLDER);
        boolean isFull = Boolean.getBoolean("gantry.full");
        return Program.manifest(FOLDER).stream().filter(program -> isFull || program.isQuick() || program.needs("gc"));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void programGivesTheExpectedResult(Program program) throws IOException {
        Config config = new Config()
                .feature(WasmFeature.THREADS, program.needs("threads"))
                .feature(WasmFeature.LEGACY_EXCEPTIONS, program.needs("legacy-exceptions"));
        if (!program.needs("gc")) {
            run(program, config);
            return;
        }
        for (Collector collector : COLLECTORS) {
            run(program, config.collector(collector));
        }
    }

    private void run(Program program, Config config) throws IOException {
        try (Engine engine = new Engine(config);
                Module module = Module.fromFile(engine, FOLDER.resolve(program.file()))) {
            if (program.expect().mode().equals("compile-only")) {
                assertThat(module.exports()).isNotEmpty();
            } else {
                run(program, engine, module);
            }
        }
    }

    private void run(Program program, Engine engine, Module module) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (WasiContext wasi = WasiContext.of(wasi(program, out, err));
                Store<WasiContext> store = new Store<>(engine, wasi)) {
            Linker<WasiContext> linker = new Linker<>(engine);
            Wasi.addTo(linker, context -> context);
            defineOtherDialects(linker, store, module);
            if (!program.needs("js-string-builtins")) {
                linker.defineUnknownImportsAsDefaults(module);
            }
            defineMemories(linker, store, module);
            int exit = 0;
            try {
                Instance instance = program.needs("js-string-builtins")
                        ? Instance.of(store, module, JsHost.imports(store, module))
                        : linker.instantiate(store, module);
                for (Program.Call call : program.run()) {
                    run(call, instance);
                }
            } catch (ExitException e) {
                exit = e.code();
            }
            assertThat(exit)
                    .as("exit code, stderr: %s", err)
                    .isEqualTo(program.expect().exit());
        }
        check(program.expect(), out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private WasiConfig wasi(Program program, ByteArrayOutputStream out, ByteArrayOutputStream err) {
        List<String> args = new ArrayList<>();
        String argv0 = program.argv0();
        args.add(argv0 == null ? Path.of(program.file()).getFileName().toString() : argv0);
        args.addAll(program.args());
        String stdin = program.stdin();
        WasiConfig.Builder wasi = WasiConfig.builder()
                .args(args)
                .env(program.env())
                .stdin((stdin == null ? "" : stdin).getBytes(StandardCharsets.UTF_8))
                .stdout(out)
                .stderr(err);
        for (Map.Entry<String, String> preopen : program.preopens().entrySet()) {
            Path host = preopen.getValue().equals("@empty") ? empty : FOLDER.resolve(preopen.getValue());
            wasi.preopen(host, preopen.getKey());
        }
        return wasi.build();
    }

    /// Some hosts have functions of preview 1 with other parameters; for the manifest they do nothing.
    private static void defineOtherDialects(Linker<WasiContext> linker, Store<WasiContext> store, Module module) {
        linker.allowShadowing(true);
        for (ImportType entry : module.imports()) {
            if (entry.type() instanceof ExternType.Func(HeapType.Id id)) {
                FuncType wanted = store.engine().funcType(id);
                boolean isOther = linker.get(store, entry.module(), entry.name())
                        .filter(found ->
                                found instanceof Func func && !func.type().equals(wanted))
                        .isPresent();
                if (isOther) {
                    linker.func(entry.module(), entry.name(), wanted, (_, _, _) -> {});
                }
            }
        }
    }

    private static void defineMemories(Linker<WasiContext> linker, Store<WasiContext> store, Module module) {
        for (ImportType entry : module.imports()) {
            if (entry.type() instanceof MemoryType type) {
                Extern memory = Memory.of(store, type);
                linker.define(entry.module(), entry.name(), memory);
            }
        }
    }

    private static void run(Program.Call call, Instance instance) {
        Func function = instance.func(call.export());
        List<ValType> params = function.type().params();
        Val[] args = new Val[params.size()];
        for (int index = 0; index < args.length; index++) {
            args[index] = value((NumType) params.get(index), call.args().get(index));
        }
        String until = call.until();
        List<String> found = texts(function.call(args));
        for (int round = 0; until != null && !until.equals(found.toString()) && round < 10_000_000; round++) {
            found = texts(function.call(args));
        }
        assertThat(found).as(call.export()).isEqualTo(call.results());
    }

    private static Val value(NumType type, String text) {
        return switch (type) {
            case I32 -> Val.i32(Integer.parseInt(text));
            case I64 -> Val.i64(Long.parseLong(text));
            case F32 -> Val.f32(Float.parseFloat(text));
            case F64 -> Val.f64(Double.parseDouble(text));
        };
    }

    private static List<String> texts(Val[] values) {
        List<String> texts = new ArrayList<>();
        for (Val value : values) {
            texts.add(
                    switch (value) {
                        case Val.I32 val -> Integer.toString(val.value());
                        case Val.I64 val -> Long.toString(val.value());
                        case Val.F32 val -> Float.toString(val.value());
                        case Val.F64 val -> Double.toString(val.value());
                        default -> value.toString();
                    });
        }
        return texts;
    }

    private static void check(Program.Expect expect, String out, String err) {
        switch (expect.mode()) {
            case "exact" -> {
                assertThat(out).isEqualTo(expect.stdout());
                assertThat(err).isEqualTo(expect.stderr());
            }
            case "empty" -> assertThat(out + err).isEmpty();
            case "first-line" -> assertThat(out.lines().findFirst()).contains(expect.stdout());
            case "contains" -> assertThat(out).contains(expect.stdout());
            case "exit", "call" -> {
                // compared already
            }
            default -> throw new AssertionError("unknown mode " + expect.mode());
        }
    }
}
