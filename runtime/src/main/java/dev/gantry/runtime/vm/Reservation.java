package dev.gantry.runtime.vm;

import dev.gantry.runtime.ResourceException;
import dev.gantry.runtime.platform.SharedArenas;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// A stretch of zeroed memory outside of the Java heap that takes up room only where it is written, with nothing but
/// `java.base` and without native access.
///
/// It is a private mapping of a sparse, deleted file in the temporary folder; nothing is ever written to the file.
/// Folders in main memory (tmpfs) come last, because there even reading a page takes room. Small stretches are ordinary
/// allocations, as are those up to 256 MiB where no file can be mapped.
///
/// Threading: thread-safe.
final class Reservation implements Backing {
    private static final long SMALL_BYTES = 1L << 20;
    private static final long MAX_ALLOCATED_BYTES = 256L << 20;
    private static final long ALIGNMENT_BYTES = 64;
    private static final Cleaner CLEANER = Cleaner.create();

    private final MemorySegment segment;
    private final Runnable release;

    private Reservation(MemorySegment segment, Runnable release) {
        this.segment = segment;
        this.release = release;
    }

    /// A stretch that [#close] frees; or the garbage collector, should that never be called.
    ///
    /// @throws ResourceException if the machine has no room
    static Reservation closeable(long bytes) {
        return closeable(bytes, Folders.BY_PREFERENCE);
    }

    /// As above, with files in the first of these folders that takes them.
    static Reservation closeable(long bytes, List<Path> folders) {
        Arena arena = Arena.ofShared();
        boolean isMade = false;
        try {
            MemorySegment segment = reserve(bytes, arena, folders);
            Object owner = new Object();
            Reservation reservation = new Reservation(
                    segment, new Release(owner, CLEANER.register(owner, () -> SharedArenas.end(arena, () -> {}))));
            isMade = true;
            return reservation;
        } finally {
            if (!isMade) {
                arena.close();
            }
        }
    }

    /// Keeps the owner reachable for as long as the reservation is.
    private record Release(Object owner, Cleaner.Cleanable cleanable) implements Runnable {
        @Override
        public void run() {
            cleanable.clean();
        }
    }

    /// A stretch that is freed when nobody refers to it.
    ///
    /// @throws ResourceException if the machine has no room
    static Reservation forEver(long bytes) {
        return new Reservation(reserve(bytes, Arena.ofAuto(), Folders.BY_PREFERENCE), () -> {});
    }

    @Override
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public MemorySegment view(long bytes) {
        return segment.asSlice(0, bytes);
    }

    /// The machine commits pages when they are first written.
    @Override
    public boolean commit(long bytes) {
        return true;
    }

    @Override
    public void close() {
        release.run();
    }

    private static MemorySegment reserve(long wanted, Arena arena, List<Path> folders) {
        long bytes = (wanted + ALIGNMENT_BYTES - 1) & -ALIGNMENT_BYTES;
        if (bytes <= SMALL_BYTES) {
            return allocate(bytes, arena);
        }
        List<String> problems = new ArrayList<>();
        for (Path folder : folders) {
            try {
                return map(folder, bytes, arena);
            } catch (IOException | SecurityException | OutOfMemoryError e) { // the next one may do
                problems.add(folder + ": " + e);
            }
        }
        if (bytes <= MAX_ALLOCATED_BYTES) {
            return allocate(bytes, arena);
        }
        throw new ResourceException("cannot map a temporary file for a memory of " + bytes + " bytes: " + problems);
    }

    private static MemorySegment allocate(long bytes, Arena arena) {
        try {
            return arena.allocate(Math.max(bytes, ALIGNMENT_BYTES), ALIGNMENT_BYTES);
        } catch (OutOfMemoryError e) { // nothing has happened yet
            throw new ResourceException("no room for a memory of " + bytes + " bytes", e);
        }
    }

    private static MemorySegment map(Path folder, long bytes, Arena arena) throws IOException {
        Path file = folder.resolve("gantry-" + UUID.randomUUID());
        boolean isPosix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] onlyForOwner = isPosix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Set<StandardOpenOption> options = Set.of(
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.SPARSE,
                StandardOpenOption.DELETE_ON_CLOSE);
        try (FileChannel channel = FileChannel.open(file, options, onlyForOwner)) {
            return channel.map(FileChannel.MapMode.PRIVATE, 0, bytes, arena);
        }
    }

    /// Where temporary files go; found out at first use.
    private static final class Folders {
        static final List<Path> BY_PREFERENCE = byPreference();

        private static List<Path> byPreference() {
            Path configured = Path.of(System.getProperty("java.io.tmpdir", "."));
            Path lasting = Path.of("/var/tmp");
            if (Files.isDirectory(lasting) && isInMainMemory(configured) && !isInMainMemory(lasting)) {
                return List.of(lasting, configured);
            }
            return List.of(configured);
        }

        private static boolean isInMainMemory(Path folder) {
            try {
                return Files.getFileStore(folder).type().equals("tmpfs");
            } catch (IOException | SecurityException _) { // then it is not known to be
                return false;
            }
        }
    }
}
