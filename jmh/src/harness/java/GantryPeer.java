import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.Val;
import dev.gantry.wasi.ExitException;
import dev.gantry.wasi.Wasi;
import dev.gantry.wasi.WasiConfig;
import dev.gantry.wasi.WasiContext;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// Gantry as one of the engines of the peer harness, whose `Peer` and `Bench` it is compiled with by `jmh/peers`.
/// The system property `strategy` chooses the strategy.
public final class GantryPeer extends Peer {
    private final Engine engine =
            new Engine(new Config().strategy(Strategy.named(System.getProperty("strategy", "auto"))));
    private Module module;
    private Store<WasiContext> store;
    private Instance instance;

    /// For the harness, which makes its peer by reflection.
    public GantryPeer() {}

    @Override
    public void load(byte[] wasm) {
        module = Module.of(engine, wasm);
    }

    @Override
    public void instantiate(boolean wasi) throws IOException {
        if (store != null) {
            store.close();
        }
        Linker<WasiContext> linker = new Linker<>(engine);
        WasiContext context = null;
        if (wasi) {
            context = WasiContext.of(WasiConfig.builder()
                    .args("bench")
                    .stdout(OutputStream.nullOutputStream())
                    .stderr(OutputStream.nullOutputStream())
                    .preopen(dir, ".")
                    .build());
            Wasi.addTo(linker, found -> found);
            linker.func("bench", "start", Runnable.class, Peer::benchStart);
            linker.func("bench", "end", Runnable.class, Peer::benchEnd);
        } else {
            linker.func("env", "nop", Runnable.class, () -> {});
        }
        store = new Store<>(engine, context);
        instance = linker.instantiate(store, module);
    }

    @Override
    public long call(String export, int... args) {
        Val[] values = new Val[args.length];
        for (int index = 0; index < args.length; index++) {
            values[index] = Val.i32(args[index]);
        }
        try {
            List<Val> results = List.of(instance.func(export).call(values));
            return results.isEmpty() ? 0 : number(results.getFirst());
        } catch (ExitException exit) {
            if (exit.code() != 0) {
                throw exit;
            }
            return 0;
        }
    }

    private static long number(Val value) {
        return switch (value) {
            case Val.I32 i32 -> i32.value();
            case Val.I64 i64 -> i64.value();
            case Val.F64 f64 -> (long) f64.value();
            default -> throw new IllegalArgumentException("expected a number, found " + value);
        };
    }

    @Override
    public void loopNop(int count) {
        Runnable nop = instance.func("nop").as(Runnable.class);
        for (int call = 0; call < count; call++) {
            nop.run();
        }
    }
}
