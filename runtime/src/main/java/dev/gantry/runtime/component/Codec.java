package dev.gantry.runtime.component;

import dev.gantry.environ.component.Abi;
import dev.gantry.environ.component.InterfaceType;
import org.jspecify.annotations.Nullable;

/// Passes values of one interface type, seen in one way by Java, to guests and back.
///
/// Lowering and storing expect a value that [#check] has accepted. Lifting and loading trap on what the
/// canonical ABI does not allow; `load` and `store` expect an address that is aligned and in bounds for the
/// type.
///
/// Threading: immutable.
public abstract class Codec {
    private final InterfaceType type;

    Codec(InterfaceType type) {
        this.type = type;
    }

    /// The type.
    ///
    /// @return the type
    public final InterfaceType type() {
        return type;
    }

    final Abi abi(Transfer transfer) {
        return type.abi(transfer.is64);
    }

    /// Says whether a value is one of the type, before anything happens (R67).
    ///
    /// @param value     the value
    /// @param component whose function gets it, for the identity of resources
    /// @throws ValueMismatch         if it is not
    /// @throws IllegalStateException    if it refers to a resource that is gone
    public abstract void check(@Nullable Object value, VmComponentInstance component);

    /// Writes a value to core values.
    abstract void lower(Transfer transfer, @Nullable Object value, long[] slots, int at);

    /// Writes a value to memory.
    abstract void store(Transfer transfer, @Nullable Object value, long address);

    /// Makes a value of core values.
    abstract @Nullable Object lift(Transfer transfer, long[] slots, int at);

    /// Makes a value of what is in memory.
    abstract @Nullable Object load(Transfer transfer, long address);

    /// The error for a value of the wrong kind.
    final ValueMismatch mismatch(@Nullable Object found) {
        return new ValueMismatch("expected " + type + ", found " + describe(found));
    }

    static String describe(@Nullable Object found) {
        return found == null ? "nothing" : found.getClass().getSimpleName() + " " + found;
    }
}
