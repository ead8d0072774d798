package dev.gantry.winch;

/// Which registers hold copies of which locals at some place of the code: what holds on every way that leads there.
///
/// Threading: confined to one compilation.
final class CopySet {
    private final int[] locals = new int[Registers.COUNT];
    private int filled;
    private boolean isReached;

    /// Forgets everything; no way leads to the place yet.
    void clear() {
        filled = 0;
        isReached = false;
    }

    /// Says that nothing holds on some way.
    void promiseNothing() {
        filled = 0;
        isReached = true;
    }

    /// Whether some way leads to the place.
    boolean isReached() {
        return isReached;
    }

    /// The registers with copies, as bits.
    int filled() {
        return filled;
    }

    /// The local in one of the registers with copies.
    int localIn(int register) {
        return locals[register];
    }

    /// Says that a register no longer holds a copy there.
    void remove(int register) {
        filled &= ~(1 << register);
    }

    /// Adds a way on which holds what holds now.
    void join(Caches caches) {
        if (!isReached) {
            set(caches);
            return;
        }
        for (int rest = filled; rest != 0; rest &= rest - 1) {
            int register = Integer.numberOfTrailingZeros(rest);
            if (caches.localIn(register) != locals[register]) {
                remove(register);
            }
        }
    }

    /// Adds a way on which holds what holds at another place.
    void join(CopySet other) {
        if (!isReached) {
            filled = other.filled;
            isReached = true;
            System.arraycopy(other.locals, 0, locals, 0, locals.length);
            return;
        }
        for (int rest = filled; rest != 0; rest &= rest - 1) {
            int register = Integer.numberOfTrailingZeros(rest);
            if ((other.filled & 1 << register) == 0 || other.locals[register] != locals[register]) {
                remove(register);
            }
        }
    }

    /// What holds now is what holds there.
    void set(Caches caches) {
        filled = caches.filled();
        isReached = true;
        for (int rest = filled; rest != 0; rest &= rest - 1) {
            int register = Integer.numberOfTrailingZeros(rest);
            locals[register] = caches.localIn(register);
        }
    }

    /// What holds there holds now.
    void restore(Caches caches) {
        caches.forgetAll(-1);
        for (int rest = filled; rest != 0; rest &= rest - 1) {
            int register = Integer.numberOfTrailingZeros(rest);
            caches.put(locals[register], register);
        }
    }

    /// The registers whose copies do not hold now, as bits.
    int missing(Caches caches) {
        int missing = 0;
        for (int rest = filled; rest != 0; rest &= rest - 1) {
            int register = Integer.numberOfTrailingZeros(rest);
            if (caches.localIn(register) != locals[register]) {
                missing |= 1 << register;
            }
        }
        return missing;
    }

    /// Whether some register holds a copy of a local.
    boolean has(int local) {
        for (int rest = filled; rest != 0; rest &= rest - 1) {
            if (locals[Integer.numberOfTrailingZeros(rest)] == local) {
                return true;
            }
        }
        return false;
    }
}
