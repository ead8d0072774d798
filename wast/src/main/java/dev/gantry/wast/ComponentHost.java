package dev.gantry.wast;

import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.component.Component;
import dev.gantry.component.Instance;
import dev.gantry.component.Linker;
import dev.gantry.component.LinkerInstance;
import dev.gantry.component.Resource;
import dev.gantry.component.ResourceType;
import dev.gantry.component.Val;
import dev.gantry.wasm.UnsupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Runs components with the host that scripts expect: functions of the root, and the instance `host`.
///
/// Threading: confined to one thread.
final class ComponentHost implements ComponentStage {
    private static final String SIMPLE_MODULE = """
            (module
              (func (export "f") (result i32) i32.const 101)
              (global (export "g") i32 i32.const 100))
            """;

    /// A valid component, and what came of compiling it.
    private record Compiled(
            @Nullable Component component, @Nullable UnsupportedException refusal) implements Definition {}

    private record Started(Instance instance) implements Running {
        @Override
        public List<ComponentValue> invoke(String name, List<ComponentValue> args) {
            Val[] vals = args.stream().map(ComponentVals::val).toArray(Val[]::new);
            return instance.func(name).call(vals).map(ComponentVals::value).stream()
                    .toList();
        }
    }

    private final Store<Void> store;
    private final Engine engine;
    private final Linker<Void> linker;
    private final BiFunction<Engine, byte[], Component> loader;
    private int drops;
    private int lastDrop;

    ComponentHost(Store<Void> store, BiFunction<Engine, byte[], Component> loader) {
        this.store = store;
        this.loader = loader;
        this.engine = store.engine();
        this.linker = new Linker<Void>(engine).allowShadowing(true);
        define();
    }

    @Override
    public Definition compile(byte[] binary) {
        Component.validate(engine, binary);
        try {
            return new Compiled(loader.apply(engine, binary), null);
        } catch (UnsupportedException e) {
            return new Compiled(null, e);
        }
    }

    @Override
    public Running instantiate(Definition definition, @Nullable String id) {
        Compiled compiled = (Compiled) definition;
        Component component = compiled.component();
        if (component == null) {
            throw compiled.refusal() == null ? new UnsupportedException("components") : compiled.refusal();
        }
        Instance instance = linker.instantiate(store, component);
        if (id != null) {
            linker.root().define(id.startsWith("$") ? id.substring(1) : id, instance);
        }
        return new Started(instance);
    }

    @Override
    public void close() {}

    // ---- the host

    private void define() {
        linker.root().func("host-echo-u32", (_, args) -> args.getFirst());
        linker.root().func("host-return-two", (_, _) -> Val.u32(2));
        LinkerInstance<Void> host = linker.instance("host");
        host.func("return-three", (_, _) -> Val.u32(3));
        host.func("return-hi", (_, _) -> Val.string("hi"));
        host.instance("nested").func("return-four", (_, _) -> Val.u32(4));
        host.module("simple-module", Module.ofText(engine, SIMPLE_MODULE));
        linker.instance("wasmtime").func("gc", (_, _) -> {
            store.gc();
            return null;
        });
        defineResources(host);
    }

    private void defineResources(LinkerInstance<Void> host) {
        ResourceType first = ResourceType.host("resource1");
        ResourceType second = ResourceType.host("resource2");
        host.resource("resource1", first, (_, rep) -> dropped(rep));
        host.resource("resource2", second, (_, _) -> {});
        host.resource("resource1-again", first, (_, rep) -> dropped(rep));
        host.func(
                "[constructor]resource1",
                (_, args) -> Val.resource(Resource.own(first, (int) number(args.getFirst()))));
        host.func("[static]resource1.assert", (_, args) -> expect(args.get(0), number(args.get(1))));
        host.func("[static]resource1.last-drop", (_, _) -> Val.u32(Integer.toUnsignedLong(lastDrop)));
        host.func("[static]resource1.drops", (_, _) -> Val.u32(drops));
        host.func("[method]resource1.simple", (_, args) -> expect(args.get(0), number(args.get(1))));
        host.func("[method]resource1.take-borrow", (_, _) -> null);
        host.func("[method]resource1.take-own", (_, _) -> null);
    }

    private void dropped(int rep) {
        drops++;
        lastDrop = rep;
    }

    private static long number(Val val) {
        return val instanceof Val.U32 number ? number.value() : -1;
    }

    private static @Nullable Val expect(Val resource, long rep) {
        List<Long> found = new ArrayList<>();
        if (resource instanceof Val.ResourceVal handle) {
            found.add(Integer.toUnsignedLong(handle.resource().rep()));
        }
        if (!found.equals(List.of(rep))) {
            throw new IllegalStateException("expected resource " + rep + ", found " + found);
        }
        return null;
    }
}
