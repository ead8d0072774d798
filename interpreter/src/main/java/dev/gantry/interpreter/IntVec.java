package dev.gantry.interpreter;

import java.util.Arrays;

/// A growing array of `int`.
///
/// Threading: confined to one translation.
final class IntVec {
    private int[] items = new int[32];
    private int size;

    /// The number of items.
    int size() {
        return size;
    }

    /// Appends an item.
    void add(int item) {
        if (size == items.length) {
            items = Arrays.copyOf(items, 2 * size);
        }
        items[size++] = item;
    }

    /// An item.
    int get(int at) {
        assert at < size : at;
        return items[at];
    }

    /// Overwrites an item.
    void set(int at, int item) {
        assert at < size : at;
        items[at] = item;
    }

    /// Forgets the items from a place on.
    void truncate(int newSize) {
        assert newSize <= size : newSize;
        size = newSize;
    }

    /// The items, copied.
    int[] toArray() {
        return Arrays.copyOf(items, size);
    }
}
