package dev.gantry.fuzz;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.fuzz.sandbox.SandboxRun;
import org.junit.jupiter.api.Test;

/// Random calls of WASI on a file system in memory give error numbers that exist, end, and leave alone what is
/// outside of the preopened directory.
class WasiFuzzTest {
    private static final int QUICK = 300;
    private static final int FULL = 50_000;
    private static final int CALLS = 150;

    @Test
    void callsOfWasiStayInsideAndGiveErrorNumbers() throws InterruptedException {
        try (Engine engine = new Engine(new Config().parallelCompilation(false));
                Module module = SandboxRun.module(engine)) {
            Campaign.ofSeeds("wasi", FuzzSettings.count(QUICK, FULL), choice -> {
                try (SandboxRun run = new SandboxRun(engine, module, choice)) {
                    run.perform(CALLS);
                }
                return "inside";
            });
        }
    }
}
