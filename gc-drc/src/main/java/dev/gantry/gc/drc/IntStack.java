package dev.gantry.gc.drc;

import java.util.Arrays;

/// A stack of numbers, which can also be read and cut like an array.
///
/// Threading: confined to its heap.
final class IntStack {
    private static final int FIRST_CAPACITY = 64;
    private static final int[] NOTHING = {};

    private int[] items = NOTHING;
    private int size;

    int size() {
        return size;
    }

    void push(int item) {
        if (size == items.length) {
            items = Arrays.copyOf(items, Math.max(FIRST_CAPACITY, 2 * size));
        }
        items[size++] = item;
    }

    int pop() {
        return items[--size];
    }

    int get(int index) {
        return items[index];
    }

    void set(int index, int item) {
        items[index] = item;
    }

    /// Removes everything from an index on.
    void truncate(int newSize) {
        size = newSize;
    }

    /// Removes an item and puts the last one in its place.
    void removeUnordered(int index) {
        items[index] = items[--size];
    }
}
