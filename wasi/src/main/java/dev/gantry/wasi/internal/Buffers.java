package dev.gantry.wasi.internal;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The buffers of one scattered read or gathered write, already checked.
final class Buffers {
    /// One host operation on one contiguous piece.
    @FunctionalInterface
    interface Transfer {
        /// Reads into or writes from the buffer.
        ///
        /// @param piece    the piece, not empty
        /// @param position how many bytes were moved before it
        /// @return how many bytes were moved; fewer than there is room for ends the call, as does a negative
        ///     number
        /// @throws IOException          when it fails
        /// @throws InterruptedException when the thread was interrupted while it waited
        int move(ByteBuffer piece, long position) throws IOException, InterruptedException;
    }

    private final GuestMemory memory;
    private final int[] pointers;
    private final int[] lengths;

    Buffers(GuestMemory memory, int[] pointers, int[] lengths) {
        this.memory = memory;
        this.pointers = pointers;
        this.lengths = lengths;
    }

    /// How many bytes all buffers hold.
    ///
    /// @return less than 2<sup>32</sup>
    long totalBytes() {
        long total = 0;
        for (int length : lengths) {
            total += Integer.toUnsignedLong(length);
        }
        return total;
    }

    /// Moves bytes piece by piece, in order. An error after the first byte is not reported: what was moved counts, and
    /// the next call meets the error again.
    ///
    /// @param transfer the operation
    /// @return how many bytes were moved
    /// @throws IOException          when the operation fails before anything was moved
    /// @throws InterruptedException when the thread was interrupted while it waited
    long each(Transfer transfer) throws IOException, InterruptedException {
        long total = 0;
        for (int i = 0; i < pointers.length; i++) {
            long start = Integer.toUnsignedLong(pointers[i]);
            long end = start + Integer.toUnsignedLong(lengths[i]);
            while (start < end) {
                ByteBuffer piece = memory.view(start, end - start);
                int wanted = piece.remaining();
                int moved;
                try {
                    moved = transfer.move(piece, total);
                } catch (IOException | WasiError e) {
                    if (total > 0) {
                        return total;
                    }
                    throw e;
                }
                if (moved > 0) {
                    total += moved;
                    start += moved;
                }
                if (moved < wanted) {
                    return total;
                }
            }
        }
        return total;
    }
}
