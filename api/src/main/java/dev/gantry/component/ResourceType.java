package dev.gantry.component;

import dev.gantry.runtime.component.VmResourceType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A type of resources: one of the host's, one that a guest's instance has defined, or one that a component
/// that is not instantiated yet knows by name only. Each instance that defines a type defines a new one
/// (R67).
///
/// Threading: thread-safe.
public final class ResourceType {
    /// What is behind a type that no instance has defined yet.
    private record Unbound(Object component, int index) {}

    private final Object identity;

    private ResourceType(Object identity) {
        this.identity = identity;
    }

    /// A type of the host's.
    ///
    /// @param key what tells it from others, for example the class of the objects behind the resources; types
    ///     with equal keys are the same
    /// @return the type
    public static ResourceType host(Object key) {
        return new ResourceType(VmResourceType.ofHost(key, null));
    }

    static ResourceType of(VmResourceType type) {
        return new ResourceType(type);
    }

    static ResourceType unbound(Object component, int index) {
        return new ResourceType(new Unbound(component, index));
    }

    /// What it is at run time.
    VmResourceType vm() {
        if (identity instanceof VmResourceType type) {
            return type;
        }
        throw new IllegalArgumentException("expected a type of resources, found one of a component without instance");
    }

    /// The key of a type of the host's, else null.
    @Nullable
    Object hostKey() {
        return identity instanceof VmResourceType type ? type.hostKey() : null;
    }

    /// Whether it is a type of the host's.
    ///
    /// @return true if [#host] made it
    public boolean isHost() {
        return hostKey() != null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ResourceType type && identity.equals(type.identity);
    }

    @Override
    public int hashCode() {
        return identity.hashCode();
    }

    @Override
    public String toString() {
        return isHost() ? "host resource " + Objects.toString(hostKey()) : "guest resource";
    }
}
