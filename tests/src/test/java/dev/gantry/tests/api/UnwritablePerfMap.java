package dev.gantry.tests.api;

import static dev.gantry.tests.faults.ChildProgram.check;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Module;
import dev.gantry.Profiling;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.Val;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A process whose file for `perf` cannot be written: before the first line, or from the second module on. The
/// argument is how many modules come before.
final class UnwritablePerfMap {
    private static final Path FILE =
            Path.of("/tmp/perf-" + ProcessHandle.current().pid() + ".map");

    private UnwritablePerfMap() {}

    public static void main(String[] args) throws IOException {
        int before = Integer.parseInt(args[0]);
        try (Engine engine = new Engine(new Config().strategy(Strategy.WINCH).profiling(Profiling.PERF_MAP));
                Store<Void> store = Store.of(engine)) {
            for (int params = 0; params < 4; params++) {
                if (params == before) {
                    Files.deleteIfExists(FILE);
                    Files.createDirectory(FILE); // which nobody may write to, whatever his rights
                }
                callsAFunctionOf(params, store);
            }
            check(Files.isDirectory(FILE), "a folder");
        } finally {
            Files.deleteIfExists(FILE);
        }
        System.out.println("done");
    }

    /// Each number of parameters is a signature, which needs a trampoline.
    private static void callsAFunctionOf(int params, Store<Void> store) {
        Module module = Module.ofText(
                store.engine(),
                "(module (func (export \"f\") (param " + "i64 ".repeat(params) + ") (result i32) (i32.const 42)))");
        Val[] arguments = new Val[params];
        Arrays.fill(arguments, Val.i64(7));
        Val[] results = Instance.of(store, module, List.of()).func("f").call(arguments);
        check(results[0].asI32() == 42, "an answer");
    }
}
