package dev.gantry.tests.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.CallHook;
import dev.gantry.Module;
import dev.gantry.component.Component;
import dev.gantry.component.Func;
import dev.gantry.component.Instance;
import dev.gantry.component.InstancePre;
import dev.gantry.component.Linker;
import dev.gantry.component.Val;
import dev.gantry.wasm.LinkException;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.WasmBacktrace;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What components import: functions of the host, modules, instances; linkers and names.
@EachStrategy
class ComponentImportTest {
    /// Calls the imported function `log` with a string.
    private static final String LOGGER = """
            (import "log" (func $log (param "text" string)))
            %s
            (core func $lowered (canon lower (func $log) (memory $libc "memory")))
            (core module $m
              (import "" "log" (func $log (param i32 i32)))
              (import "libc" "memory" (memory 1))
              (data (i32.const 16) "hello")
              (func $run (export "run") (call $log (i32.const 16) (i32.const 5))))
            (core instance $i (instantiate $m
              (with "" (instance (export "log" (func $lowered)))) (with "libc" (instance $libc))))
            (func (export "run") (canon lift (core func $i "run")))
            """.formatted(Libc.TEXT);

    private final Host host;

    ComponentImportTest(String strategy) {
        host = new Host(strategy);
    }

    @AfterEach
    void close() {
        host.close();
    }

    /// R28, R68
    @Test
    void hostFunctionsGetTheirArguments() {
        List<Val> seen = new ArrayList<>();
        host.linker.root().func("log", (_, args) -> {
            seen.addAll(args);
            return null;
        });
        assertThat(host.instance(LOGGER).func("run").call()).isEmpty();
        assertThat(seen).containsExactly(Val.string("hello"));
    }

    /// R79, R92: the same object, with the frames of the guest.
    @Test
    void exceptionsOfTheHostComeOutAsTheyAre() {
        IllegalStateException thrown = new IllegalStateException("no");
        host.linker.root().func("log", (_, _) -> {
            throw thrown;
        });
        Func run = host.instance(LOGGER).func("run");
        assertThatThrownBy(run::call).isSameAs(thrown);
        assertThat(WasmBacktrace.attachedTo(thrown).orElseThrow().frames())
                .extracting(WasmBacktrace.Frame::funcName)
                .containsExactly("run");
        assertThatThrownBy(run::call).isInstanceOf(Trap.class).hasMessage("cannot enter component instance");
    }

    /// R69
    @Test
    void theHostCannotEnterAnInstanceAgain() {
        AtomicReference<Instance> instance = new AtomicReference<>();
        List<String> messages = new ArrayList<>();
        host.linker.root().func("log", (_, _) -> {
            assertThatThrownBy(() -> instance.get().func("run").call())
                    .isInstanceOf(Trap.class)
                    .satisfies(trap -> messages.add(trap.getMessage()));
            return null;
        });
        instance.set(host.instance(LOGGER));
        assertThat(instance.get().func("run").call()).isEmpty();
        assertThat(messages).containsExactly("cannot enter component instance");
    }

    /// R69
    @Test
    void guestsCannotLeaveWhileTheyServeTheAbi() {
        host.linker.root().func("thunk", (_, _) -> null);
        Instance instance = host.instance("""
                (import "thunk" (func $thunk))
                (core func $lowered (canon lower (func $thunk)))
                (core module $m
                  (import "" "thunk" (func $thunk))
                  (memory (export "memory") 1)
                  (func (export "realloc") (param i32 i32 i32 i32) (result i32) call $thunk unreachable)
                  (func (export "f") (param i32 i32)))
                (core instance $i (instantiate $m (with "" (instance (export "thunk" (func $lowered))))))
                (func (export "f") (param "x" string)
                  (canon lift (core func $i "f") (memory $i "memory") (realloc (func $i "realloc"))))
                """);
        assertThatThrownBy(() -> instance.func("f").call(Val.string("x")))
                .isInstanceOf(Trap.class)
                .hasMessage("cannot leave component instance");
    }

    /// R22, R24, R23, R157: no core module is needed, or one that only passes the function on.
    @Test
    void loweredFunctionsCanBeLiftedAgain() {
        host.linker.root().func("double", (_, args) -> Val.u32(2 * ((Val.U32) args.getFirst()).value()));
        Instance direct = host.instance("""
                (import "double" (func $f (param "x" u32) (result u32)))
                (core func $lowered (canon lower (func $f)))
                (func (export "f") (param "x" u32) (result u32) (canon lift (core func $lowered)))
                """);
        assertThat(direct.func("f").call(Val.u32(21))).contains(Val.u32(42));
        Instance passed = host.instance("""
                (import "double" (func $f (param "x" u32) (result u32)))
                (core func $lowered (canon lower (func $f)))
                (core module $m (import "" "f" (func $f (param i32) (result i32))) (export "g" (func $f)))
                (core instance $i (instantiate $m (with "" (instance (export "f" (func $lowered))))))
                (func (export "f") (param "x" u32) (result u32) (canon lift (core func $i "g")))
                """);
        assertThat(passed.func("f").call(Val.u32(21))).contains(Val.u32(42));
    }

