package dev.gantry.environ.spi;

import dev.gantry.wasm.binary.ByteReader;
import dev.gantry.wasm.binary.ByteWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A sorted table from code offsets to `int` values: trap codes, wasm offsets, handler numbers, stack-map numbers.
///
/// A table that comes from an artifact is read when it is first asked: most never are.
///
/// Threading: thread-safe, immutable on the condition that nobody writes to the arrays; threads that come first at
/// once may each read the stored form.
public final class OffsetTable {
    /// A table without entries.
    public static final OffsetTable EMPTY = new OffsetTable(new Entries(new int[0], new int[0]), null);

    private volatile @Nullable Entries entries;
    private final @Nullable Stored stored;

    private OffsetTable(@Nullable Entries entries, @Nullable Stored stored) {
        this.entries = entries;
        this.stored = stored;
    }

    private record Entries(int[] offsets, int[] values) {}

    /// Where the stored form lies.
    private record Stored(byte[] bytes, int start, int end) {
        /// Reads what [OffsetTable#writeTo] wrote.
        Entries read() {
            ByteReader in = new ByteReader(bytes, start, end);
            int count = in.readCount(2);
            int[] offsets = new int[count];
            int[] values = new int[count];
            int offset = 0;
            int value = 0;
            for (int entry = 0; entry < count; entry++) {
                offset += in.readU32();
                value += in.readS32();
                offsets[entry] = offset;
                values[entry] = value;
            }
            return new Entries(offsets, values);
        }
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
        return new OffsetTable(new Entries(offsets, values), null);
    }

    /// A table in the form that [#writeTo] writes.
    ///
    /// @param bytes where it is, not copied; must be what was written
    /// @param start where it starts
    /// @param end   an offset at or behind its end
    /// @return the table
    public static OffsetTable stored(byte[] bytes, int start, int end) {
        return new OffsetTable(null, new Stored(bytes, start, end));
    }

    /// Writes the table: the number of entries, then for each the differences of offset and value to the one
    /// before, in LEB128.
    ///
    /// @param out where to
    public void writeTo(ByteWriter out) {
        Entries all = entries();
        out.u32(all.offsets.length);
        int offset = 0;
        int value = 0;
        for (int entry = 0; entry < all.offsets.length; entry++) {
            out.u32(all.offsets[entry] - offset);
            out.s32(all.values[entry] - value);
            offset = all.offsets[entry];
            value = all.values[entry];
        }
    }

    private Entries entries() {
        Entries known = entries;
        if (known == null) {
            known = stored == null ? new Entries(new int[0], new int[0]) : stored.read();
            entries = known;
        }
        return known;
    }

    /// The number of entries.
    ///
    /// @return at least zero
    public int size() {
        return entries().offsets.length;
    }

    /// The offset of an entry.
    ///
    /// @param entry from 0 to [#size] - 1
    /// @return the code offset
    public int offset(int entry) {
        return entries().offsets[entry];
    }

    /// The value of an entry.
    ///
    /// @param entry from 0 to [#size] - 1
    /// @return the value
    public int value(int entry) {
        return entries().values[entry];
    }

    /// The value at exactly this offset.
    ///
    /// @param offset  a code offset
    /// @param missing what to return if there is no entry
    /// @return the value, or `missing`
    public int at(int offset, int missing) {
        Entries all = entries();
        int entry = Arrays.binarySearch(all.offsets, offset);
        return entry >= 0 ? all.values[entry] : missing;
    }

    /// The value of the last entry at or before this offset.
    ///
    /// @param offset  a code offset
    /// @param missing what to return if all entries lie behind it
    /// @return the value, or `missing`
    public int floor(int offset, int missing) {
        Entries all = entries();
        int entry = Arrays.binarySearch(all.offsets, offset);
        int floor = entry >= 0 ? entry : -entry - 2;
        return floor >= 0 ? all.values[floor] : missing;
    }
}
