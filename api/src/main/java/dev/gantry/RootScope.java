package dev.gantry;

import dev.gantry.runtime.vm.VmHandles;

/// A stretch of host code whose references to guest objects end with it: those made while the scope is the innermost
/// open one can no longer be used once it is closed, and no longer keep their objects alive. Cheaper than references
/// without a scope, which the Java collector has to find unreachable. Scopes are closed in the reverse order of their
/// opening.
///
/// Threading: confined to its store.
public final class RootScope implements AutoCloseable {
    private final VmHandles handles;
    private final int mark;
    private final int depth;
    private boolean isClosed;

    RootScope(VmHandles handles) {
        this.handles = handles;
        this.mark = handles.openScope();
        this.depth = handles.scopes();
    }

    /// Closes the scope. Closing it again has no effect.
    ///
    /// @throws IllegalStateException if a scope that was opened later is still open
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        if (handles.scopes() != depth) {
            throw new IllegalStateException("a scope that was opened later is still open");
        }
        isClosed = true;
        handles.closeScope(mark);
    }
}
