package dev.gantry.tests.artifacts;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.ModuleCache;
import dev.gantry.Strategy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/// How long it takes until a module is ready, compiled or from a cache: in a process that has just begun, and again
/// and again. Run in a JVM of its own with the strategy, the module, and the folder of the cache or `-`.
///
/// What counts is the time of the thread, because other processes may take the machine for themselves; so one thread
/// compiles.
final class ReadyTime {
    private static final int ROUNDS = 12;

    private ReadyTime() {}

    public static void main(String[] args) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        byte[] binary = Files.readAllBytes(Path.of(args[1]));
        Config config = new Config().strategy(Strategy.named(args[0])).parallelCompilation(false);
        if (!args[2].equals("-")) {
            config.cache(Path.of(args[2]));
        }
        try (Engine engine = new Engine(config)) {
            System.out.println("rounds " + ROUNDS);
            long first = 0;
            long least = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                long before = threads.getCurrentThreadCpuTime();
                Module.of(engine, binary).close();
                long nanos = threads.getCurrentThreadCpuTime() - before;
                first = round == 0 ? nanos : first;
                least = Math.min(least, nanos);
            }
            long hits = engine.cache()
                    .map(ModuleCache::statistics)
                    .map(ModuleCache.Statistics::hits)
                    .orElse(0L);
            System.out.println("hits " + hits + "\nfirst " + first / 1000 + "\nleast " + least / 1000);
        }
    }
}
