package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.ExportType;
import dev.gantry.Func;
import dev.gantry.Global;
import dev.gantry.ImportType;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Memory;
import dev.gantry.Module;
import dev.gantry.ResourceLimitException;
import dev.gantry.Store;
import dev.gantry.StoreLimits;
import dev.gantry.Table;
import dev.gantry.Val;
import dev.gantry.fuzz.generate.ModuleShape;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.GuestException;
import dev.gantry.wasm.LinkException;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TagType;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.types.VecType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// What must hold when a valid module runs with little fuel and memory: it ends, with results or a documented
/// exception, and a second run in a new store ends the same.
final class ExecutionOracle implements AutoCloseable {
    private static final long FUEL = 100_000;
    /// With which generated modules often run out of fuel.
    private static final long LITTLE_FUEL = 40;

    private static final long MEMORY_BYTES = 64L << 20;
    private static final int TABLE_ELEMENTS = 100_000;
    private static final int MAX_CALLS = 12;
    /// Of how many elements of a table nulls are looked at.
    private static final int MAX_ELEMENTS = 32;
    /// Ends guests that wait for ever; far above what the fuel lasts for.
    private static final int INTERRUPT_MILLIS = 500;

    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        7,
        0x7FFF_FFFFL,
        0x8000_0000L,
        0x7FFF_FFFF_FFFF_FFFFL,
        0x8000_0000_0000_0000L,
        65_535,
        65_536,
        0x7FF8_0000_0000_0001L,
        0x3FF0_0000_0000_0000L,
        0x7F80_0000L,
        0xC1E0_0000_0000_0000L
    };

    private final Engine engine;
    private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "fuzz clock");
        thread.setDaemon(true);
        return thread;
    });

    ExecutionOracle() {
        this(new Config());
    }

    /// An oracle with settings of the engine; what ends guests, canonical NaNs and features are switched on here.
    ExecutionOracle(Config config) {
        config.consumeFuel(true)
                .epochInterruption(true)
                .nanCanonicalization(true)
                .parallelCompilation(false);
        for (WasmFeature feature : WasmFeature.values()) {
            config.feature(feature, feature != WasmFeature.LEGACY_EXCEPTIONS);
        }
        engine = new Engine(config);
    }

    /// One run of a module: what each step gave.
    private final class Run {
        private final List<String> outcomes = new ArrayList<>();
        /// The global that is set before each call, as generated modules want it; or none.
        private final Optional<String> fuelGlobal;

        /// Whether what calls leave behind is looked at.
        private final boolean isStateSeen;

        private final List<Instance> instances = new ArrayList<>();
        /// The outcome depends on how much stack the compiled interpreter uses from here on.
        private boolean isExhausted;

        private boolean isInterrupted;

        Run(Optional<String> fuelGlobal) {
            this.fuelGlobal = fuelGlobal;
            this.isStateSeen = fuelGlobal.isPresent();
        }

        void perform(Module module) {
            try (Store<Void> store = Store.of(engine)) {
                Future<?> interrupt = clock.schedule(store::interrupt, INTERRUPT_MILLIS, TimeUnit.MILLISECONDS);
                store.limiter(
                        StoreLimits.defaults().withMaxMemoryBytes(MEMORY_BYTES).withMaxTableElements(TABLE_ELEMENTS));
                store.epochDeadline(1L << 40);
                store.fuel(FUEL);
                Instance[] instance = new Instance[1];
                step(() -> {
                    instance[0] = link(store, module).instantiate(store, module);
                    return "instance";
                });
                if (instance[0] != null) {
                    instances.add(instance[0]);
                    callExports(store, instance[0], module);
                    if (isStateSeen && !module.imports().isEmpty() && !isStopped()) {
                        performLinked(store, module, instance[0]);
                    }
                }
                interrupt.cancel(false);
            }
        }

        /// Runs another instance, which imports what the first one has: the same memories, tables, globals and tags,
        /// and
        /// functions that the first one defines.
        private void performLinked(Store<Void> store, Module module, Instance first) {
            Linker<Void> linker = link(store, module);
            long importedFuncs = module.imports().stream()
                    .filter(entry -> entry.type() instanceof ExternType.Func)
                    .count();
            List<ExportType> defined = module.exports().stream()
                    .filter(export -> export.type() instanceof ExternType.Func)
                    .skip(importedFuncs)
                    .toList();
            for (ImportType entry : module.imports()) {
                String name = defined.stream()
                        .filter(export -> export.type().equals(entry.type()))
                        .map(ExportType::name)
                        .reduce(entry.name(), (_, last) -> last);
                linker.define(entry.module(), entry.name(), first.export(name).orElseThrow());
            }
            step(() -> {
                store.fuel(FUEL);
                instances.add(linker.instantiate(store, module));
                return "linked instance";
            });
            if (instances.size() == 2) {
                callExports(store, instances.getLast(), module);
            }
        }

        boolean isStopped() {
            return isExhausted || isInterrupted;
        }

        private void callExports(Store<Void> store, Instance instance, Module module) {
            int calls = 0;
            for (ExportType export : module.exports()) {
                if (!(export.type() instanceof ExternType.Func) || calls >= MAX_CALLS || isInterrupted) {
                    continue;
                }
                Func func = instance.func(export.name());
                for (int variant = 0; variant < 2 && !isInterrupted; variant++) {
                    Optional<Val[]> args = arguments(func, calls++);
                    if (args.isEmpty()) {
                        break;
                    }
                    store.fuel(isStateSeen && variant == 1 ? LITTLE_FUEL << calls % 4 : FUEL);
                    fuelGlobal.ifPresent(
                            name -> instances.forEach(each -> each.global(name).set(Val.i32(ModuleShape.FUEL))));
                    step(() -> results(func.call(args.get())));
                    outcomes.add("fuel " + store.fuel());
                    if (isStateSeen) {
                        instances.forEach(each -> outcomes.add(state(each, module)));
                    }
                }
            }
        }

        private void step(Step step) {
            try {
                outcomes.add(step.run());
            } catch (Trap e) {
                isExhausted |= e.failure() == Failure.CALL_STACK_EXHAUSTED;
                isInterrupted |= e.failure() == Failure.INTERRUPT;
                outcomes.add("trap " + e.failure() + " at " + e.backtrace());
            } catch (GuestException _) {
                outcomes.add("exception");
            } catch (LinkException e) {
                outcomes.add("link " + e.failure());
            } catch (UnsupportedException e) {
                outcomes.add("unsupported " + e.feature());
            } catch (ResourceLimitException _) {
                outcomes.add("limit");
            }
        }
    }

    private interface Step {
        String run();
    }

    /// Runs a binary twice.
    ///
    /// @return how far it came
    String check(byte[] binary) {
        Module module;
        try {
            module = Module.ofBinary(engine, binary);
        } catch (UnsupportedException _) {
            return "unsupported";
        }
        try (module) {
            Run first = new Run(Optional.empty());
            first.perform(module);
            Run second = new Run(Optional.empty());
            second.perform(module);
            if (!first.isStopped() && !second.isStopped()) {
                assertThat(second.outcomes).as("outcomes of a second run").isEqualTo(first.outcomes);
            }
            first.outcomes.stream()
                    .filter(outcome -> !outcome.startsWith("fuel"))
                    .forEach(outcome -> outcomes.computeIfAbsent(
                                    outcome.replaceFirst("(?s) at .*", "").replaceFirst("^=.*", "results"),
                                    _ -> new LongAdder())
                            .increment());
            String start = first.outcomes.getFirst();
            return start.startsWith("instance") ? first.outcomes.size() > 1 ? "called" : "instantiated" : "refused";
        }
    }

    /// Runs a generated binary.
    ///
    /// @return what each step gave, the fuel that was left, and exported memories, globals and tables after it;
    ///     empty if the strategy refuses the module, or if the outcome depends on time or on the room on a stack
    Optional<List<String>> outcomes(byte[] binary) {
        try (Module module = Module.ofBinary(engine, binary)) {
            int fuelGlobal = ModuleReader.read(binary, ModuleOracle.ALL).importedGlobals();
            Run run = new Run(Optional.of("g" + fuelGlobal));
            run.perform(module);
            return run.isStopped() ? Optional.empty() : Optional.of(run.outcomes);
        } catch (UnsupportedException _) {
            return Optional.empty();
        }
    }

    /// What calls left behind in an instance: memories by a hash, globals to the last bit, tables by their nulls.
    private static String state(Instance instance, Module module) {
        StringBuilder text = new StringBuilder("state");
        for (ExportType export : module.exports()) {
            switch (export.type()) {
                case MemoryType _ -> {
                    MemorySegment bytes = instance.memory(export.name()).asSegment();
                    text.append(" memory ").append(bytes.byteSize()).append(' ').append(hash(bytes));
                }
                case GlobalType _ ->
                    text.append(' ')
                            .append(results(
                                    new Val[] {instance.global(export.name()).get()}));
                case TableType type -> {
                    Table table = instance.table(export.name());
                    text.append(" table ").append(table.size()).append(' ');
                    boolean isVisible = type.element().heap() instanceof AbsHeapType;
                    for (long at = 0; isVisible && at < Math.min(table.size(), MAX_ELEMENTS); at++) {
                        text.append(isNull(table.get(at)) ? '0' : '1');
                    }
                }
                case ExternType.Func _, TagType _ -> {}
            }
        }
        return text.toString();
    }

    private static int hash(MemorySegment bytes) {
        int hash = 0;
        long words = bytes.byteSize() / Long.BYTES;
        for (long at = 0; at < words; at++) {
            long word = bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, at * Long.BYTES);
            hash = word == 0 ? hash : hash * 31 + Long.hashCode(word * (2 * at + 1));
        }
        for (long at = words * Long.BYTES; at < bytes.byteSize(); at++) {
            hash = hash * 31 + bytes.get(ValueLayout.JAVA_BYTE, at);
        }
        return hash;
    }

    private static boolean isNull(Val element) {
        return switch (element) {
            case Val.FuncRef(var func) -> func == null;
            case Val.ExternRef(var object) -> object == null;
            case Val.AnyRefVal(var ref) -> ref == null;
            case Val.ExnRefVal(var exn) -> exn == null;
            case Val.I32 _, Val.I64 _, Val.F32 _, Val.F64 _, Val.Vec _ ->
                throw new AssertionError("an element " + element);
        };
    }

    private Linker<Void> link(Store<Void> store, Module module) {
        Linker<Void> linker = new Linker<Void>(engine).allowShadowing(true).defineUnknownImportsAsDefaults(module);
        for (ImportType entry : module.imports()) {
            switch (entry.type()) {
                case MemoryType type -> linker.define(entry.module(), entry.name(), Memory.of(store, type));
                case TableType type -> {
                    if (type.element().nullable()) {
                        linker.define(entry.module(), entry.name(), Table.of(store, type, Val.nullOf(type.element())));
                    }
                }
                case GlobalType type ->
                    value(type.type(), 3)
                            .ifPresent(value ->
                                    linker.define(entry.module(), entry.name(), Global.of(store, type, value)));
                case ExternType.Func _, TagType _ -> {}
            }
        }
        return linker;
    }

    private static Optional<Val[]> arguments(Func func, int salt) {
        FuncType type = func.type();
        Val[] args = new Val[type.params().size()];
        for (int param = 0; param < args.length; param++) {
            Optional<Val> value = value(type.params().get(param), salt + 5 * param);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            args[param] = value.get();
        }
        return Optional.of(args);
    }

    /// A value of a type; none for references to types of the module.
    private static Optional<Val> value(ValType type, int salt) {
        long number = NUMBERS[Math.floorMod(salt * 31, NUMBERS.length)];
        return switch (type) {
            case NumType num ->
                Optional.of(
                        switch (num) {
                            case I32 -> Val.i32((int) number);
                            case I64 -> Val.i64(number);
                            case F32 -> Val.f32(Float.intBitsToFloat((int) number));
                            case F64 -> Val.f64(Double.longBitsToDouble(number));
                        });
            case VecType _ -> Optional.of(Val.v128(number, ~number));
            case RefType ref ->
                ref.nullable() && ref.heap() instanceof AbsHeapType ? Optional.of(Val.nullOf(ref)) : Optional.empty();
        };
    }

    private static String results(Val[] values) {
        StringBuilder text = new StringBuilder("=");
        for (Val value : values) {
            switch (value) {
                case Val.I32 i32 -> text.append(i32.value());
                case Val.I64 i64 -> text.append(i64.value());
                case Val.F32 f32 -> text.append(Integer.toHexString(f32.bits()));
                case Val.F64 f64 -> text.append(Long.toHexString(f64.bits()));
                case Val.Vec vec -> text.append(vec.value());
                case Val.FuncRef _, Val.ExternRef _, Val.AnyRefVal _, Val.ExnRefVal _ -> text.append("reference");
            }
            text.append(',');
        }
        return text.toString();
    }

    @Override
    public void close() {
        System.out.println("run: outcomes " + new TreeMap<>(outcomes));
        clock.shutdownNow();
        engine.close();
    }
}
