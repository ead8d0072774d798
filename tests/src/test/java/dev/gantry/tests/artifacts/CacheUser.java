package dev.gantry.tests.artifacts;

import dev.gantry.CacheConfig;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.ModuleCache;
import dev.gantry.Store;
import dev.gantry.Val;
import java.io.IOException;
import java.nio.file.Path;

/// One of the processes that [ModuleCacheTest] lets use the same folder.
final class CacheUser {
    private static final int ROUNDS = 40;

    private CacheUser() {}

    /// Runs modules by ways of the folder and now and then deletes everything.
    public static void main(String[] args) throws IOException {
        CacheConfig settings =
                CacheConfig.of(Path.of(args[0])).withMinModuleBytes(0).withMaxBytes(64 << 10);
        int number = Integer.parseInt(args[1]);
        for (int round = 0; round < ROUNDS; round++) {
            Config config = new Config().optLevel(round % 3).cache(settings);
            try (Engine engine = new Engine(config);
                    Module module = Module.of(engine, Artifacts.adder());
                    Store<String> store = new Store<>(engine, "")) {
                Instance instance = new Linker<String>(engine).instantiate(store, module);
                int result = instance.func("through").call(Val.i32(0))[0].asI32();
                if (result != 42) {
                    throw new AssertionError("expected 42, found " + result);
                }
            }
            if (round % 16 == number) {
                ModuleCache.at(settings).clear();
            }
        }
        System.out.println("results are right");
    }
}
