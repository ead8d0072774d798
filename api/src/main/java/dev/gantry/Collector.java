package dev.gantry;

import java.util.Locale;

/// Which garbage collector manages the objects of the GC proposal. Collectors are modules found at run time.
///
/// Threading: immutable.
///
/// @param name the provider's name
public record Collector(String name) {
    /// The best collector among those on the module path or class path; none if there is none.
    public static final Collector AUTO = new Collector("auto");
    /// Deferred reference counting.
    public static final Collector DRC = new Collector("drc");
    /// Semi-space copying.
    public static final Collector COPYING = new Collector("copying");
    /// Bump allocation without collection.
    public static final Collector NULL = new Collector("null");

    /// The collector of any provider.
    ///
    /// @param name the provider's name; upper case is folded
    /// @return the collector
    public static Collector named(String name) {
        return new Collector(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name;
    }
}
