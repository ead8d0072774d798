package dev.gantry;

import dev.gantry.environ.Tunables;
import dev.gantry.environ.spi.CompilerProvider;
import dev.gantry.runtime.spi.Executor;
import dev.gantry.runtime.spi.ExecutorProvider;
import dev.gantry.wasm.UnsupportedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The strategy of an engine: the one that was named, or the best that can run here and has a compiler.
///
/// Threading: immutable.
///
/// @param strategy     never [Strategy#AUTO]
/// @param executor     made for the engine
/// @param executorType the class of what made it
/// @param tunables     what the code of the engine depends on, traps by signals included
/// @param compiler     the compiler's provider; null if there is none: then only precompiled modules load
/// @param passedOver   what would have been better, and why it was not taken; best first
record StrategyChoice(
        Strategy strategy,
        Executor executor,
        Class<?> executorType,
        Tunables tunables,
        @Nullable CompilerProvider compiler,
        Map<Strategy, String> passedOver) {
    /// What [Strategy#AUTO] prefers, best first; strategies not named here come last, in alphabetical order.
    private static final List<String> PREFERENCE = List.of("cranelift", "winch", "bytecode", "interpreter");

    private static final String NO_COMPILER = "there is no compiler of this name on the module path";

    /// Finds the strategy, and whether its code finds traps by signals.
    ///
    /// @param wanted   what the user has named
    /// @param tunables what the user has chosen, without signals
    /// @param signals  whether traps must be found by signals, or must not be; empty for where they can be
    /// @throws IllegalArgumentException if it is not on the module path, or for [Strategy#AUTO] none is
    /// @throws UnsupportedException     if it was named and cannot run here, or if it cannot find traps by signals
    ///     and must
    static StrategyChoice of(Strategy wanted, Tunables tunables, Optional<Boolean> signals) {
        Map<String, ExecutorProvider> executors = new TreeMap<>();
        ServiceLoader.load(ExecutorProvider.class, Engine.class.getClassLoader())
                .forEach(provider -> executors.put(provider.name(), provider));
        Map<String, CompilerProvider> compilers = new TreeMap<>();
        ServiceLoader.load(CompilerProvider.class, Engine.class.getClassLoader())
                .forEach(provider -> compilers.put(provider.name(), provider));
        if (wanted.name().equals(Strategy.AUTO.name())) {
            return best(executors, compilers, tunables, signals);
        }
        ExecutorProvider named = executors.get(wanted.name());
        if (named == null) {
            throw new IllegalArgumentException(
                    "expected a strategy out of " + executors.keySet() + ", found " + wanted.name());
        }
        return of(named, compilers, tunables, Map.of()).withSignals(named, signals);
    }

    private static StrategyChoice of(
            ExecutorProvider provider,
            Map<String, CompilerProvider> compilers,
            Tunables tunables,
            Map<Strategy, String> passedOver) {
        return new StrategyChoice(
                Strategy.named(provider.name()),
                provider.executor(tunables),
                provider.getClass(),
                tunables,
                compilers.get(provider.name()),
                Collections.unmodifiableMap(passedOver));
    }

    /// The same strategy, with traps by signals where they are of use, can be had and are wanted. What is here can run
    /// without, so that nothing but the signals can be in the way.
    private StrategyChoice withSignals(ExecutorProvider provider, Optional<Boolean> signals) {
        if (!provider.usesSignals() || !signals.orElse(true)) {
            return this;
        }
        Tunables relying = tunables.withSignalsBasedTraps();
        try {
            return new StrategyChoice(
                    strategy, provider.executor(relying), executorType, relying, compiler, passedOver);
        } catch (UnsupportedException e) {
            if (signals.isPresent()) {
                throw e;
            }
            return this; // explicit checks mean the same
        }
    }

    /// Prefers what can compile; where nothing can, there are still precompiled modules.
    private static StrategyChoice best(
            Map<String, ExecutorProvider> executors,
            Map<String, CompilerProvider> compilers,
            Tunables tunables,
            Optional<Boolean> signals) {
        List<ExecutorProvider> candidates = candidates(executors);
        boolean needsCompiler = executors.keySet().stream().anyMatch(compilers::containsKey);
        Map<Strategy, String> passedOver = new LinkedHashMap<>();
        for (ExecutorProvider candidate : candidates) {
            String obstacle = candidate.obstacle();
            if (needsCompiler && !compilers.containsKey(candidate.name())) {
                obstacle = NO_COMPILER;
            }
            StrategyChoice found = null;
            if (obstacle == null) {
                try {
                    found = of(candidate, compilers, tunables, passedOver);
                } catch (UnsupportedException e) { // what shows only when it is tried; the next one may do
                    obstacle = String.valueOf(e.getMessage());
                }
            }
            if (found != null) {
                return found.withSignals(candidate, signals);
            }
            passedOver.put(Strategy.named(candidate.name()), obstacle);
        }
        throw new IllegalArgumentException(
                candidates.isEmpty()
                        ? "there is no strategy on the module path"
                        : "no strategy can run here: " + passedOver);
    }

    private static List<ExecutorProvider> candidates(Map<String, ExecutorProvider> executors) {
        List<ExecutorProvider> candidates = new ArrayList<>();
        Map<String, ExecutorProvider> others = new TreeMap<>(executors);
        for (String name : PREFERENCE) {
            ExecutorProvider provider = others.remove(name);
            if (provider != null) {
                candidates.add(provider);
            }
        }
        candidates.addAll(others.values());
        return candidates;
    }
}
