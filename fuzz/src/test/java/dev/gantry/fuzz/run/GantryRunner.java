package dev.gantry.fuzz.run;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Extern;
import dev.gantry.Func;
import dev.gantry.Global;
import dev.gantry.Instance;
import dev.gantry.Memory;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Table;
import dev.gantry.Tag;
import dev.gantry.Val;
import dev.gantry.fuzz.generate.ModuleShape;
import dev.gantry.wasm.GuestException;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TagType;
import dev.gantry.wasm.types.ValType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Carries out plans in an engine of ours.
///
/// Threading: thread-safe; each run has a store of its own.
public final class GantryRunner implements AutoCloseable {
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long PLENTY = 1L << 50;

    private final Engine engine;

    /// A runner with settings of the engine; features are switched on here.
    public GantryRunner(Config config) {
        for (WasmFeature feature : WasmFeature.values()) {
            config.feature(feature, feature != WasmFeature.LEGACY_EXCEPTIONS);
        }
        engine = new Engine(config.parallelCompilation(false));
    }

    /// Runs a plan.
    ///
    /// @return one text for each step
    public List<String> run(Plan plan) {
        return new Run(plan).perform();
    }

    @Override
    public void close() {
        engine.close();
    }

    private final class Run {
        private final Plan plan;
        private final List<String> outcomes = new ArrayList<>();
        private int hostCalls;
        private int hostSum;

        Run(Plan plan) {
            this.plan = plan;
        }

        List<String> perform() {
            try (Module module = Module.ofBinary(engine, plan.module());
                    Store<Void> store = Store.of(engine)) {
                if (engine.config().consumeFuel()) {
                    store.fuel(PLENTY);
                }
                if (engine.config().epochInterruption()) {
                    store.epochDeadline(PLENTY);
                }
                List<Extern> imports = new ArrayList<>();
                for (Plan.Item item : plan.imports()) {
                    imports.add(provide(store, item));
                }
                Instance[] instance = new Instance[1];
                step(() -> {
                    instance[0] = Instance.of(store, module, imports);
                    return "";
                });
                if (instance[0] != null) {
                    callAll(instance[0]);
                }
            }
            return outcomes;
        }

        private void step(Supplier<String> action) {
            String outcome;
            try {
                outcome = "=" + action.get();
            } catch (Trap e) {
                outcome = "trap " + Outcomes.trap(e.failure());
            } catch (GuestException _) {
                outcome = "exception";
            }
            outcomes.add(outcome + " host " + hostCalls + " " + hostSum);
        }

        private void callAll(Instance instance) {
            Global fuel = instance.global(plan.fuel());
            for (Plan.Call call : plan.calls()) {
                fuel.set(Val.i32(ModuleShape.FUEL));
                Val[] args = new Val[call.args().size()];
                Func func = instance.func(call.name());
                for (int arg = 0; arg < args.length; arg++) {
                    args[arg] = value(call.args().get(arg), func.type().params().get(arg));
                }
                step(() -> texts(func.call(args)));
                StringBuilder globals = new StringBuilder();
                for (Plan.Observed global : plan.globals()) {
                    globals.append(text(instance.global(global.name()).get())).append(' ');
                }
                outcomes.add(globals.toString());
            }
            for (String memory : plan.memories()) {
                outcomes.add(text(instance.memory(memory)));
            }
            for (String table : plan.tables()) {
                outcomes.add("table " + instance.table(table).size());
            }
        }

        private Extern provide(Store<Void> store, Plan.Item item) {
            return switch (item.type()) {
                case ExternType.Func _ ->
                    Func.ofDynamic(
                            store,
                            item.func(),
                            (_, args) -> callHost(item.func().results(), args));
                case TagType _ -> Tag.of(store, item.func());
                case GlobalType type -> Global.of(store, type, value(item.value(), type.type()));
                case TableType type -> Table.of(store, type, Val.funcref(null));
                case MemoryType type -> Memory.of(store, type);
            };
        }

        /// Adds the arguments up; the results tell how many calls there were.
        private Val[] callHost(List<ValType> results, Val[] args) {
            hostCalls++;
            for (Val arg : args) {
                switch (arg) {
                    case Val.I32(int value) -> hostSum = Outcomes.sum(hostSum, value);
                    case Val.I64(long value) ->
                        hostSum = Outcomes.sum(Outcomes.sum(hostSum, (int) value), (int) (value >> 32));
                    case Val.F32 value ->
                        hostSum = Outcomes.sum(hostSum, Float.isNaN(value.value()) ? 7 : value.bits());
                    case Val.F64 value -> {
                        long bits = Double.isNaN(value.value()) ? 7 : value.bits();
                        hostSum = Outcomes.sum(Outcomes.sum(hostSum, (int) bits), (int) (bits >> 32));
                    }
                    default -> throw new AssertionError("argument " + arg);
                }
            }
            Val[] values = new Val[results.size()];
            for (int result = 0; result < values.length; result++) {
                values[result] = switch ((NumType) results.get(result)) {
                    case I32 -> Val.i32(hostCalls);
                    case I64 -> Val.i64(hostCalls * 0x1_0000_0001L);
                    case F32 -> Val.f32(hostCalls * 0.5f);
                    case F64 -> Val.f64(hostCalls * 0.25);
                };
            }
            return values;
        }
    }

    private Val value(Plan.Value value, ValType type) {
        if (value.isNull()) {
            RefType ref = (RefType) type;
            return ref.heap() instanceof HeapType.Id id && !isFunc(id) ? Val.anyref(null) : Val.nullOf(ref);
        }
        return switch (value.type()) {
            case I32 -> Val.i32((int) value.bits());
            case I64 -> Val.i64(value.bits());
            case F32 -> new Val.F32((int) value.bits());
            case F64 -> new Val.F64(value.bits());
        };
    }

    private boolean isFunc(HeapType.Id id) {
        try {
            var _ = engine.funcType(id);
            return true;
        } catch (IllegalArgumentException _) { // a struct or an array
            return false;
        }
    }

    private static String texts(Val[] values) {
        StringBuilder texts = new StringBuilder();
        for (Val value : values) {
            texts.append(text(value)).append(' ');
        }
        return texts.toString();
    }

    private static String text(Val value) {
        return switch (value) {
            case Val.I32(int number) -> "i32:" + number;
            case Val.I64(long number) -> "i64:" + number;
            case Val.F32(int bits) -> Outcomes.f32(bits);
            case Val.F64(long bits) -> Outcomes.f64(bits);
            case Val.Vec(var vector) -> "v128:" + vector.low() + ":" + vector.high();
            case Val.FuncRef(var func) -> func == null ? "null" : "ref";
            case Val.ExternRef(var object) -> object == null ? "null" : "ref";
            case Val.AnyRefVal(var ref) -> ref == null ? "null" : "ref";
            case Val.ExnRefVal(var exn) -> exn == null ? "null" : "ref";
        };
    }

    private static String text(Memory memory) {
        MemorySegment bytes = memory.asSegment();
        int sum = 0;
        long end = bytes.byteSize() & ~3L;
        for (long at = 0; at < end; at += Integer.BYTES) {
            sum = Outcomes.sum(sum, bytes.get(WORD, at));
        }
        for (long at = end; at < bytes.byteSize(); at++) {
            sum = Outcomes.sum(sum, bytes.get(ValueLayout.JAVA_BYTE, at));
        }
        return "memory " + bytes.byteSize() + " " + sum;
    }
}
