package dev.gantry.runtime.vm;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.artifact.Artifact;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.text.TextParser;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.ValType;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// An engine without a compiler: modules come from text, and their functions run code written in Java.
final class TestModules {
    final TypeRegistry types = new TypeRegistry();
    final EpochCounter epoch = new EpochCounter();
    final Tunables tunables;

    TestModules() {
        this(true);
    }

    TestModules(boolean isTableLazy) {
        this.tunables = new Tunables(false, true, false, isTableLazy, false, true, true, 2, Tunables.NO_COLLECTOR);
    }

    /// Stands for the body of the functions that modules define.
    interface Body {
        void run(VmInstance instance, int definedIndex, long[] slots, int base);
    }

    /// One frame, in the function that was called, at the start of its body.
    static final class OneFrame extends Activation {
        private final WasmFunc func;

        OneFrame(WasmFunc func, @Nullable Activation outer) {
            super(outer);
            this.func = func;
        }

        @Override
        public VmInstance instance() {
            return func.instance;
        }

        @Override
        public void visitRefs(IntUnaryOperator visitor) {
            // there is no collected heap in these tests
        }

        @Override
        public boolean walk(FrameSink sink) {
            int defined = func.index - func.instance.module.t().def().importedFuncs();
            return sink.frame(
                    func.instance,
                    func.index,
                    func.instance.module.t().def().funcs().get(defined).body().start());
        }
    }

    private static final class JavaFunc extends WasmFunc {
        private final Body body;
        private final int definedIndex;

        JavaFunc(VmInstance instance, int definedIndex, Body body) {
            super(instance, definedIndex + instance.module.t().def().importedFuncs());
            this.definedIndex = definedIndex;
            this.body = body;
        }

        @Override
        protected Activation activate(@Nullable Activation outer) {
            return new OneFrame(this, outer);
        }

        @Override
        protected void run(Activation activation, long[] slots, int base) {
            body.run(instance, definedIndex, slots, base);
        }
    }

    static Set<WasmFeature> features() {
        Set<WasmFeature> features = EnumSet.copyOf(WasmFeature.defaults());
        features.add(WasmFeature.THREADS);
        features.add(WasmFeature.CUSTOM_PAGE_SIZES);
        return features;
    }

    VmStore store() {
        return new VmStore(tunables, types, epoch);
    }

    VmModule module(String text, Body body) {
        ModuleTranslation t =
                ModuleTranslation.translate(TextParser.parseModule(text), features(), types, tunables, false);
        Artifact artifact = Artifact.withoutCode("test", t);
        return new VmModule(artifact, (instance, definedIndex) -> new JavaFunc(instance, definedIndex, body));
    }

    VmModule module(String text) {
        return module(text, (_, _, _, _) -> {});
    }

    VmInstance instance(VmStore store, String text, VmExtern... imports) {
        return Instantiator.instantiate(store, module(text), imports);
    }

    int type(List<ValType> params, List<ValType> results) {
        return types.register(FuncType.of(params, results));
    }

    HostFunc host(VmStore store, List<ValType> params, List<ValType> results, HostCode code) {
        return new HostFunc(store, type(params, results), code);
    }

    static <T extends VmExtern> T export(VmInstance instance, String name, Class<T> kind) {
        return kind.cast(Objects.requireNonNull(instance.export(name)));
    }
}
