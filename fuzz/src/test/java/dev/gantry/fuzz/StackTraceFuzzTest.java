package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.fuzz.stack.ShadowRun;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// R91: generated modules keep a stack of their own, which every backtrace must equal: those that host functions
/// capture, those of traps and exceptions, with host functions that call back in between, tail calls and handlers.
class StackTraceFuzzTest {
    private static final int QUICK = 800;
    private static final int FULL = 50_000;
    private static final int ENOUGH_FRAMES = 1_000;
    private static final int FEW_FRAMES = 5;

    @Test
    @DisplayName("R91: backtraces equal the stacks that generated modules keep")
    void backtracesEqualTheStacksThatGeneratedModulesKeep() throws InterruptedException {
        run("stack", new Config().maxBacktraceFrames(ENOUGH_FRAMES), FuzzSettings.count(QUICK, FULL));
    }

    @Test
    @DisplayName("R91: bounded backtraces have the innermost frames")
    void boundedBacktracesHaveTheInnermostFrames() throws InterruptedException {
        run("stack-few", new Config().maxBacktraceFrames(FEW_FRAMES), FuzzSettings.count(QUICK, FULL) / 4);
    }

    private static void run(String name, Config config, int count) throws InterruptedException {
        LongAdder backtraces = new LongAdder();
        try (Engine engine = new Engine(config.parallelCompilation(false))) {
            Campaign.ofSeeds(name, count, choice -> {
                try (ShadowRun run = new ShadowRun(engine, choice)) {
                    backtraces.add(run.perform(choice));
                }
                return "compared";
            });
        }
        System.out.println(name + ": " + backtraces + " backtraces");
        assertThat(backtraces.sum()).as("backtraces").isGreaterThan(count);
    }
}
