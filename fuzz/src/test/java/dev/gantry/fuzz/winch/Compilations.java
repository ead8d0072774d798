package dev.gantry.fuzz.winch;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.spi.Compiler;
import dev.gantry.environ.spi.CompilerProvider;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.environ.spi.GcRuntimeProvider;
import dev.gantry.wasm.WasmFeature;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/// Compiles modules by `winch` and collects in what states the compiler was.
///
/// Threading: confined to one thread.
public final class Compilations {
    private static final String COLLECTOR = "copying";

    private final Tunables tunables = new Tunables(false, false, true, true, false, true, true, 2, COLLECTOR);
    private final Sightings sightings = new Sightings();
    private final Compiler compiler;

    /// Loads the compiler.
    public Compilations() throws ReflectiveOperationException {
        CompilerProvider provider = new CompilerLoader().provider();
        GcRuntimeProvider collector = ServiceLoader.load(GcRuntimeProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.name().equals(COLLECTOR))
                .findFirst()
                .orElseThrow();
        compiler = provider.compiler(tunables, collector);
    }

    /// Compiles a module.
    public void compile(byte[] module, Set<WasmFeature> features) {
        ModuleTranslation translation =
                ModuleTranslation.translate(module, features, new TypeRegistry(), tunables, false);
        sightings.in(() -> {
            for (FuncKey key : compiler.keys(translation)) {
                compiler.compile(translation, key);
            }
        });
    }

    /// What was seen, and in how many modules.
    public Map<String, Integer> seen() {
        return sightings.modules();
    }
}
