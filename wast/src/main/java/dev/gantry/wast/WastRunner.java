package dev.gantry.wast;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.component.Component;
import dev.gantry.wasm.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Runs scripts: each in an engine of its own with the features that its folder and its header name.
///
/// Threading: thread-safe; one call of [#run] uses several threads.
public final class WastRunner {
    /// The stack of threads that run scripts, in bytes: room for the deepest recursion that the engine permits.
    static final long STACK_BYTES = 256L << 20;

    /// What a script that hogs memory needs to be free, in bytes.
    private static final long HOG_BYTES = 6L << 30;

    private final Supplier<Config> base;
    private final Consumer<Config> overrides;
    private final int threads;
    private final Loader loader;

    /// A runner.
    ///
    /// @param base      makes the settings that a script starts from
    /// @param overrides changes settings after folder and header have been looked at
    /// @param threads   how many scripts run at once
    public WastRunner(Supplier<Config> base, Consumer<Config> overrides, int threads) {
        this(base, overrides, threads, Module::ofBinary, Component::ofBinary);
    }

    /// A runner that makes modules and components in a way of its own.
    ///
    /// @param base      makes the settings that a script starts from
    /// @param overrides changes settings after folder and header have been looked at
    /// @param threads   how many scripts run at once
    /// @param modules    makes the modules of scripts from their binary form
    /// @param components makes the components of scripts from their binary form
    public WastRunner(
            Supplier<Config> base,
            Consumer<Config> overrides,
            int threads,
            BiFunction<Engine, byte[], Module> modules,
            BiFunction<Engine, byte[], Component> components) {
        this.base = base;
        this.loader = new Loader(modules, components);
        this.overrides = overrides;
        this.threads = threads;
    }

    /// All scripts below some paths: files as they are, folders recursively, sorted.
    ///
    /// @param paths files and folders
    /// @return the scripts
    /// @throws IOException if a path does not exist or cannot be read
    public static List<Path> collect(List<Path> paths) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                try (Stream<Path> found = Files.walk(path)) {
                    found.filter(file -> file.toString().endsWith(".wast"))
                            .sorted()
                            .forEach(files::add);
                }
            } else {
                files.add(path);
            }
        }
        return files;
    }

    /// Runs scripts.
    ///
    /// @param files    the scripts
    /// @param finished told of each script with its counts, in the order of the files
    /// @return the counts of all
    /// @throws InterruptedException if the calling thread is interrupted
    public Tally run(List<Path> files, Finished finished) throws InterruptedException {
        Tally[] tallies = new Tally[files.size()];
        AtomicInteger next = new AtomicInteger();
        Runnable worker = () -> {
            for (int index = next.getAndIncrement(); index < tallies.length; index = next.getAndIncrement()) {
                Tally tally = run(files.get(index));
                synchronized (tallies) {
                    tallies[index] = tally;
                    tallies.notifyAll();
                }
            }
        };
        for (int thread = 0; thread < threads; thread++) {
            Thread.ofPlatform()
                    .daemon()
                    .stackSize(STACK_BYTES)
                    .name("wast-" + thread)
                    .start(worker);
        }
        Tally all = new Tally();
        for (int index = 0; index < tallies.length; index++) {
            Tally tally;
            synchronized (tallies) {
                while ((tally = tallies[index]) == null) {
                    tallies.wait();
                }
            }
            all.add(tally);
            finished.script(files.get(index), tally);
        }
        return all;
    }

    /// Told of finished scripts.
    @FunctionalInterface
    public interface Finished {
        /// A script has run.
        ///
        /// @param file  the script
        /// @param tally its counts
        void script(Path file, Tally tally);
    }

    /// Runs one script on the calling thread, which should have a large stack.
    ///
    /// @param file the script
    /// @return its counts; a script that cannot be read or parsed is one failure
    public Tally run(Path file) {
        Tally tally = new Tally();
        try {
            run(file, Script.parse(Files.readString(file), file.toString()), tally);
        } catch (MalformedException | IOException e) {
            tally.fail(file + ": " + e);
        } catch (RuntimeException | Error e) {
            // A bug of the runner or the engine: the other scripts go on, and the run has failed.
            tally.fail(file + ": unexpected " + e);
        }
        return tally;
    }

    private void run(Path file, Script script, Tally tally) {
        Config config = base.get();
        overrides.accept(config);
        Optional<String> skipped = ScriptSettings.skipped(file, script.header(), config.features());
        if (skipped.isEmpty() && ScriptSettings.hogsMemory(script.header()) && freeBytes() < HOG_BYTES) {
            skipped = Optional.of("not enough free memory");
        }
        if (skipped.isPresent()) {
            tally.skip(skipped.get(), script.directives().size());
            return;
        }
        ScriptSettings.apply(file, script.header(), config);
        overrides.accept(config); // again: they win
        try (Engine engine = new Engine(config);
                ScriptRunner runner = new ScriptRunner(file.toString(), engine, loader, Suite.of(file), tally)) {
            runner.run(script.directives());
        }
    }

    private static long freeBytes() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }
}
