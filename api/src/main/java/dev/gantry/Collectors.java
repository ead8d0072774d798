package dev.gantry;

import dev.gantry.environ.spi.GcRuntimeProvider;
import java.util.ServiceLoader;
import java.util.TreeSet;

/// Finds collectors.
final class Collectors {
    /// The name that stands in tunables when there is no collector.
    private static final String NONE = "none";

    private Collectors() {}

    static String choose(Collector wanted) {
        TreeSet<String> found = new TreeSet<>();
        ServiceLoader.load(GcRuntimeProvider.class, Engine.class.getClassLoader())
                .forEach(provider -> found.add(provider.name()));
        if (wanted.name().equals(Collector.AUTO.name())) {
            return found.isEmpty() ? NONE : found.first();
        }
        if (!found.contains(wanted.name())) {
            throw new IllegalArgumentException("expected a collector out of " + found + ", found " + wanted.name());
        }
        return wanted.name();
    }
}
