package dev.gantry.winch;

import java.util.Arrays;

/// A growing list of numbers.
///
/// Threading: confined to one thread.
final class IntVec {
    private int[] values = new int[16];
    private int size;

    /// Appends a number.
    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    /// Removes all numbers.
    void clear() {
        size = 0;
    }

    /// The number at a position.
    int get(int at) {
        return values[at];
    }

    /// Replaces the number at a position.
    void set(int at, int value) {
        values[at] = value;
    }

    /// How many there are.
    int size() {
        return size;
    }

    /// A copy of all of them.
    int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
