package dev.gantry.environ.spi;

import java.util.Arrays;

/// A sorted table from code offsets to `int` values: trap codes, wasm offsets, handler numbers, stack-map numbers.
///
/// Threading: immutable, on the condition that nobody writes to the arrays.
public final class OffsetTable {
    /// A table without entries.
    public static final OffsetTable EMPTY = new OffsetTable(new int[0], new int[0]);

    private final int[] offsets;
    private final int[] values;

    private OffsetTable(int[] offsets, int[] values) {
        this.offsets = offsets;
        this.values = values;
    }

    /// A table of the given entries.
    ///
    /// @param offsets code offsets, strictly ascending; not copied
    /// @param values  one value for each offset; not copied
    /// @return the table
    public static OffsetTable of(int[] offsets, int[] values) {
        if (offsets.length != values.length) {
            throw new IllegalArgumentException("expected " + offsets.length + " values, found " + values.length);
        }
        for (int entry = 1; entry < offsets.length; entry++) {
            if (offsets[entry - 1] >= offsets[entry]) {
                throw new IllegalArgumentException("expected ascending offsets, found " + offsets[entry]);
            }
        }
        return new OffsetTable(offsets, values);
    }

    /// The number of entries.
    ///
    /// @return at least zero
    public int size() {
        return offsets.length;
    }

    /// The offset of an entry.
    ///
    /// @param entry from 0 to [#size] - 1
    /// @return the code offset
    public int offset(int entry) {
        return offsets[entry];
    }

    /// The value of an entry.
    ///
    /// @param entry from 0 to [#size] - 1
    /// @return the value
    public int value(int entry) {
        return values[entry];
    }

    /// The value at exactly this offset.
    ///
    /// @param offset  a code offset
    /// @param missing what to return if there is no entry
    /// @return the value, or `missing`
    public int at(int offset, int missing) {
        int entry = Arrays.binarySearch(offsets, offset);
        return entry >= 0 ? values[entry] : missing;
    }

    /// The value of the last entry at or before this offset.
    ///
    /// @param offset  a code offset
    /// @param missing what to return if all entries lie behind it
    /// @return the value, or `missing`
    public int floor(int offset, int missing) {
        int entry = Arrays.binarySearch(offsets, offset);
        int floor = entry >= 0 ? entry : -entry - 2;
        return floor >= 0 ? values[floor] : missing;
    }
}
