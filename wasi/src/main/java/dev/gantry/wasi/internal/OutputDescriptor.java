package dev.gantry.wasi.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// The standard output or error as a descriptor. The pieces of one call reach the stream in as few writes as possible,
/// and have been flushed when the call returns: nothing is lost when the guest exits or traps. Closing it leaves the
/// stream open, which is the embedder's.
final class OutputDescriptor extends Descriptor {
    private static final int SCRATCH_BYTES = 1 << 16;
    private static final int FIRST_SCRATCH_BYTES = 1 << 10;

    private final OutputStream stream;
    private final int number;
    private final boolean isInherited;
    private byte[] scratch = new byte[FIRST_SCRATCH_BYTES];

    /// An output.
    ///
    /// @param stream      where the bytes go
    /// @param number      the descriptor it is in this process if inherited
    /// @param isInherited whether it is one of this process
    OutputDescriptor(OutputStream stream, int number, boolean isInherited) {
        super(Rights.STDOUT, Rights.NONE, 0);
        this.stream = stream;
        this.number = number;
        this.isInherited = isInherited;
    }

    /// Writes all buffers.
    ///
    /// @param buffers the buffers
    /// @return how many bytes were written
    /// @throws IOException          when the stream fails
    /// @throws InterruptedException never, for nothing waits here but the stream itself
    long write(Buffers buffers) throws IOException, InterruptedException {
        int capacity = (int) Math.min(SCRATCH_BYTES, buffers.totalBytes());
        if (scratch.length < capacity) {
            scratch = new byte[SCRATCH_BYTES];
        }
        int[] used = {0};
        long total = buffers.each((piece, _) -> {
            int count = piece.remaining();
            while (piece.hasRemaining()) {
                used[0] = append(piece, used[0]);
            }
            return count;
        });
        if (used[0] > 0) {
            stream.write(scratch, 0, used[0]);
        }
        stream.flush();
        return total;
    }

    private int append(ByteBuffer piece, int used) throws IOException {
        int count = Math.min(piece.remaining(), scratch.length - used);
        piece.get(scratch, used, count);
        if (used + count < scratch.length) {
            return used + count;
        }
        stream.write(scratch, 0, scratch.length);
        return 0;
    }

    @Override
    FileType type() {
        return isInherited && Terminal.isTerminal(number) ? FileType.CHARACTER_DEVICE : FileType.UNKNOWN;
    }

    @Override
    FileStat stat() {
        return FileStat.ofStream(type());
    }

    @Override
    public void close() throws IOException {
        stream.flush();
    }
}
