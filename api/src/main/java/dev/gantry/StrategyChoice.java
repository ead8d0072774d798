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
/// @param compiler     the compiler's provider; null if there is none: then only precompiled modules load
/// @param passedOver   what would have been better, and why it was not taken; best first
record StrategyChoice(
        Strategy strategy,
        Executor executor,
        Class<?> executorType,
        @Nullable CompilerProvider compiler,
        Map<Strategy, String> passedOver) {
    /// What [Strategy#AUTO] prefers, best first; strategies not named here come last, in alphabetical order.
    private static final List<String> PREFERENCE = List.of("cranelift", "winch", "bytecode", "interpreter");

    private static final String NO_COMPILER = "there is no compiler of this name on the module path";

    /// Finds the strategy.
    ///
    /// @throws IllegalArgumentException if it is not on the module path, or for [Strategy#AUTO] none is
    /// @throws UnsupportedException     if it was named and cannot run here
    static StrategyChoice of(Strategy wanted, Tunables tunables) {
        Map<String, ExecutorProvider> executors = new TreeMap<>();
        ServiceLoader.load(ExecutorProvider.class, Engine.class.getClassLoader())
                .forEach(provider -> executors.put(provider.name(), provider));
        Map<String, CompilerProvider> compilers = new TreeMap<>();
        ServiceLoader.load(CompilerProvider.class, Engine.class.getClassLoader())
                .forEach(provider -> compilers.put(provider.name(), provider));
        if (wanted.name().equals(Strategy.AUTO.name())) {
            return best(executors, compilers, tunables);
        }
        ExecutorProvider named = executors.get(wanted.name());
        if (named == null) {
            throw new IllegalArgumentException(
                    "expected a strategy out of " + executors.keySet() + ", found " + wanted.name());
        }
        return of(named, compilers, tunables, Map.of());
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
                compilers.get(provider.name()),
                Collections.unmodifiableMap(passedOver));
    }

    /// Prefers what can compile; where nothing can, there are still precompiled modules.
    private static StrategyChoice best(
            Map<String, ExecutorProvider> executors, Map<String, CompilerProvider> compilers, Tunables tunables) {
        List<ExecutorProvider> candidates = candidates(executors);
        boolean needsCompiler = executors.keySet().stream().anyMatch(compilers::containsKey);
        Map<Strategy, String> passedOver = new LinkedHashMap<>();
        for (ExecutorProvider candidate : candidates) {
            String obstacle = candidate.obstacle();
            if (needsCompiler && !compilers.containsKey(candidate.name())) {
                obstacle = NO_COMPILER;
            }
            if (obstacle == null) {
                try {
                    return of(candidate, compilers, tunables, passedOver);
                } catch (UnsupportedException e) { // what shows only when it is tried; the next one may do
                    obstacle = String.valueOf(e.getMessage());
                }
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
