package dev.gantry;

import dev.gantry.environ.spi.GcObserver;
import dev.gantry.environ.spi.GcRuntimeProvider;
import dev.gantry.runtime.vm.GcSettings;
import dev.gantry.runtime.vm.HeapPool;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds collectors.
final class Collectors {
    /// What [Collector#AUTO] prefers, best first; collectors not named here come last, in alphabetical order.
    private static final List<String> PREFERENCE = List.of("copying", "drc", "null");

    private Collectors() {}

    static @Nullable GcRuntimeProvider choose(Collector wanted) {
        TreeMap<String, GcRuntimeProvider> found = new TreeMap<>();
        ServiceLoader.load(GcRuntimeProvider.class, Engine.class.getClassLoader())
                .forEach(provider -> found.put(provider.name(), provider));
        if (!wanted.name().equals(Collector.AUTO.name())) {
            GcRuntimeProvider provider = found.get(wanted.name());
            if (provider == null) {
                throw new IllegalArgumentException(
                        "expected a collector out of " + found.keySet() + ", found " + wanted.name());
            }
            return provider;
        }
        for (String name : PREFERENCE) {
            GcRuntimeProvider provider = found.get(name);
            if (provider != null) {
                return provider;
            }
        }
        return found.isEmpty() ? null : found.firstEntry().getValue();
    }

    /// How the stores of an engine make their heaps.
    static GcSettings settings(GcRuntimeProvider collector, Config config) {
        GcObserver observer = ServiceLoader.load(GcObserver.class, Engine.class.getClassLoader())
                .findFirst()
                .orElse(null);
        return new GcSettings(
                collector,
                config.gcHeapInitialSize(),
                config.gcHeapMaxSize(),
                config.gcZeal(),
                new HeapPool(),
                observer);
    }
}
