package dev.gantry.fuzz.component;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.component.Component;
import dev.gantry.component.Func;
import dev.gantry.component.Instance;
import dev.gantry.component.Linker;
import dev.gantry.component.Type;
import dev.gantry.component.Val;
import dev.gantry.runtime.platform.Platform;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An instance of an [EchoComponent] and the function of the host that it imports: what the host gets and gives.
///
/// Threading: confined to one thread.
public final class EchoRun implements AutoCloseable {
    private final Store<Void> store;
    private final Instance instance;
    private final Func call;
    private List<Val> seen = List.of();
    private boolean isDecided;
    private @Nullable Val answer;

    /// Instantiates a component; its host has a function of [Val]s that gives what was [decided][#decideAnswer], or the
    /// first argument.
    ///
    /// @param engine    an engine of [#engines]
    /// @param component compiled there
    public EchoRun(Engine engine, Component component) {
        this(engine, component, null, null);
    }

    /// Instantiates a component; its host has a typed function that gives its argument.
    ///
    /// @param engine    an engine of [#engines]
    /// @param component compiled there
    /// @param type      the class of the function
    /// @param typedSeen told of each argument
    public <F> EchoRun(
            Engine engine, Component component, @Nullable Class<F> type, @Nullable Consumer<Object> typedSeen) {
        Linker<Void> linker = new Linker<>(engine);
        linker.root().resource("r", RandomVals.RESOURCE, (_, _) -> {});
        if (type == null || typedSeen == null) {
            linker.root().func("echo", (_, args) -> echo(args));
        } else {
            linker.root().func("echo", type, giveBack(type, typedSeen));
        }
        this.store = Store.of(engine);
        this.instance = linker.instantiate(store, component);
        this.call = instance.func("call");
    }

    private @Nullable Val echo(List<Val> args) {
        seen = args.stream().map(RandomVals::comparable).toList();
        return isDecided ? answer : args.getFirst();
    }

    private static <F> F giveBack(Class<F> type, Consumer<Object> seen) {
        InvocationHandler handler = (_, _, args) -> {
            seen.accept(args[0]);
            return args[0];
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /// An engine for each strategy that this machine has.
    public static List<Engine> engines() {
        List<Engine> engines = new ArrayList<>();
        for (String strategy : strategies()) {
            Config config = new Config().strategy(Strategy.named(strategy));
            EchoComponent.FEATURES.forEach(feature -> config.feature(feature, true));
            engines.add(new Engine(config));
        }
        return engines;
    }

    private static List<String> strategies() {
        return Platform.isAvailable() ? List.of("interpreter", "winch") : List.of("interpreter");
    }

    /// Random arguments.
    public Val[] args(RandomVals vals) {
        return call.type().params().stream().map(Type.Field::type).map(vals::of).toArray(Val[]::new);
    }

    /// Decides what the host's function gives, at random.
    ///
    /// @return the same, [comparable][RandomVals#comparable]
    public Optional<Val> decideAnswer(RandomVals vals) {
        isDecided = true;
        answer = call.type().result().map(vals::of).orElse(null);
        return Optional.ofNullable(answer).map(RandomVals::comparable);
    }

    /// Calls the function.
    ///
    /// @return the result, comparable
    public Optional<Val> call(Val... args) {
        return call.call(args).map(RandomVals::comparable);
    }

    /// Calls the function as one of an interface with one method of one parameter.
    ///
    /// @return the result
    public Object callTyped(Class<?> type, Object arg) throws ReflectiveOperationException {
        return type.getMethods()[0].invoke(call.as(type), arg);
    }

    /// What the host's function got, comparable.
    public List<Val> seen() {
        return seen;
    }

    /// Forgets what is in the guest's memory.
    public void reset() {
        var _ = instance.func("reset").call();
    }

    @Override
    public void close() {
        store.close();
    }
}
