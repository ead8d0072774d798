package dev.gantry.runtime.machine;

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
import java.util.function.Consumer;

/// An engine whose compiler is [Handmade].
final class MachineModules {
    final TypeRegistry types = new TypeRegistry();
    final EpochCounter epoch = new EpochCounter();
    final Tunables tunables;
    final MachineExecutor executor;

    MachineModules() {
        this(true);
    }

    MachineModules(boolean hasSignals) {
        tunables = new Tunables(true, true, hasSignals, true, false, true, true, 0, Tunables.NO_COLLECTOR);
        executor = new MachineExecutor(tunables);
    }

    VmStore store() {
        VmStore store = new VmStore(tunables, types, epoch, executor::form);
        store.limit(1 << 20, 64);
        store.setFuel(Long.MAX_VALUE);
        return store;
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    final VmModule module(String text, Consumer<Handmade.Code>... bodies) {
        Set<WasmFeature> features = EnumSet.copyOf(WasmFeature.defaults());
        features.add(WasmFeature.THREADS);
        ModuleTranslation t =
                ModuleTranslation.translate(TextParser.parseModule(text), features, types, tunables, false);
        Artifact artifact = ArtifactBuilder.build("handmade", new Handmade(List.of(bodies)), t, false);
        return new VmModule(artifact, executor.load(artifact));
    }

    VmInstance instance(VmStore store, VmModule module, VmExtern... imports) {
        return Instantiator.instantiate(store, module, imports);
    }

    HostFunc host(VmStore store, List<ValType> params, List<ValType> results, HostCode code) {
        return new HostFunc(store, types.register(FuncType.of(params, results)), code);
    }

    static <T extends VmExtern> T export(VmInstance instance, String name, Class<T> kind) {
        return kind.cast(Objects.requireNonNull(instance.export(name)));
    }

    /// Calls an export and gives its first result slot.
    static long call(VmInstance instance, String name, long... params) {
        VmFunc func = export(instance, name, VmFunc.class);
        long[] slots = new long[Math.max(func.resultSlots, func.paramSlots) + 1];
        System.arraycopy(params, 0, slots, 0, params.length);
        func.call(slots, 0);
        return slots[0];
    }
}
