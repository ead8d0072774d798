package dev.gantry.runtime.component;

import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The handles of an instance. Guests see indices: the first is 1, the one freed last is used first.
///
/// Threading: confined to its store.
final class HandleTable {
    /// The largest index.
    static final int MAX_INDEX = (1 << 28) - 1;

    private static final int FIRST_SIZE = 8;

    /// A handle.
    static final class Entry {
        final VmResourceType type;
        final int rep;
        /// The call that a borrowed handle must not outlive; null if the handle owns its resource.
        final @Nullable CallScope scope;

        int lends;

        Entry(VmResourceType type, int rep, @Nullable CallScope scope) {
            this.type = type;
            this.rep = rep;
            this.scope = scope;
        }

        boolean isOwn() {
            return scope == null;
        }
    }

    private @Nullable Entry[] entries = new Entry[FIRST_SIZE];
    private int end = 1;
    private int[] free = new int[FIRST_SIZE];
    private int freeCount;

    int add(Entry entry) {
        int index;
        if (freeCount > 0) {
            index = free[--freeCount];
        } else {
            if (end > MAX_INDEX) {
                throw TrapSignal.of(Failure.HANDLE_TABLE_FULL);
            }
            index = end++;
            if (index == entries.length) {
                entries = Arrays.copyOf(entries, 2 * index);
            }
        }
        entries[index] = entry;
        return index;
    }

    /// The handle at an index.
    ///
    /// @param type what it must refer to
    Entry get(int index, VmResourceType type) {
        Entry entry = index > 0 && index < end ? entries[index] : null;
        if (entry == null) {
            throw TrapSignal.of(
                    Failure.UNKNOWN_HANDLE, Failure.UNKNOWN_HANDLE.text() + " " + Integer.toUnsignedString(index));
        }
        if (!entry.type.equals(type)) {
            throw TrapSignal.of(
                    Failure.WRONG_HANDLE_TYPE,
                    "handle index " + index + " used with the wrong type, expected " + type.describe() + " but found "
                            + entry.type.describe(type));
        }
        return entry;
    }

    /// Takes a handle out.
    ///
    /// @param isOwn whether it must own its resource; if not, both kinds will do
    Entry remove(int index, VmResourceType type, boolean isOwn) {
        Entry entry = get(index, type);
        if (isOwn && !entry.isOwn()) {
            throw TrapSignal.of(
                    Failure.WRONG_HANDLE_TYPE,
                    "handle index " + index + " used with the wrong type, expected an owned but found a borrowed "
                            + type.describe());
        }
        if (entry.lends != 0) {
            throw TrapSignal.of(Failure.HANDLE_IS_LENT);
        }
        entries[index] = null;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, 2 * freeCount);
        }
        free[freeCount++] = index;
        return entry;
    }
}
