package dev.gantry.runtime.platform;

import java.util.ArrayList;
import java.util.List;

/// Small pieces of zeroed memory outside of the Java heap that are freed all at once: contexts of instances and
/// stores.
///
/// Threading: thread-safe.
public final class NativeArena implements AutoCloseable {
    private static final long FIRST_CHUNK_BYTES = 4 << 10;
    private static final long LAST_CHUNK_BYTES = 256 << 10;
    private static final long ALIGNMENT_BYTES = 16;

    private final Platform platform = Platform.current();
    private final List<Long> chunks = new ArrayList<>();
    private long chunkBytes = FIRST_CHUNK_BYTES;
    private long next;
    private long end;
    private boolean isClosed;

    /// An arena that holds nothing yet.
    ///
    /// @throws dev.gantry.wasm.UnsupportedException if there is no [Platform]
    public NativeArena() {}

    /// Allocates a piece.
    ///
    /// @param bytes the size
    /// @return the address of zeros, a multiple of 16
    /// @throws dev.gantry.runtime.ResourceException if there is no room
    /// @throws IllegalStateException if the arena is closed
    public synchronized long allocate(long bytes) {
        if (isClosed) {
            throw new IllegalStateException("the arena is closed");
        }
        if (bytes < 0) {
            throw new IllegalArgumentException("expected a size, found " + bytes);
        }
        long rounded = Math.addExact(Math.max(bytes, 1), ALIGNMENT_BYTES - 1) & -ALIGNMENT_BYTES;
        if (rounded > chunkBytes / 2) {
            return chunk(rounded);
        }
        if (rounded > end - next) {
            next = chunk(chunkBytes);
            end = next + chunkBytes;
            chunkBytes = Math.min(2 * chunkBytes, LAST_CHUNK_BYTES);
        }
        long address = next;
        next += rounded;
        return address;
    }

    private long chunk(long bytes) {
        long address = platform.allocate(bytes);
        chunks.add(address);
        return address;
    }

    /// Frees everything. Closing it again has no effect.
    @Override
    public synchronized void close() {
        isClosed = true;
        chunks.forEach(platform::free);
        chunks.clear();
    }
}
