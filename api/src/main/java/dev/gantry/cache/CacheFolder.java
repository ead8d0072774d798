package dev.gantry.cache;

import dev.gantry.environ.artifact.CacheKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// A folder of files by key, shared by threads and processes, bounded in size and age.
///
/// ```text
///   KEY.gwasm             a file; its time of modification is that of its last use, to the hour
///   KEY.PID-RANDOM.tmp    a file while it is written; it gets its name when it is whole
///   stored                one byte for each 256 KiB that were stored since the folder was last swept
///   lock                  held by the process that sweeps
/// ```
///
/// Files are never changed, only replaced as a whole, so readers take no lock. Sweeping is rare and happens after
/// storing, never before reading: when an eighth of the bound was stored, or once a day. It deletes what is too old,
/// and then the least recently used files until seven eighths of the bound are left.
///
/// No method throws because of the state of the folder, except those that people call. What goes wrong, a full disk for
/// example, means that a file is not there.
///
/// Threading: thread-safe.
public final class CacheFolder {
    private static final String EXTENSION = ".gwasm";
    private static final String TEMPORARY = ".tmp";
    private static final String STORED = "stored";
    private static final String LOCK = "lock";
    private static final int MOST_BYTES = 2_000_000_000;
    private static final int STORED_UNIT = 256 << 10;
    private static final Duration USE_PRECISION = Duration.ofHours(1);
    private static final Duration ABANDONED = Duration.ofHours(1);
    private static final Duration SWEEP_PERIOD = Duration.ofDays(1);

    private final Path directory;
    private final long maxBytes;
    private final Duration maxAge;

