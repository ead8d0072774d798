package dev.gantry.runtime.platform;

import dev.gantry.runtime.ResourceException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Ranges of addresses for linear memories and other large things that must not move.
public final class NativeMemory {
    private static final long MOST_BYTES = 1L << 46;

    private NativeMemory() {}

    /// Takes a range of addresses. It costs no memory, but one of the system's mappings, and another once a part is
    /// committed; Linux gives a process some 65,000.
    ///
    /// @param bytes      what may be committed at most
    /// @param guardBytes what lies behind that and faults for ever
    /// @return the range; nothing of it is committed
    /// @throws ResourceException if there are no such addresses
    public static Reservation reserve(long bytes, long guardBytes) {
        return reserve(Platform.current(), bytes, guardBytes);
    }

    static Reservation reserve(Platform platform, long bytes, long guardBytes) {
        if (bytes < 0 || guardBytes < 0 || bytes > MOST_BYTES || guardBytes > MOST_BYTES) {
            throw new ResourceException("cannot reserve " + bytes + " + " + guardBytes + " bytes of addresses");
        }
        long page = platform.pageBytes();
        long reserved = Math.max(page, (bytes + page - 1) & -page);
        long all = reserved + ((guardBytes + page - 1) & -page);
        return new Reservation(platform, platform.reserve(all), reserved, all);
    }

    /// A reserved range.
    ///
    /// Threading: thread-safe; whoever closes it makes sure that no code accesses it any more.
    public static final class Reservation implements AutoCloseable {
        private final Platform platform;
        private final long address;
        private final long capacity;
        private final long all;
        private long committed;
        private boolean isClosed;
        private @Nullable Arena views;

        private Reservation(Platform platform, long address, long capacity, long all) {
            this.platform = platform;
            this.address = address;
            this.capacity = capacity;
            this.all = all;
        }

        /// The start.
        ///
        /// @return an address, a multiple of the size of a page
        public long address() {
            return address;
        }

        /// What can be committed at most.
        ///
        /// @return the number of bytes
        public long capacity() {
            return capacity;
        }

        /// Makes the first bytes accessible. New ones are zero, and take room only when they are touched. What has
        /// been committed stays so.
        ///
        /// @param bytes how many, rounded up to pages
        /// @throws ResourceException     if the system refuses, or it is more than [#capacity]
        /// @throws IllegalStateException if it is closed
        public synchronized void commit(long bytes) {
            if (isClosed) {
                throw new IllegalStateException("the memory is closed");
            }
            if (bytes < 0 || bytes > capacity) {
                throw new ResourceException("cannot commit " + bytes + " bytes of " + capacity);
            }
            long page = platform.pageBytes();
            long wanted = (bytes + page - 1) & -page;
            if (wanted > committed) {
                platform.protect(address + committed, wanted - committed, Protection.READ_WRITE);
                committed = wanted;
            }
        }

        /// Makes all that is committed zero again, and gives its room back; it stays accessible.
        public synchronized void discard() {
            if (!isClosed && committed > 0) {
                platform.discard(address, committed);
            }
        }

        /// A view for users, which throws when it is used after the range is closed.
        ///
        /// @param bytes its size
        /// @return a view of the first bytes
        /// @throws IndexOutOfBoundsException if not so many are committed
        /// @throws IllegalStateException     if it is closed
        public synchronized MemorySegment segment(long bytes) {
            if (isClosed) {
                throw new IllegalStateException("the memory is closed");
            }
            if (bytes < 0 || bytes > committed) {
                throw new IndexOutOfBoundsException("expected at most " + committed + " bytes, found " + bytes);
            }
            if (views == null) {
                views = Arena.ofShared();
            }
            return NativeAccess.segment(address, bytes, views);
        }

        /// Gives the addresses back, at once unless a thread is handing a view to a channel, see
        /// [SharedArenas]. Closing it again has no effect.
        @Override
        public synchronized void close() {
            if (isClosed) {
                return;
            }
            isClosed = true;
            if (views != null) {
                SharedArenas.end(views, () -> platform.release(address, all));
            } else {
                platform.release(address, all);
            }
        }
    }
}
