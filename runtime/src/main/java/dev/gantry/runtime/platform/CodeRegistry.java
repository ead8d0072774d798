package dev.gantry.runtime.platform;

import dev.gantry.wasm.Bug;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// From an address in machine code to whatever it belongs to: the first of two levels, from pc to code object. What
/// the object knows of its functions and instructions is the second (R96).
///
/// Looking up takes a binary search and no lock, so that backtraces and traps in all threads do not wait for
/// modules that come and go. Adding and removing copies the table.
///
/// Threading: thread-safe.
///
/// @param <T> what code belongs to
public final class CodeRegistry<T> {
    private volatile Ranges ranges = new Ranges(new long[0], new long[0], new Object[0]);

    /// Makes a registry without entries.
    public CodeRegistry() {}

    /// Ranges in ascending order, none of which overlap.
    private record Ranges(long[] starts, long[] ends, Object[] owners) {
        int floor(long pc) {
            int entry = Arrays.binarySearch(starts, pc);
            return entry >= 0 ? entry : -entry - 2;
        }

        Ranges with(int entry, long start, long end, Object owner) {
            Ranges more = new Ranges(gap(starts, entry), gap(ends, entry), Arrays.copyOf(owners, owners.length + 1));
            System.arraycopy(owners, entry, more.owners, entry + 1, owners.length - entry);
            more.starts[entry] = start;
            more.ends[entry] = end;
            more.owners[entry] = owner;
            return more;
        }

        private static long[] gap(long[] values, int entry) {
            long[] more = Arrays.copyOf(values, values.length + 1);
            System.arraycopy(values, entry, more, entry + 1, values.length - entry);
            return more;
        }

        Ranges without(int entry) {
            int last = starts.length - 1;
            Ranges fewer =
                    new Ranges(Arrays.copyOf(starts, last), Arrays.copyOf(ends, last), Arrays.copyOf(owners, last));
            System.arraycopy(starts, entry + 1, fewer.starts, entry, last - entry);
            System.arraycopy(ends, entry + 1, fewer.ends, entry, last - entry);
            System.arraycopy(owners, entry + 1, fewer.owners, entry, last - entry);
            return fewer;
        }
    }

    /// Adds code.
    ///
    /// @param code  the code, which is not closed before it is removed
    /// @param owner what it belongs to
    /// @throws IllegalArgumentException if a part of it belongs to something already
    public void add(CodeMemory code, T owner) {
        add(code.address(), code.address() + code.size(), owner);
    }

    /// Adds a range.
    ///
    /// @param start the first address
    /// @param end   the address behind the last, larger
    /// @param owner what it belongs to
    /// @throws IllegalArgumentException if it is empty, or a part of it belongs to something already
    public synchronized void add(long start, long end, T owner) {
        Ranges now = ranges;
        int before = now.floor(start);
        int behind = before + 1;
        if (start >= end
                || (before >= 0 && now.ends[before] > start)
                || (behind < now.starts.length && now.starts[behind] < end)) {
            throw new IllegalArgumentException("expected a range of its own, found 0x" + Long.toHexString(start));
        }
        ranges = now.with(behind, start, end, owner);
    }

    /// Removes code.
    ///
    /// @param code what was added
    public void remove(CodeMemory code) {
        remove(code.address());
    }

    /// Removes a range.
    ///
    /// @param start its first address
    public synchronized void remove(long start) {
        Ranges now = ranges;
        int entry = now.floor(start);
        if (entry < 0 || now.starts[entry] != start) {
            throw Bug.unreachable("code that is not registered");
        }
        ranges = now.without(entry);
    }

    /// What an address belongs to.
    ///
    /// @param pc an address
    /// @return the owner, or null if there is none
    @SuppressWarnings("unchecked") // only owners of type T are added
    public @Nullable T find(long pc) {
        Ranges now = ranges;
        int entry = now.floor(pc);
        return entry >= 0 && pc < now.ends[entry] ? (T) now.owners[entry] : null;
    }

    /// How many ranges there are.
    ///
    /// @return at least zero
    public int size() {
        return ranges.starts.length;
    }
}
