package dev.gantry.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.gantry.Caller;
import dev.gantry.Collector;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.ExnRef;
import dev.gantry.Func;
import dev.gantry.Instance;
import dev.gantry.InstancePre;
import dev.gantry.Linker;
import dev.gantry.Memory;
import dev.gantry.Module;
import dev.gantry.ModuleCache;
import dev.gantry.Precompiled;
import dev.gantry.Profiling;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.Val;
import dev.gantry.wasm.GuestException;
import dev.gantry.wasm.LinkException;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmBacktrace;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.ValType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/// The code of `docs/embedding.md`.
class EmbeddingTest {
    private static final String ADD =
            "(module (func (export \"add\") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))";

    @Test
    void first() {
        assertThat(firstCall()).isEqualTo(5);
    }

    private static int firstCall() {
        // @start region=first
        try (Engine engine = new Engine();
                Store<Void> store = Store.of(engine)) {
            Module module = Module.ofText(engine, """
                    (module
                      (func (export "add") (param i32 i32) (result i32)
                        (i32.add (local.get 0) (local.get 1))))""");
            Instance instance = Instance.of(store, module, List.of());
            IntBinaryOperator add = instance.func("add").as(IntBinaryOperator.class);
            return add.applyAsInt(2, 3);
        }
        // @end
    }

    @Test
    void calls() throws Throwable {
        try (Engine engine = new Engine();
                Store<Void> store = Store.of(engine)) {
            Instance instance = Instance.of(store, Module.ofText(engine, ADD), List.of());
            // @start region=calls
            Func add = instance.func("add");

            IntBinaryOperator typed = add.as(IntBinaryOperator.class);
            int fromTyped = typed.applyAsInt(2, 3);

            MethodHandle handle = add.handle(); // (int,int)int
            int fromHandle = (int) handle.invokeExact(2, 3);

            Val[] results = add.call(Val.i32(2), Val.i32(3));
            int fromDynamic = results[0].asI32();

            MemorySegment slots = MemorySegment.ofArray(new long[4]); // 16 bytes for each value
            slots.set(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0, 2);
            slots.set(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 16, 3);
            add.callRaw(slots);
            int fromRaw = slots.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
            // @end
            assertThat(List.of(fromTyped, fromHandle, fromDynamic, fromRaw)).containsOnly(5);
        }
    }

    // @start region=typed-body
    static int scaled(Caller<Integer> caller, int value) {
        return caller.data() * value;
    }
    // @end

    @Test
    void hostFunctions() throws ReflectiveOperationException {
        try (Engine engine = new Engine();
                Store<Integer> store = new Store<>(engine, 10)) {
            // @start region=host
            ValueLayout.OfInt i32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
            FuncType unary = FuncType.of(List.of(ValType.I32), List.of(ValType.I32));
            MethodHandle scaled = MethodHandles.lookup()
                    .findStatic(
                            EmbeddingTest.class, "scaled", MethodType.methodType(int.class, Caller.class, int.class));

            Linker<Integer> linker = new Linker<>(engine);
            linker.func("host", "twice", IntUnaryOperator.class, value -> 2 * value);
            linker.func("host", "scaled", scaled);
            linker.funcDynamic("host", "next", unary, (caller, args) -> new Val[] {Val.i32(args[0].asI32() + 1)});
            linker.func("host", "negated", unary, (caller, args, results) -> results.set(i32, 0, -args.get(i32, 0)));
            // @end
            Module module = Module.ofText(engine, """
                    (module
                      (import "host" "twice" (func $twice (param i32) (result i32)))
                      (import "host" "scaled" (func $scaled (param i32) (result i32)))
                      (import "host" "next" (func $next (param i32) (result i32)))
                      (import "host" "negated" (func $negated (param i32) (result i32)))
                      (func (export "run") (param i32) (result i32)
                        (call $negated (call $next (call $scaled (call $twice (local.get 0)))))))""");
            assertThat(linker.instantiate(store, module).func("run").call(Val.i32(3)))
                    .containsExactly(Val.i32(-(3 * 2 * 10 + 1)));
        }
    }

