package dev.gantry.component;

import dev.gantry.Store;
import dev.gantry.environ.component.ComponentFuncType;
import dev.gantry.internal.EngineAccess;
import dev.gantry.runtime.component.Codec;
import dev.gantry.runtime.component.HostImport;
import dev.gantry.runtime.vm.Suspension;
import dev.gantry.runtime.vm.VmStore;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Host functions before a component asks for them.
final class HostBindings {
    private HostBindings() {}

    static <T> Definition.OfFunc dynamic(HostFunc<T> body) {
        return (_, type) -> bind(type, (store, args) -> {
            Store<T> seen = EngineAccess.INSTANCE.store(store);
            return body.call(seen, vals(args));
        });
    }

    static <T> Definition.OfFunc async(HostFuncAsync<T> body) {
        return (name, type) -> bind(
                type,
                (store, args) -> await(name, store, () -> {
                    Store<T> seen = EngineAccess.INSTANCE.store(store);
                    return body.call(seen, vals(args));
                }));
    }

    static <F> Definition.OfFunc typedAsync(Class<F> java, F body) {
        return (name, type) -> {
            Signatures signature = Signatures.ofHost(java, type, true);
            MethodHandle method = signature.on(body);
            return new HostImport(signature.params(), signature.result(), (store, args) -> {
                Store<?> seen = EngineAccess.INSTANCE.store(store);
                return await(name, store, () -> (CompletionStage<?>) (Object) method.invokeExact(seen, args));
            });
        };
    }

    static <F> Definition.OfFunc typed(Class<F> java, F body) {
        return (_, type) -> {
            Signatures signature = Signatures.ofHost(java, type, false);
            MethodHandle method = signature.on(body);
            return new HostImport(signature.params(), signature.result(), (store, args) -> {
                Store<?> seen = EngineAccess.INSTANCE.store(store);
                return (Object) method.invokeExact(seen, args);
            });
        };
    }

    static Definition.OfFunc trapping() {
        return (_, type) -> bind(type, (store, _) -> {
            throw new Trap(
                    Failure.UNREACHABLE, EngineAccess.INSTANCE.store(store).backtrace());
        });
    }

    private static HostImport bind(ComponentFuncType type, HostImport.Body body) {
        List<Codec> params = new ArrayList<>();
        type.params().fields().forEach(param -> params.add(ValCodecs.of(param)));
        return new HostImport(params, type.result() == null ? null : ValCodecs.of(type.result()), body);
    }

    private static List<Val> vals(@Nullable Object[] args) {
        Val[] vals = new Val[args.length];
        for (int at = 0; at < args.length; at++) {
            vals[at] = (Val) Objects.requireNonNull(args[at]);
        }
        return Arrays.asList(vals);
    }

    /// Starts a host function that gives its result later.
    @FunctionalInterface
    private interface Starter {
        @Nullable
        CompletionStage<?> start() throws Throwable;
    }

    private static @Nullable Object await(String name, VmStore store, Starter starter) throws Throwable {
        Suspension suspension = Suspension.begin(store);
        if (suspension == null) {
            throw new IllegalStateException(
                    "asynchronous host function " + name + ": expected Func.callAsync, found a synchronous call");
        }
        try {
            CompletionStage<?> stage = starter.start();
            if (stage == null) {
                throw new IllegalStateException(
                        "asynchronous host function " + name + ": expected a stage, found none");
            }
            return suspension.await(stage);
        } finally {
            suspension.end();
        }
    }
}