    /// R9
    @Test
    void linkersNameWhatIsMissingOrTaken() {
        assertThatThrownBy(() -> host.instance(LOGGER))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("log")
                .hasMessageContaining("was not found");
        host.linker.instance("log");
        assertThatThrownBy(() -> host.instance(LOGGER))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("expected function found instance");
        assertThatThrownBy(() -> host.linker.root().func("log", (_, _) -> null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("defined already");
        host.linker.allowShadowing(true).root().func("log", (_, _) -> null);
        assertThat(host.instance(LOGGER).func("run").call()).isEmpty();
    }

    @Test
    void unknownFunctionsCanBeMadeToTrap() {
        Component component = host.component(LOGGER);
        host.linker.defineUnknownImportsAsTraps(component);
        Func run = host.linker.instantiate(host.store, component).func("run");
        assertThatThrownBy(run::call).isInstanceOf(Trap.class).hasMessage("unreachable");
    }

    /// R15: names are looked up once.
    @Test
    void importsAreLookedUpOnce() {
        host.linker.root().func("log", (_, _) -> null);
        InstancePre<Void> pre = host.linker.instantiatePre(host.component(LOGGER));
        host.linker.allowShadowing(true).root().func("log", (_, _) -> {
            throw new IllegalStateException("a later definition");
        });
        assertThat(pre.instantiate(host.store).func("run").call()).isEmpty();
    }

    private Linker<Void> versions(String... versions) {
        Linker<Void> linker = new Linker<>(host.engine);
        for (String version : versions) {
            linker.instance("a:b/c@" + version).func("f", (_, _) -> Val.string(version));
        }
        return linker;
    }

    private String seen(Linker<Void> linker, String version) {
        Component component = host.component("""
                (import "a:b/c@%s" (instance $c (export "f" (func (result string)))))
                %s
                (core func $f (canon lower (func $c "f") (memory $libc "memory") (realloc (func $libc "realloc"))))
                (func (export "f") (result string)
                  (canon lift (core func $g "f") (memory $libc "memory") (realloc (func $libc "realloc"))))
                """.formatted(version, Libc.TEXT).replace("(func (export \"f\")", """
                (core module $m
                  (import "" "f" (func $f (param i32)))
                  (func (export "f") (result i32) (call $f (i32.const 64)) (i32.const 64)))
                (core instance $g (instantiate $m (with "" (instance (export "f" (func $f))))))
                (func (export "f")"""));
        return ((Val.Str) linker.instantiate(host.store, component)
                        .func("f")
                        .call()
                        .orElseThrow())
                .value();
    }

    /// Names with versions find what is compatible: the newest of it, if the version itself is not there.
    @Test
    void versionsThatAreCompatibleAreFound() {
        assertThat(seen(versions("1.2.3"), "1.0.0")).isEqualTo("1.2.3");
        assertThat(seen(versions("1.0.0"), "1.2.3")).isEqualTo("1.0.0");
        assertThat(seen(versions("0.2.1", "0.2.6", "0.2.4"), "0.2.5")).isEqualTo("0.2.6");
        assertThat(seen(versions("0.2.1", "0.2.6"), "0.2.1")).isEqualTo("0.2.1");
        assertThatThrownBy(() -> seen(versions("0.2.1"), "0.3.0")).isInstanceOf(LinkException.class);
        assertThatThrownBy(() -> seen(versions("0.0.1"), "0.0.2")).isInstanceOf(LinkException.class);
    }

    /// R8
    @Test
    void modulesAreImportedAndExported() {
        String fields = """
                (import "m" (core module $m (export "f" (func (result i32)))))
                (core instance $i (instantiate $m))
                (func (export "f") (result u32) (canon lift (core func $i "f")))
                (core module $own (func (export "g")))
                (export "own" (core module $own))
                (export "given" (core module $m))
                """;
        Module fits = Module.ofText(host.engine, "(module (func (export \"f\") (result i32) i32.const 5))");
        host.linker.root().module("m", fits);
        Instance instance = host.instance(fields);
        assertThat(instance.func("f").call()).contains(Val.u32(5));
        assertThat(instance.module("given")).isSameAs(fits);
        assertThat(instance.module("own").exports()).hasSize(1);
        assertThat(instance.findModule("f")).isEmpty();
        assertThat(instance.exportNames()).containsExactly("own", "given", "f"); // inline exports come last
        for (String wrong : List.of(
                "(module (func (export \"f\") (result i64) i64.const 5))",
                "(module)",
                "(module (import \"a\" \"b\" (func)) (func (export \"f\") (result i32) i32.const 5))")) {
            host.linker.allowShadowing(true).root().module("m", Module.ofText(host.engine, wrong));
            assertThatThrownBy(() -> host.instance(fields)).isInstanceOf(LinkException.class);
        }
    }

    /// R19, R73, R12, R21
    @Test
    void exportedInstancesNest() {
        Instance instance = host.instance("""
                (component $c
                  (core module $m (func (export "f") (result i32) i32.const 4))
                  (core instance $i (instantiate $m))
                  (func (export "f") (result u32) (canon lift (core func $i "f"))))
                (instance $inner (instantiate $c))
                (instance $outer (export "inner" (instance $inner)))
                (export "outer" (instance $outer))
                """);
        assertThat(instance.instance("outer").instance("inner").func("f").call())
                .contains(Val.u32(4));
        assertThat(instance.findInstance("inner")).isEmpty();
        assertThat(instance.findFunc("outer")).isEmpty();
        assertThatThrownBy(() -> instance.func("f"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("outer");
    }

    /// R13: the same component closes over another module each time.
    @Test
    void componentsCloseOverWhatSurroundsThem() {
        Instance instance = host.instance("""
                (component $make
                  (import "m" (core module $m (export "f" (func (result i32)))))
                  (component $inner
                    (core instance $i (instantiate $m))
                    (func (export "f") (result u32) (canon lift (core func $i "f"))))
                  (export "inner" (component $inner)))
                (core module $one (func (export "f") (result i32) i32.const 1))
                (core module $two (func (export "f") (result i32) i32.const 2))
                (instance $a (instantiate $make (with "m" (core module $one))))
                (instance $b (instantiate $make (with "m" (core module $two))))
                (alias export $a "inner" (component $ca))
                (alias export $b "inner" (component $cb))
                (instance $x (instantiate $ca))
                (instance $y (instantiate $cb))
                (export "x" (instance $x))
                (export "y" (instance $y))
                """);
        assertThat(instance.instance("x").func("f").call()).contains(Val.u32(1));
        assertThat(instance.instance("y").func("f").call()).contains(Val.u32(2));
    }

    /// R16, R20
    @Test
    void rootsHaveNoComponentsAndDoNotPassFunctionsOn() {
        assertThatThrownBy(() -> host.component("(import \"x\" (component))"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("root-level component imports");
        assertThatThrownBy(() -> host.component("(component (export \"x\"))"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("exporting a component from the root component");
        assertThatThrownBy(() -> host.component("(import \"f\" (func $f)) (export \"g\" (func $f))"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("component export `g` is a reexport of an imported function");
    }

    /// Calls between components need code that is not built yet: refused by name.
    @Test
    void callsBetweenComponentsAreRefused() {
        assertThatThrownBy(() -> host.component("""
                        (component $a
                          (core module $m (func (export "f")))
                          (core instance $i (instantiate $m))
                          (func (export "f") (canon lift (core func $i "f"))))
                        (component $b (import "f" (func $f)) (core func (canon lower (func $f))))
                        (instance $x (instantiate $a))
                        (instance $y (instantiate $b (with "f" (func $x "f"))))
                        """))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("adapters");
    }

    /// R72
    @Test
    void asynchronousHostFunctionsSuspendTheGuest() throws Exception {
        CompletableFuture<Val> later = new CompletableFuture<>();
        host.linker.root().funcAsync("double", (_, _) -> later);
        Instance instance = host.instance("""
                (import "double" (func $f (param "x" u32) (result u32)))
                (core func $lowered (canon lower (func $f)))
                (func (export "f") (param "x" u32) (result u32) (canon lift (core func $lowered)))
                """);
        CompletableFuture<?> call = instance.func("f").callAsync(Val.u32(1));
        assertThat(call).isNotDone();
        later.complete(Val.u32(9));
        assertThat(call.get(20, TimeUnit.SECONDS).toString()).contains("9");
        assertThatThrownBy(() -> instance.func("f").call(Val.u32(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Func.callAsync");
    }

    /// What a host function gives is checked; the guest never sees what does not fit.
    @Test
    void resultsOfTheHostAreChecked() throws ExecutionException {
        host.linker.root().func("double", (_, _) -> Val.string("no number"));
        Instance instance = host.instance("""
                (import "double" (func $f (param "x" u32) (result u32)))
                (core func $lowered (canon lower (func $f)))
                (func (export "f") (param "x" u32) (result u32) (canon lift (core func $lowered)))
                """);
        assertThatThrownBy(() -> instance.func("f").call(Val.u32(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected u32");
    }

    @Test
    void callHooksSeeEachPassage() {
        List<CallHook.Transition> seen = new ArrayList<>();
        host.linker.root().func("log", (_, _) -> null);
        Func run = host.instance(LOGGER).func("run");
        host.store.callHook(seen::add);
        var _ = run.call();
        assertThat(seen)
                .containsExactly(
                        CallHook.Transition.CALLING_WASM,
                        CallHook.Transition.CALLING_HOST,
                        CallHook.Transition.RETURNING_FROM_HOST,
                        CallHook.Transition.RETURNING_FROM_WASM);
    }
}
