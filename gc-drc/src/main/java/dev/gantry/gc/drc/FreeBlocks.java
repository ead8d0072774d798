package dev.gantry.gc.drc;

import dev.gantry.environ.spi.GcRefs;
import java.util.Arrays;

/// Which parts of the heap are free: lists by size, outside of the heap, so that nothing in it has to be trusted.
///
/// Small blocks have a list for each size; a bit map tells which are not empty. Large ones share one list.
///
/// Threading: confined to its heap.
final class FreeBlocks {
    private static final int SMALL = 128;
    private static final int SHIFT = 3;

    private final IntStack[] bins = new IntStack[SMALL];
    private final long[] nonEmpty = new long[SMALL / Long.SIZE];
    private final IntStack large = new IntStack();
    private final IntStack largeSizes = new IntStack();

    /// The size of the block that [#take] gave last.
    private int taken;

    FreeBlocks() {
        for (int bin = 0; bin < SMALL; bin++) {
            bins[bin] = new IntStack();
        }
    }

    void clear() {
        for (IntStack bin : bins) {
            bin.truncate(0);
        }
        Arrays.fill(nonEmpty, 0);
        large.truncate(0);
        largeSizes.truncate(0);
    }

    /// Adds a block.
    ///
    /// @param at        where it starts
    /// @param sizeBytes its size, a multiple of 8
    void add(int at, int sizeBytes) {
        int bin = sizeBytes >>> SHIFT;
        if (bin < SMALL) {
            bins[bin].push(at);
            nonEmpty[bin >>> 6] |= 1L << bin;
        } else {
            large.push(at);
            largeSizes.push(sizeBytes);
        }
    }

    /// Takes a block that is large enough; [#taken] tells its size.
    ///
    /// @param sizeBytes the size wanted, a multiple of 8
    /// @return where it starts, or 0 if there is none
    int take(int sizeBytes) {
        int bin = sizeBytes >>> SHIFT;
        for (int word = bin >>> 6; bin >= 0 && word < nonEmpty.length; word++) {
            long candidates = word == bin >>> 6 ? nonEmpty[word] & -1L << bin : nonEmpty[word];
            if (candidates != 0) {
                return takeFrom((word << 6) + Long.numberOfTrailingZeros(candidates));
            }
        }
        for (int index = large.size() - 1; index >= 0; index--) {
            if (Integer.compareUnsigned(largeSizes.get(index), sizeBytes) >= 0) {
                int at = large.get(index);
                taken = largeSizes.get(index);
                large.removeUnordered(index);
                largeSizes.removeUnordered(index);
                return at;
            }
        }
        return 0;
    }

    /// Takes a block that is among the longest; [#taken] tells its size.
    ///
    /// @param sizeBytes the size that it has at least: a multiple of 8, less than that of large ones
    /// @return where it starts, or 0 if there is none
    int takeLong(int sizeBytes) {
        if (large.size() > 0) {
            taken = largeSizes.pop();
            return large.pop();
        }
        for (int word = nonEmpty.length - 1; word >= 0; word--) {
            if (nonEmpty[word] != 0) {
                int bin = (word << 6) + Long.SIZE - 1 - Long.numberOfLeadingZeros(nonEmpty[word]);
                return bin >= sizeBytes >>> SHIFT ? takeFrom(bin) : 0;
            }
        }
        return 0;
    }

    private int takeFrom(int bin) {
        int at = bins[bin].pop();
        if (bins[bin].size() == 0) {
            nonEmpty[bin >>> 6] &= ~(1L << bin);
        }
        taken = bin * GcRefs.ALIGNMENT;
        return at;
    }

    /// The size of the block that was taken last.
    int taken() {
        return taken;
    }
}
