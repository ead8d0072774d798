package dev.gantry;

import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.vm.Backtraces;
import dev.gantry.runtime.vm.FieldKind;
import dev.gantry.runtime.vm.VmHandle;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.SubType;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A reference to an object of the collected heap. It keeps the object alive: until the [RootScope] that was open when
/// the reference was made is closed, or else as long as this Java object is reachable.
///
/// Two are equal if they refer to the same object.
///
/// Threading: confined to its store.
public abstract sealed class ObjectRef implements EqRef permits StructRef, ArrayRef {
    final Store<?> store;
    private final VmHandle handle;

    ObjectRef(Store<?> store, int ref) {
        this.store = store;
        this.handle = store.vm().handles.root(ref);
    }

    /// The Java object for a reference to an object.
    static ObjectRef of(Store<?> store, int ref) {
        return store.vm().heap().isOfKind(ref, GcLayouts.STRUCT) ? new StructRef(store, ref) : new ArrayRef(store, ref);
    }

    /// The raw reference.
    ///
    /// @param wanted the store that it is for
    int ref(Store<?> wanted) {
        if (wanted != store) {
            throw new IllegalArgumentException("the reference belongs to another store");
        }
        return handle.uncheckedRef();
    }

    int ref() {
        return handle.uncheckedRef();
    }

    int typeId() {
        store.vm().enter();
        try {
            return store.vm().heap().typeOf(ref());
        } catch (TrapSignal signal) {
            throw Backtraces.trap(store.vm(), signal);
        } finally {
            store.vm().exit();
        }
    }

    /// What to throw when the object is not what it was: a trap.
    final RuntimeException changed() {
        return Backtraces.trap(store.vm(), TrapSignal.of(Failure.CORRUPT_GC_HEAP));
    }

    /// The type of the object, as it was made.
    ///
    /// @return its canonical id
    public HeapType.Id type() {
        return new HeapType.Id(typeId());
    }

    SubType definition() {
        return store.engine().types().interner().type(typeId());
    }

    /// Runs something that uses the heap: what the guest would see as a trap is one.
    static <R> R guarded(Store<?> store, Supplier<R> body) {
        store.vm().enter();
        try {
            return body.get();
        } catch (TrapSignal signal) {
            throw Backtraces.trap(store.vm(), signal);
        } catch (IndexOutOfBoundsException _) { // indices were checked: a reference led out of the heap
            throw Backtraces.trap(store.vm(), TrapSignal.of(Failure.CORRUPT_GC_HEAP));
        } finally {
            store.vm().exit();
        }
    }

    /// Reads a field or element.
    static Val read(Store<?> store, FieldType field, int at, int kind) {
        long[] slots = new long[2];
        store.vm().heap().read(at, kind, false, slots, 0);
        return Vals.read(store, field.storage().unpacked(), slots, 0);
    }

    /// Writes a field or element that may be written.
    static void write(Store<?> store, FieldType field, int at, int kind, Val value) {
        store.vm().heap().write(at, kind, slots(store, field, value), 0);
    }

    /// Sets a field or element of a new object.
    static void initialize(Store<?> store, FieldType field, int at, int kind, Val value) {
        store.vm().heap().initialize(at, kind, slots(store, field, value), 0);
    }

    /// The slots of a value for a field; of packed fields the high bits are lost.
    static long[] slots(Store<?> store, FieldType field, Val value) {
        long[] slots = new long[2];
        Vals.write(store, field.storage().unpacked(), value, slots, 0);
        return slots;
    }

    static void checkFits(Store<?> store, FieldType field, Val value) {
        var _ = slots(store, field, value);
    }

    static int sizeBytes(int kind) {
        return 1 << FieldKind.shift(kind);
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof ObjectRef object && object.store == store && object.ref() == ref();
    }

    @Override
    public final int hashCode() {
        return Objects.hash(System.identityHashCode(store), typeId()); // the place of an object may change
    }
}
