package dev.gantry.wasi.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The attributes of a file, as `filestat` has them. Times are nanoseconds since the epoch. Threading: *immutable*.
///
/// @param device     the device, or 0 when the provider has none
/// @param inode      identifies the file on its device
/// @param type       what it is
/// @param links      how many names it has; 1 when the provider does not tell
/// @param size       its size in bytes
/// @param accessed   time of the last access
/// @param modified   time of the last change of the content
/// @param changed    time of the last change of the attributes
record FileStat(
        long device, long inode, FileType type, long links, long size, long accessed, long modified, long changed) {
    private static final String UNIX_VIEW = "unix";
    private static final String UNIX_ATTRIBUTES = "unix:dev,ino,mode,nlink,ctime,fileKey";

    /// The attributes of something that is no file: a standard stream or a socket.
    static FileStat ofStream(FileType type) {
        return new FileStat(0, 0, type, 0, 0, 0, 0, 0);
    }

    /// Completes portable attributes by what providers on Unix tell. The extra attributes can be had by path only; they
    /// are used when they are those of the same file.
    ///
    /// @param basic attributes, read through the directory that holds the file
    /// @param path  where the file was found
    /// @return the attributes
    static FileStat of(BasicFileAttributes basic, Path path) {
        long accessed = nanos(basic.lastAccessTime());
        long modified = nanos(basic.lastModifiedTime());
        Object key = basic.fileKey();
        if (key != null && path.getFileSystem().supportedFileAttributeViews().contains(UNIX_VIEW)) {
            try {
                Map<String, Object> unix = Files.readAttributes(path, UNIX_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
                if (key.equals(unix.get("fileKey"))) {
                    FileType type = FileType.of(basic);
                    if (type == FileType.UNKNOWN) {
                        type = FileType.ofUnixMode((int) number(unix.get("mode")));
                    }
                    return new FileStat(
                            number(unix.get("dev")),
                            inode(basic, path),
                            type,
                            number(unix.get("nlink")),
                            basic.size(),
                            accessed,
                            modified,
                            unix.get("ctime") instanceof FileTime time ? nanos(time) : modified);
                }
            } catch (IOException | IllegalArgumentException | UnsupportedOperationException _) {
                // The file has just gone, or the provider's view is a smaller one: the portable attributes remain.
            }
        }
        return new FileStat(0, inode(basic, path), FileType.of(basic), 1, basic.size(), accessed, modified, modified);
    }

    /// A number that identifies a file: the inode where the provider's key shows it, else a hash.
    ///
    /// @param basic the attributes
    /// @param path  where the file was found; identifies it when the provider has no keys
    /// @return the number
    static long inode(BasicFileAttributes basic, Path path) {
        Object key = basic.fileKey();
        if (key instanceof Number number) {
            return number.longValue();
        }
        String text = key == null ? path.toUri().toString() : key.toString();
        int at = text.indexOf("ino=");
        if (key != null && at >= 0 && text.endsWith(")")) {
            try {
                return Long.parseUnsignedLong(text, at + 4, text.length() - 1, 10);
            } catch (NumberFormatException _) {
                // Not the form (dev=…,ino=…) after all: hashed below.
            }
        }
        return hash(text);
    }

    FileStat withSize(long value) {
        return new FileStat(device, inode, type, links, value, accessed, modified, changed);
    }

    FileStat withLinks(long value) {
        return new FileStat(device, inode, type, value, size, accessed, modified, changed);
    }

    /// Writes the structure.
    ///
    /// @param memory  the guest's memory
    /// @param pointer where to; [Abi#filestatBytes] bytes
    /// @param abi     which structure
    void write(GuestMemory memory, int pointer, Abi abi) {
        memory.clear(pointer, abi.filestatBytes());
        memory.setU64(pointer, device);
        memory.setU64(pointer + 8, inode);
        memory.setU8(pointer + 16, type.number());
        int rest;
        if (abi == Abi.UNSTABLE) {
            memory.setU32(pointer + 20, (int) Math.min(links, 0xFFFF_FFFFL));
            rest = pointer + 24;
        } else {
            memory.setU64(pointer + 24, links);
            rest = pointer + 32;
        }
        memory.setU64(rest, size);
        memory.setU64(rest + 8, accessed);
        memory.setU64(rest + 16, modified);
        memory.setU64(rest + 24, changed);
    }

    private static long nanos(FileTime time) {
        return Math.max(0, time.to(TimeUnit.NANOSECONDS));
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    /// FNV-1a, 64 bits.
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ Byte.toUnsignedInt(b)) * 0x100000001b3L;
        }
        return hash;
    }
}
