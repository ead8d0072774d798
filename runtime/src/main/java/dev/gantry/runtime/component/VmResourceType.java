package dev.gantry.runtime.component;

import dev.gantry.runtime.vm.VmFunc;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A type of resources at run time: the host's, or one that an instance of a component defined.
///
/// Threading: immutable; one of a guest is confined to its store.
public final class VmResourceType {
    private final @Nullable Object hostKey;
    private final @Nullable IntConsumer hostDestructor;
    private final @Nullable VmComponentInstance component;
    private final @Nullable InstanceState definer;
    private final @Nullable VmFunc destructor;

    private VmResourceType(
            @Nullable Object hostKey,
            @Nullable IntConsumer hostDestructor,
            @Nullable VmComponentInstance component,
            @Nullable InstanceState definer,
            @Nullable VmFunc destructor) {
        this.hostKey = hostKey;
        this.hostDestructor = hostDestructor;
        this.component = component;
        this.definer = definer;
        this.destructor = destructor;
    }

    /// A type of the host's.
    ///
    /// @param key        types with equal keys are the same
    /// @param destructor what happens when a guest drops an owned one; gets the representation; null for
    ///     nothing
    /// @return the type
    public static VmResourceType ofHost(Object key, @Nullable IntConsumer destructor) {
        return new VmResourceType(key, destructor, null, null, null);
    }

    static VmResourceType ofGuest(VmComponentInstance component, InstanceState definer, @Nullable VmFunc destructor) {
        return new VmResourceType(null, null, component, definer, destructor);
    }

    /// Whether it is a type of the host's.
    ///
    /// @return the key, or null if a guest defined the type
    public @Nullable Object hostKey() {
        return hostKey;
    }

    /// Which instance defined it.
    @Nullable
    InstanceState definer() {
        return definer;
    }

    /// Ends a resource that its last owner has dropped.
    ///
    /// @param dropper the instance that drops it, null for the host
    void destroy(@Nullable InstanceState dropper, int rep) {
        if (hostDestructor != null) {
            hostDestructor.accept(rep);
            return;
        }
        InstanceState home = definer;
        if (home == null || component == null) {
            return;
        }
        home.enter(dropper);
        if (destructor != null) {
            destructor.call(new long[] {rep}, 0);
        }
        home.leave(dropper);
    }

    /// The kind, for messages.
    String describe(VmResourceType expected) {
        if (hostKey != null) {
            return expected.hostKey == null ? "host-defined resource" : "a different host-defined resource";
        }
        return expected.hostKey != null ? "guest-defined resource" : "a different guest-defined resource";
    }

    String describe() {
        return hostKey != null ? "host-defined resource" : "guest-defined resource";
    }

    /// Types are the same if they are the same object, or the host says so.
    @Override
    @SuppressWarnings("ReferenceEquality") // the types of guests are as many as there are instances
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof VmResourceType type && hostKey != null && hostKey.equals(type.hostKey));
    }

    @Override
    public int hashCode() {
        return hostKey == null ? System.identityHashCode(this) : Objects.hashCode(hostKey);
    }
}
