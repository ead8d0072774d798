package dev.gantry.cli;

import dev.gantry.Engine;
import dev.gantry.Func;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Val;
import dev.gantry.component.Component;
import dev.gantry.wasi.ExitException;
import dev.gantry.wasi.Wasi;
import dev.gantry.wasi.WasiConfig;
import dev.gantry.wasi.WasiContext;
import dev.gantry.wasm.WasmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// `gantry run`: runs a WASI command, or one exported function.
///
/// The guest has a thread of its own with a large stack, so that deep recursion ends at the engine's limit and not at
/// that of the Java thread.
final class RunCommand extends Command {
    private static final long GUEST_STACK_BYTES = 512L << 20;
    private static final int EXIT_CODE_MASK = 0xFF;

    private final Options options = new Options();
    private final List<String> dirs = new ArrayList<>();
    private final List<String> env = new ArrayList<>();
    private final List<String> preloads = new ArrayList<>();
    private final GuestOutput output = new GuestOutput();
    private @Nullable String invoke;

    RunCommand(Console console) {
        super(console, "run", "Runs a module or component: its WASI command, or an exported function.");
    }

    @Override
    void declare(Syntax syntax) {
        syntax.endOptionsAtOperand()
                .operands(
                        "FILE [ARGS...]",
                        1,
                        Integer.MAX_VALUE,
                        "the module or component, binary, text or precompiled, and the guest's arguments")
                .option(
                        List.of("--invoke"),
                        "NAME",
                        "call this export with ARGS as its arguments, and print the results; of a component NAME may be"
                                + " INSTANCE#NAME, and ARGS are in WAVE notation, such as 1 '\"text\"' '{a: [true]}'",
                        value -> invoke = value)
                .option(
                        List.of("--dir"),
                        "HOST[::GUEST]",
                        "give the guest a folder, under its own or another name",
                        dirs::add)
                .option(
                        List.of("--env"),
                        "NAME[=VALUE]",
                        "set a variable; NAME alone passes on the value it has here",
                        env::add)
                .option(
                        List.of("--preload"),
                        "NAME=FILE",
                        "instantiate FILE first, and let imports from NAME find its exports",
                        preloads::add)
                .option(
                        List.of("--fuel"),
                        "N",
                        "trap after N units of fuel, about one per instruction; as -W fuel=N",
                        value -> options.set(Setting.FUEL, value))
                .option(
                        List.of("--timeout"),
                        "TIME",
                        "stop after 10s, 500ms, 2m; as -W timeout=TIME",
                        value -> options.set(Setting.TIMEOUT, value))
                .option(
                        List.of("--max-memory-size"),
                        "SIZE",
                        "largest size of one memory, such as 64MiB; as -W max-memory-size=SIZE",
                        value -> options.set(Setting.MAX_MEMORY_SIZE, value));
        options.declare(syntax);
    }

    @Override
    int run(List<String> operands) {
        String file = operands.getFirst();
        FutureTask<Integer> guest = new FutureTask<>(() -> runGuest(file, operands.subList(1, operands.size())));
        Thread.ofPlatform().name("guest").daemon().stackSize(GUEST_STACK_BYTES).start(guest);
        try {
            int code = guest.get();
            IOException lost = output.firstFailure();
            return code == ExitCodes.OK && lost != null ? failure("standard output", lost) : code;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return failure(file, cause == null ? e : cause);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted");
        }
    }

    private int runGuest(String file, List<String> args) throws IOException {
        ModuleFile content = ModuleFile.read(file, console()).inBinary();
        if (content.isComponent()) {
            return runComponent(content, args);
        }
        try (WasiContext wasi = WasiContext.of(wasiConfig(file, args));
                Engine engine = EngineSettings.cachingEngine(options);
                Module module = content.load(engine);
                Store<WasiContext> store = new Store<>(engine, wasi)) {
            prepare(store);
            try (Deadline _ = Deadline.start(options.timeout(), store, Thread.currentThread())) {
                Linker<WasiContext> linker = new Linker<>(engine);
                Wasi.addTo(linker, context -> context);
                for (String preload : preloads) {
                    preload(linker, store, preload);
                }
                callGuest(file, linker.instantiate(store, module), args);
            }
        } catch (ExitException e) {
            return exitCode(e.code());
        }
        return ExitCodes.OK;
    }