    @Test
    void memory() {
        StringBuilder log = new StringBuilder();
        try (Engine engine = new Engine();
                Store<StringBuilder> store = new Store<>(engine, log)) {
            Linker<StringBuilder> linker = new Linker<>(engine);
            // @start region=caller-memory
            ValueLayout.OfInt i32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
            FuncType text = FuncType.of(List.of(ValType.I32, ValType.I32), List.of());
            linker.func("host", "log", text, (caller, args, results) -> {
                long address = Integer.toUnsignedLong(args.get(i32, 0));
                long length = Integer.toUnsignedLong(args.get(i32, 16));
                MemorySegment bytes = caller.memory("memory").asSegment().asSlice(address, length); // checks both
                caller.data().append(new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8));
            });
            // @end
            Instance instance = linker.instantiate(store, Module.ofText(engine, """
                            (module
                              (import "host" "log" (func $log (param i32 i32)))
                              (memory (export "memory") 1)
                              (func (export "log") (param i32 i32) (call $log (local.get 0) (local.get 1))))"""));
            // @start region=memory
            Memory memory = instance.memory("memory");
            memory.write(1024, "hello".getBytes(StandardCharsets.UTF_8));
            instance.func("log").call(Val.i32(1024), Val.i32(5));

            MemorySegment view = memory.asSegment(); // no copy
            byte first = view.get(ValueLayout.JAVA_BYTE, 1024);
            memory.grow(1); // take a new view after this
            // @end
            assertThat(log).hasToString("hello");
            Func guest = instance.func("log");
            assertThatThrownBy(() -> guest.call(Val.i32(0), Val.i32(-1))).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(first).isEqualTo((byte) 'h');
            assertThat(memory.size()).isEqualTo(2);
            assertThatThrownBy(() -> memory.read(memory.byteSize() - 1, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void errors() {
        assertThat(outcome("(module (func (export \"go\") (drop (i32.div_s (i32.const 1) (i32.const 0)))))"))
                .isEqualTo("INTEGER_DIVIDE_BY_ZERO in [func[0]]");
        assertThat(outcome("(module (tag $e (param i32)) (func (export \"go\") (throw $e (i32.const 7))))"))
                .isEqualTo("exception [I32[value=7]]");
        assertThat(outcome("(module (import \"a\" \"b\" (func)) (func (export \"go\")))"))
                .startsWith("cannot be linked: unknown import");
        assertThat(outcome("(module (func (export \"go\") i32.const 1))")).startsWith("refused at byte ");
        assertThat(outcome("(module (func (export \"go\") i32.cnst 1))")).startsWith("refused: ");
        assertThat(outcome("(module (func (export \"go\")))")).isEqualTo("fine");
    }

    private static String outcome(String text) {
        try (Engine engine = new Engine();
                Store<Void> store = Store.of(engine)) {
            // @start region=errors
            try {
                Module module = Module.ofText(engine, text);
                new Linker<Void>(engine).instantiate(store, module).func("go").call();
                return "fine";
            } catch (MalformedException e) {
                return "refused: " + e.getMessage();
            } catch (ValidationException e) {
                return "refused at byte " + e.offsetBytes() + ": " + e.getMessage();
            } catch (LinkException e) {
                return "cannot be linked: " + e.getMessage();
            } catch (Trap e) {
                return e.failure() + " in " + functions(e.backtrace());
            } catch (GuestException e) {
                return "exception " + ((ExnRef) e.exception()).payload();
            }
            // @end
        }
    }

    private static List<String> functions(WasmBacktrace backtrace) {
        return backtrace.frames().stream()
                .map(frame -> frame.toStackTraceElement().getMethodName())
                .toList();
    }

    @Test
    void hostErrors() {
        List<Exception> thrown = new ArrayList<>();
        List<WasmBacktrace.Frame> frames = new ArrayList<>();
        try (Engine engine = new Engine();
                Store<Void> store = Store.of(engine)) {
            Linker<Void> linker = new Linker<>(engine);
            // @start region=host-errors
            linker.func("host", "save", FuncType.of(List.of(), List.of()), (caller, args, results) -> {
                throw new IOException("disk full");
            });
            Module module = Module.ofText(engine, """
                    (module $app
                      (import "host" "save" (func $save))
                      (func $main (export "main") (call $save)))""");
            Func main = linker.instantiate(store, module).func("main");
            try {
                main.call();
            } catch (Exception e) { // the IOException itself; no method declares it
                thrown.add(e);
                frames.addAll(WasmBacktrace.attachedTo(e).orElseThrow().frames());
            }
            // @end
            assertThat(thrown).singleElement().isInstanceOf(IOException.class);
            assertThat(frames).extracting(WasmBacktrace.Frame::funcName).containsExactly("main");
        }
    }

    @Test
    void threads() throws InterruptedException, ExecutionException {
        try (Engine engine = new Engine()) {
            Module module = Module.ofText(engine, ADD);
            List<Future<Integer>> sums = new ArrayList<>();
            // @start region=threads
            InstancePre<Void> ready = new Linker<Void>(engine).instantiatePre(module);
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int n = 0; n < 100; n++) {
                    int number = n;
                    sums.add(executor.submit(() -> {
                        try (Store<Void> store = Store.of(engine)) {
                            Func add = ready.instantiate(store).func("add");
                            return add.call(Val.i32(number), Val.i32(1))[0].asI32();
                        }
                    }));
                }
            }
            // @end
            for (int n = 0; n < 100; n++) {
                assertThat(sums.get(n).get()).isEqualTo(n + 1);
            }
        }
    }

    @Test
    void asynchronousCalls() {
        try (Engine engine = new Engine();
                Store<Void> store = Store.of(engine)) {
            Linker<Void> linker = new Linker<>(engine);
            CompletableFuture<Integer> answer = new CompletableFuture<>();
            // @start region=async
            FuncType type = FuncType.of(List.of(), List.of(ValType.I32));
            linker.funcAsync(
                    "host", "ask", type, (caller, args) -> answer.thenApply(number -> new Val[] {Val.i32(number)}));
            Module module = Module.ofText(engine, """
                    (module
                      (import "host" "ask" (func $ask (result i32)))
                      (func (export "go") (result i32) (i32.add (call $ask) (i32.const 1))))""");
            Func go = linker.instantiate(store, module).func("go");
            CompletableFuture<Val[]> call = go.callAsync(); // suspended in `ask`
            answer.complete(41);
            Val[] results = call.join();
            // @end
            assertThat(results).containsExactly(Val.i32(42));
        }
    }

    @Test
    void closing() {
        // @start region=closing
        Engine engine = new Engine();
        Module module = Module.ofText(engine, "(module (func (export \"go\")))");
        Store<Void> store = Store.of(engine);
        Func go = Instance.of(store, module, List.of()).func("go");
        module.close(); // no further instances
        engine.close(); // no further modules and stores
        go.call(); // what exists works
        store.close(); // frees memories, tables and objects
        // @end
        assertThatThrownBy(go::call).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Store.of(engine)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void precompiledModules() throws IOException {
        byte[] wasm = ADD.getBytes(StandardCharsets.UTF_8);
        try (FileSystem files = Jimfs.newFileSystem(Configuration.unix());
                Engine engine = new Engine();
                Store<Void> store = Store.of(engine)) {
            Path folder = files.getPath("/work");
            // @start region=precompile
            Path file = folder.resolve("guest.gwasm");
            Files.write(file, engine.precompileModule(wasm));
            // later, in this process or another
            Module module = Module.deserializeFile(engine, file);
            // @end
            assertThat(Engine.detectPrecompiled(file)).contains(Precompiled.MODULE);
            assertThat(Instance.of(store, module, List.of()).func("add").call(Val.i32(1), Val.i32(2)))
                    .containsExactly(Val.i32(3));
        }
    }

    @Test
    void cache() throws IOException {
        byte[] wasm = large();
        try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
            Path folder = files.getPath("/cache");
            for (int round = 0; round < 2; round++) {
                // @start region=cache
                Engine engine = new Engine(new Config().cache(folder));
                Module module = Module.of(engine, wasm); // from the folder, if it is there
                ModuleCache cache = engine.cache().orElseThrow();
                // @end
                assertThat(module.exports()).hasSize(1);
                assertThat(cache.statistics()).isEqualTo(new ModuleCache.Statistics(round, 1 - round, 0));
                engine.close();
            }
        }
    }

    /// A module that is large enough to be kept.
    private static byte[] large() {
        String data = "0".repeat(40_000);
        return ("(module (memory (export \"m\") 1) (data (i32.const 0) \"" + data + "\"))")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theBestStrategyIsTaken() {
        // @start region=auto
        Engine engine = new Engine(); // Strategy.AUTO
        Strategy strategy = engine.strategy(); // winch, or interpreter
        engine.passedOver().forEach((better, reason) -> System.err.println(better + ": " + reason));
        // @end
        assertThat(strategy).isNotEqualTo(Strategy.AUTO);
        assertThat(engine.passedOver()).doesNotContainKey(strategy);
        engine.close();
    }

    @Test
    void profilersAreTold() {
        // @start region=perf
        Config config = new Config().profiling(Profiling.PERF_MAP);
        // @end
        try (Engine engine = new Engine(config)) {
            assertThat(engine.config().profiling()).isEqualTo(Profiling.PERF_MAP);
        }
    }

    @Test
    void strategies() {
        // @start region=strategy
        Config config = new Config().strategy(Strategy.INTERPRETER).collector(Collector.DRC);
        // @end
        try (Engine engine = new Engine(config)) {
            assertThat(engine.strategy()).isEqualTo(Strategy.INTERPRETER);
        }
        assertThatThrownBy(() -> new Engine(new Config().strategy(Strategy.named("steam"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("interpreter");
    }
}
