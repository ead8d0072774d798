package dev.gantry.environ.spi;

import java.util.function.IntUnaryOperator;

/// What refers into a heap from outside: frames, globals, tables, element segments, payloads of exceptions, handles of
/// the host.
///
/// Every place is visited exactly once, and only places that hold a reference to an object ([GcRefs#isObject]).
///
/// Threading: confined to its store.
public interface GcRoots {
    /// Visits every root and replaces it by what the visitor returns, so that collectors may move objects.
    ///
    /// @param visitor gets a reference and returns the one to store in its place
    /// @return how many places were looked at, those that hold no object included: what the visit cost, so that
    ///     collectors can leave enough room until the next one
    long visit(IntUnaryOperator visitor);
}