    private int runComponent(ModuleFile content, List<String> args) throws IOException {
        if (!preloads.isEmpty()) {
            throw new CommandException("--preload: a component imports nothing from modules", ExitCodes.USAGE);
        }
        try (Engine engine = EngineSettings.cachingEngine(options);
                Store<ModuleFile> store = new Store<>(engine, content)) {
            prepare(store);
            try (Deadline _ = Deadline.start(options.timeout(), store, Thread.currentThread())) {
                Component component = content.loadComponent(engine);
                return new ComponentRun(console(), invoke, args).run(content.name(), component, store);
            }
        }
    }

    private void prepare(Store<?> store) {
        describe(store.engine());
        store.limiter(EngineSettings.limits(options));
        options.fuel().ifPresent(store::fuel);
    }

    /// The system keeps eight bits; a failure must not become a success by that.
    private static int exitCode(int code) {
        return (code & EXIT_CODE_MASK) == 0 && code != 0 ? ExitCodes.ERROR : code & EXIT_CODE_MASK;
    }

    private WasiConfig wasiConfig(String file, List<String> args) {
        WasiConfig.Builder wasi =
                WasiConfig.builder().args(String.valueOf(Path.of(file).getFileName()));
        if (invoke == null) {
            wasi.args(args);
        }
        if (console().isProcess()) {
            wasi.inheritStdio();
            if (console().outIsPlain()) {
                wasi.stdout(output);
            }
        } else {
            wasi.stdin(console().in()).stdout(console().out()).stderr(console().err());
        }
        for (String variable : env) {
            int equals = variable.indexOf('=');
            String name = equals < 0 ? variable : variable.substring(0, equals);
            String value = equals < 0 ? System.getenv(name) : variable.substring(equals + 1);
            if (name.isEmpty()) {
                throw new CommandException("--env: expected NAME[=VALUE], found " + variable, ExitCodes.USAGE);
            }
            if (value != null) {
                wasi.env(name, value);
            }
        }
        for (String dir : dirs) {
            int colons = dir.indexOf("::");
            Path host = Path.of(colons < 0 ? dir : dir.substring(0, colons));
            if (!Files.isDirectory(host)) {
                throw new CommandException(
                        "--dir " + host + (Files.exists(host) ? ": is no folder" : ": no such folder"));
            }
            wasi.preopen(host, colons < 0 ? dir : dir.substring(colons + 2));
        }
        return wasi.build();
    }

    private void preload(Linker<WasiContext> linker, Store<WasiContext> store, String preload) {
        int equals = preload.indexOf('=');
        if (equals < 0) {
            throw new CommandException("--preload: expected NAME=FILE, found " + preload, ExitCodes.USAGE);
        }
        Module module = load(store.engine(), preload.substring(equals + 1));
        linker.instance(preload.substring(0, equals), linker.instantiate(store, module));
    }

    /// Compiles a module that is not the one that errors are about.
    private Module load(Engine engine, String file) {
        try {
            return ModuleFile.read(file, console()).load(engine);
        } catch (IOException | WasmException | CommandException e) {
            throw new CommandException("--preload " + file + ": " + Report.text(e));
        }
    }

    private void callGuest(String file, Instance instance, List<String> args) throws IOException {
        if (invoke == null && instance.export("_start").orElse(null) instanceof Func start) {
            start.call();
            return;
        }
        if (instance.export("_initialize").orElse(null) instanceof Func initialize) {
            initialize.call();
        }
        if (invoke != null) {
            Func func = export(instance, invoke);
            for (Val result : func.call(WasmArguments.parse(invoke, func, args))) {
                console().println(WasmArguments.text(result));
            }
        } else {
            hint(file, instance);
        }
    }

    private static Func export(Instance instance, String name) {
        try {
            return instance.func(name);
        } catch (NoSuchElementException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    /// A library ran, and did nothing that can be seen.
    private void hint(String file, Instance instance) {
        List<String> funcs = instance.exportNames().stream()
                .filter(name -> instance.export(name).orElse(null) instanceof Func)
                .map(Instructions::printable)
                .toList();
        if (!funcs.isEmpty()) {
            console()
                    .err()
                    .println("note: " + file + " exports no _start; --invoke NAME calls one of: "
                            + String.join(", ", funcs.subList(0, Math.min(funcs.size(), 20))));
        }
    }
}