    /// A folder.
    ///
    /// @param directory where it is; made when something is stored
    /// @param maxBytes  how large its files may become together
    /// @param maxAge    how long a file is kept that nobody uses
    public CacheFolder(Path directory, long maxBytes, Duration maxAge) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.maxAge = maxAge;
    }

    /// A file of the folder.
    ///
    /// @param key     its key
    /// @param bytes   its size
    /// @param lastUse when it was used
    public record StoredFile(String key, long bytes, Instant lastUse) {}

    private Path file(String key) {
        return directory.resolve(key + EXTENSION);
    }

    /// What a file holds: what was made, and behind it what it was made of, to be compared.
    ///
    /// @param made the first part
    /// @param from the second part
    @SuppressWarnings("ArrayRecordComponent") // nobody compares it
    public record Content(byte[] made, byte[] from) {}

    /// Finds a file and uses it.
    ///
    /// @param key       its key
    /// @param fromBytes how long the second part must be
    /// @return its content, or null if it is not there, is shorter or cannot be read
    public @Nullable Content find(String key, int fromBytes) {
        return read(key, fromBytes, true);
    }

    /// Looks into a file, which is no use of it.
    ///
    /// @param key its key
    /// @return its content, both parts together, or null if it is not there or cannot be read
    public byte @Nullable [] read(String key) {
        Content content = read(key, 0, false);
        return content == null ? null : content.made();
    }

    private @Nullable Content read(String key, int fromBytes, boolean isUse) {
        Path file = file(key);
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            long madeBytes = attributes.size() - fromBytes;
            if (!attributes.isRegularFile() || attributes.size() > Math.min(maxBytes, MOST_BYTES) || madeBytes < 0) {
                return null;
            }
            byte[] made = new byte[(int) madeBytes];
            byte[] from = new byte[fromBytes];
            try (InputStream in = Files.newInputStream(file)) {
                if (in.readNBytes(made, 0, made.length) < made.length
                        || in.readNBytes(from, 0, fromBytes) < fromBytes) {
                    return null;
                }
            }
            if (isUse && age(attributes.lastModifiedTime()).compareTo(USE_PRECISION) > 0) {
                touch(file);
            }
            return new Content(made, from);
        } catch (IOException | UnsupportedOperationException _) {
            return null; // not there, or as good as not there
        }
    }

    private static Duration age(FileTime time) {
        return Duration.between(time.toInstant(), Instant.now());
    }

    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException | UnsupportedOperationException _) {
            // a folder that cannot be written: the file will look older than it is
        }
    }

    /// Stores a file, in the place of the one that has its key.
    ///
    /// @param key     its key
    /// @param content its content
    /// @return whether it is stored
    public boolean store(String key, Content content) {
        long bytes = (long) content.made().length + content.from().length;
        if (bytes > Math.min(maxBytes, MOST_BYTES)) {
            return false;
        }
        try {
            Files.createDirectories(directory);
            Path temporary =
                    directory.resolve(key + "." + ProcessHandle.current().pid() + "-"
                            + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE) + TEMPORARY);
            try {
                Files.write(temporary, content.made(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                Files.write(temporary, content.from(), StandardOpenOption.APPEND);
                rename(temporary, file(key));
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException | UnsupportedOperationException _) {
            return false; // the folder is full, read-only or gone
        }
        try {
            sweepIfDue((int) bytes);
        } catch (IOException | UnsupportedOperationException _) {
            // another process has cleared the folder; whoever stores the next file tries again
        }
        return true;
    }

    private static void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException _) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void sweepIfDue(int bytes) throws IOException {
        Path stored = directory.resolve(STORED);
        boolean isNew = Files.notExists(stored);
        byte[] units = new byte[Math.ceilDiv(bytes, STORED_UNIT)];
        FileTime swept = isNew ? FileTime.from(Instant.now()) : Files.getLastModifiedTime(stored);
        Files.write(stored, units, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (Files.size(stored) * STORED_UNIT > maxBytes / 8 || age(swept).compareTo(SWEEP_PERIOD) > 0) {
            sweep();
        } else {
            Files.setLastModifiedTime(stored, swept); // that of the last sweep, whatever was stored since
        }
    }

    /// Deletes what is too old or too much, unless another process is doing so.
    ///
    /// @throws IOException if the folder cannot be read or written
    public void sweep() throws IOException {
        try (FileChannel channel =
                        FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                return;
            }
            long total = 0;
            List<StoredFile> kept = new ArrayList<>();
            for (StoredFile file : files()) {
                if (age(FileTime.from(file.lastUse())).compareTo(maxAge) > 0) {
                    Files.deleteIfExists(file(file.key()));
                } else {
                    kept.add(file);
                    total += file.bytes();
                }
            }
            for (StoredFile file : kept) {
                if (total <= maxBytes - maxBytes / 8) {
                    break;
                }
                Files.deleteIfExists(file(file.key()));
                total -= file.bytes();
            }
            deleteTemporaries(ABANDONED);
            Files.write(directory.resolve(STORED), new byte[0]);
        } catch (OverlappingFileLockException _) {
            // another thread is sweeping
        }
    }

    /// Deletes files that were not finished, because their process ended or the disk was full.
    private void deleteTemporaries(Duration minAge) throws IOException {
        for (Path path : list("*" + TEMPORARY)) {
            try {
                if (isKey(path, "\\.[0-9]+-[0-9]+\\" + TEMPORARY)
                        && age(Files.getLastModifiedTime(path)).compareTo(minAge) >= 0) {
                    Files.deleteIfExists(path);
                }
            } catch (NoSuchFileException _) {
                // it has been finished
            }
        }
    }

    private static boolean isKey(Path path, String suffix) {
        return path.getFileName().toString().matches("[0-9a-f]{" + CacheKey.DIGITS + "}" + suffix);
    }

    private List<Path> list(String pattern) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, pattern)) {
            found.forEach(paths::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException | NotDirectoryException _) {
            return List.of();
        }
        return paths;
    }

    /// The files of the folder, least recently used first.
    ///
    /// @return the files; none if there is no folder
    /// @throws IOException if the folder cannot be read
    public List<StoredFile> files() throws IOException {
        List<StoredFile> files = new ArrayList<>();
        for (Path path : list("*" + EXTENSION)) {
            if (!isKey(path, "\\" + EXTENSION)) {
                continue;
            }
            try {
                BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                String key = path.getFileName().toString().substring(0, CacheKey.DIGITS);
                files.add(new StoredFile(
                        key, attributes.size(), attributes.lastModifiedTime().toInstant()));
            } catch (NoSuchFileException _) {
                // another process has deleted it
            }
        }
        files.sort(Comparator.comparing(StoredFile::lastUse).thenComparing(StoredFile::key));
        return files;
    }

    /// Deletes all files that were stored here; others stay.
    ///
    /// @return how many there were
    /// @throws IOException if one cannot be deleted
    public int clear() throws IOException {
        int count = 0;
        for (StoredFile file : files()) {
            count += Files.deleteIfExists(file(file.key())) ? 1 : 0;
        }
        deleteTemporaries(Duration.ZERO);
        Files.deleteIfExists(directory.resolve(STORED));
        Files.deleteIfExists(directory.resolve(LOCK));
        return count;
    }
}
