package dev.gantry.runtime.vm;

import java.lang.ref.Reference;

/// Looks whether the Java stack has room left, while host and wasm call each other by turns, or frames of wasm are
/// frames of Java.
///
/// Without it a guest could choose where the Java stack ends: in the initializer of a class, which would be unusable
/// for everybody in the process from then on (the guest need only come to its end before that class was ever
/// used), or in the middle of a collection. With it the stack ends here, and what serves a guest finds room.
///
/// Only calls that nest are looked at: how much of the stack is left at the first one is up to the host.
///
/// Threading: no state.
final class StackProbe {
    /// How many calls may nest without another look.
    static final int INTERVAL = 16;

    /// 50 KiB of compiled frames, or 120 KiB of others: as what it makes room for, they are smaller when compiled.
    private static final int LEVELS = 500;

    private StackProbe() {}

    /// Overflows unless there is room.
    ///
    /// @param value any object, copies of which make the frames large
    /// @throws StackOverflowError if there is none
    static void look(Object value) {
        descend(LEVELS, value, value, value, value, value, value, value, value, value, value, value, value);
    }

    @SuppressWarnings("ReachabilityFenceUsage") // nothing is kept alive: the values only make the frames large
    private static void descend(
            int left,
            Object a,
            Object b,
            Object c,
            Object d,
            Object e,
            Object f,
            Object g,
            Object h,
            Object i,
            Object j,
            Object k,
            Object l) {
        if (left > 0) { // each level has another order, so that none is left out
            descend(left - 1, b, c, d, e, f, g, h, i, j, k, l, a);
        }
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(b);
        Reference.reachabilityFence(c);
        Reference.reachabilityFence(d);
        Reference.reachabilityFence(e);
        Reference.reachabilityFence(f);
        Reference.reachabilityFence(g);
        Reference.reachabilityFence(h);
        Reference.reachabilityFence(i);
        Reference.reachabilityFence(j);
        Reference.reachabilityFence(k);
        Reference.reachabilityFence(l);
    }
}
