package dev.gantry.environ.spi;

import java.util.function.IntUnaryOperator;

/// What refers into a heap from outside: frames, globals, tables, exceptions in flight, host handles.
///
/// Threading: confined to its store.
public interface GcRoots {
    /// Visits every root and replaces it by what the visitor returns, so that collectors may move objects.
    ///
    /// @param visitor gets a reference and returns the one to store in its place
    void visit(IntUnaryOperator visitor);
}
