package dev.gantry.component;

import dev.gantry.Store;
import dev.gantry.internal.EngineAccess;
import dev.gantry.runtime.component.VmResource;
import dev.gantry.runtime.component.VmResourceType;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A handle to a resource, in the hands of the host.
///
/// An owned one stands for the resource until it is passed to a guest as `own`, or [dropped][#drop]. It can
/// be lent with `borrow` as often as one likes. A borrowed one that a guest gave to a host function is over
/// when the host function returns. The host's own resources are numbers to guests; [ResourceTable] has
/// objects for them.
///
/// Threading: confined to its store.
public final class Resource {
    private final VmResource vm;

    Resource(VmResource vm) {
        this.vm = vm;
    }

    /// A handle that owns a resource of the host's.
    ///
    /// @param type a type of the host's
    /// @param rep  the number that destructors and host functions get to see
    /// @return the handle
    /// @throws IllegalArgumentException if the type is a guest's
    public static Resource own(ResourceType type, int rep) {
        return make(type, rep, true);
    }

    /// A handle that lends a resource of the host's; it is the host that knows for how long.
    ///
    /// @param type a type of the host's
    /// @param rep  the number that destructors and host functions get to see
    /// @return the handle
    /// @throws IllegalArgumentException if the type is a guest's
    public static Resource borrow(ResourceType type, int rep) {
        return make(type, rep, false);
    }

    private static Resource make(ResourceType type, int rep, boolean isOwn) {
        if (!type.isHost()) {
            throw new IllegalArgumentException("expected a resource type of the host, found one of a guest");
        }
        Object key = Objects.requireNonNull(type.hostKey());
        return new Resource(new VmResource(VmResourceType.ofHost(key, null), rep, isOwn));
    }

    /// The type.
    ///
    /// @return the type
    public ResourceType type() {
        return ResourceType.of(vm.type());
    }

    /// The number of a resource of the host's.
    ///
    /// @return what it was made with
    /// @throws IllegalStateException if it is a guest's, whose numbers nobody else is to know, or is over
    public int rep() {
        if (vm.type().hostKey() == null) {
            throw new IllegalStateException("expected a resource of the host, found one of a guest");
        }
        if (vm.isOver()) {
            throw new IllegalStateException("the resource was given away or dropped, or its borrow is over");
        }
        return vm.rep();
    }

    /// Whether it owns the resource.
    ///
    /// @return false if it borrows
    public boolean isOwned() {
        return vm.isOwn();
    }

    /// Drops the handle. If it owns a resource that came from a guest, that resource ends: its destructor
    /// runs.
    ///
    /// @param store the store
    /// @throws IllegalStateException if the resource was given away or dropped, is lent, or its borrow is
    ///     over
    /// @throws dev.gantry.wasm.Trap  if the destructor traps
    public void drop(Store<?> store) {
        EngineAccess.INSTANCE.<@Nullable Object>guarded(store, () -> {
            vm.drop(EngineAccess.INSTANCE.vm(store));
            return null;
        });
    }

    /// Drops the handle as [#drop] does, without waiting for the destructor, which may reach asynchronous host
    /// functions.
    ///
    /// @param store the store
    /// @return nothing, or what [#drop] throws
    /// @throws IllegalStateException if the store is closed or in use
    @SuppressWarnings("NullAway") // a future of Void completes with null
    public CompletableFuture<Void> dropAsync(Store<?> store) {
        return EngineAccess.INSTANCE.start(store, () -> {
            drop(store);
            return null;
        });
    }

    VmResource vm() {
        return vm;
    }

    @Override
    public String toString() {
        return (vm.isOwn() ? "own " : "borrow ") + type();
    }
}
