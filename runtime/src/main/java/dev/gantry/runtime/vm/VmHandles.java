package dev.gantry.runtime.vm;

import dev.gantry.environ.spi.GcRefs;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// The references to objects that the host of a store holds.
///
/// Those made while a scope is open live as long as the innermost scope. All others live as long as the Java object
/// that stands for them: the table has a weak reference to each, and drops those whose object is gone.
///
/// Threading: confined to its store.
public final class VmHandles {
    private static final int FIRST_THRESHOLD = 256;

    private final VmStore store;
    private final List<WeakReference<VmHandle>> free = new ArrayList<>();
    private final List<VmHandle> scoped = new ArrayList<>();
    private int scopes;
    private int threshold = FIRST_THRESHOLD;

    VmHandles(VmStore store) {
        this.store = store;
    }

    /// Makes a handle.
    ///
    /// @param ref a reference to an object
    /// @return the handle
    public VmHandle root(int ref) {
        VmHandle handle = new VmHandle(store, ref);
        if (scopes > 0) {
            scoped.add(handle);
            return handle;
        }
        if (free.size() >= threshold) {
            free.removeIf(known -> known.refersTo(null));
            threshold = Math.max(FIRST_THRESHOLD, 2 * free.size());
        }
        free.add(new WeakReference<>(handle));
        return handle;
    }

    /// Opens a scope.
    ///
    /// @return its mark, for [#closeScope]
    public int openScope() {
        store.checkOwner();
        scopes++;
        return scoped.size();
    }

    /// Closes the innermost scope: the handles made in it are no longer valid.
    ///
    /// @param mark what [#openScope] gave
    public void closeScope(int mark) {
        store.checkOwner();
        scopes--;
        for (int index = mark; index < scoped.size(); index++) {
            scoped.get(index).ref = 0;
        }
        scoped.subList(mark, scoped.size()).clear();
    }

    /// How many scopes are open.
    ///
    /// @return the number
    public int scopes() {
        return scopes;
    }

    void visit(IntUnaryOperator visitor) {
        for (VmHandle handle : scoped) {
            visit(handle, visitor);
        }
        for (WeakReference<VmHandle> known : free) {
            VmHandle handle = known.get();
            if (handle != null) {
                visit(handle, visitor);
            }
        }
    }

    private static void visit(VmHandle handle, IntUnaryOperator visitor) {
        if (GcRefs.isObject(handle.ref)) {
            handle.ref = visitor.applyAsInt(handle.ref);
        }
    }
}
