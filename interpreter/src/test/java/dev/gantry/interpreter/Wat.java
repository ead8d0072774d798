package dev.gantry.interpreter;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.artifact.ArtifactBuilder;
import dev.gantry.runtime.vm.EpochCounter;
import dev.gantry.runtime.vm.HostCode;
import dev.gantry.runtime.vm.HostFunc;
import dev.gantry.runtime.vm.Instantiator;
import dev.gantry.runtime.vm.VmExtern;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.runtime.vm.VmModule;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.text.TextParser;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.ValType;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Compiles, instantiates and calls modules given as text.
final class Wat {
    final Tunables tunables;
    final TypeRegistry types = new TypeRegistry();
    final EpochCounter epoch = new EpochCounter();
    final VmStore store;

    Wat() {
        this(Tunables.defaults());
    }

    Wat(Tunables tunables) {
        this.tunables = tunables;
        this.store = new VmStore(tunables, types, epoch);
    }

    static Tunables tunables(boolean consumeFuel, boolean epochInterruption, boolean nanCanonicalization) {
        return new Tunables(consumeFuel, epochInterruption, false, true, nanCanonicalization, true, true, 2, "none");
    }

    private static Set<WasmFeature> features() {
        Set<WasmFeature> features = EnumSet.allOf(WasmFeature.class);
        features.remove(WasmFeature.LEGACY_EXCEPTIONS);
        return features;
    }

    ModuleTranslation translation(String text) {
        return ModuleTranslation.translate(TextParser.parseModule(text), features(), types, tunables, false);
    }

    VmModule module(String text) {
        InterpreterProvider provider = new InterpreterProvider();
        Artifact artifact =
                ArtifactBuilder.build(provider.name(), provider.compiler(tunables), translation(text), false);
        return new VmModule(artifact, provider.executor(tunables).load(artifact));
    }

    VmInstance instance(String text, VmExtern... imports) {
        return Instantiator.instantiate(store, module(text), imports);
    }

    HostFunc host(List<ValType> params, List<ValType> results, HostCode code) {
        return new HostFunc(store, types.register(FuncType.of(params, results)), code);
    }

    static VmFunc func(VmInstance instance, String name) {
        return (VmFunc) Objects.requireNonNull(instance.export(name));
    }

    /// Calls an exported function and gives all slots of the results.
    static long[] call(VmInstance instance, String name, long... args) {
        VmFunc func = func(instance, name);
        long[] slots = new long[Math.max(func.paramSlots, func.resultSlots)];
        System.arraycopy(args, 0, slots, 0, args.length);
        func.call(slots, 0);
        return java.util.Arrays.copyOf(slots, func.resultSlots);
    }

    /// The register code of the first function, one instruction a line, without places.
    static List<String> listing(String text) {
        return listing(text, Tunables.defaults());
    }

    static List<String> listing(String text, Tunables tunables) {
        ModuleTranslation translation = new Wat(tunables).translation(text);
        return Translator.translate(translation.def(), 0, tunables, GcTarget.NONE, null)
                .toString()
                .lines()
                .map(line -> line.startsWith("handler") ? line : line.substring(line.indexOf(' ') + 1))
                .toList();
    }
}
