package dev.gantry.wasi.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/// The `path_*` calls but for `path_open`. Conditions with an error number of their own are tested first, in the order
/// in which Linux tests them; the host then has the last word.
final class PathCalls {
    private final FdTable table;
    private final ClockCalls clocks;

    PathCalls(FdTable table, ClockCalls clocks) {
        this.table = table;
        this.clocks = clocks;
    }

    void createDirectory(GuestMemory memory, int fd, int path, int length) throws IOException {
        OpenDirectory base = table.directory(fd, Rights.PATH_CREATE_DIRECTORY);
        try (PathWalk walk = walk(memory, base, path, length, PathWalk.Follow.NEVER)) {
            if (walk.attributes() != null) {
                throw Errno.EXIST.error();
            }
            base.requireWritable();
            walk.directory().createDirectory(walk.name());
        }
    }

    void filestatGet(GuestMemory memory, Abi abi, int fd, int lookup, int path, int length, int pointer)
            throws IOException {
        OpenDirectory base = table.directory(fd, Rights.PATH_FILESTAT_GET);
        memory.check(pointer, abi.filestatBytes());
        try (PathWalk walk = walk(memory, base, path, length, follow(lookup))) {
            walk.existing();
            walk.directory().stat(walk.name()).write(memory, pointer, abi);
        }
    }

    void filestatSetTimes(
            GuestMemory memory,
            int fd,
            int lookup,
            int path,
            int length,
            long accessedNanos,
            long modifiedNanos,
            int flags)
            throws IOException {
        OpenDirectory base = table.directory(fd, Rights.PATH_FILESTAT_SET_TIMES);
        FileTime accessed = clocks.accessed(flags, accessedNanos);
        FileTime modified = clocks.modified(flags, modifiedNanos);
        try (PathWalk walk = walk(memory, base, path, length, follow(lookup))) {
            walk.existing();
            base.requireWritable();
            walk.directory().setTimes(walk.name(), accessed, modified);
        }
    }

    void link(
            GuestMemory memory,
            int oldFd,
            int lookup,
            int oldPath,
            int oldLength,
            int newFd,
            int newPath,
            int newLength)
            throws IOException {
        OpenDirectory oldBase = table.directory(oldFd, Rights.PATH_LINK_SOURCE);
        OpenDirectory newBase = table.directory(newFd, Rights.PATH_LINK_TARGET);
        Flags.require(lookup, Flags.LOOKUP_ALL);
        if (lookup != 0) {
            throw Errno.INVAL.error(); // the reference host never follows here
        }
        try (PathWalk from = walk(memory, oldBase, oldPath, oldLength, PathWalk.Follow.NEVER);
                PathWalk to = walk(memory, newBase, newPath, newLength, PathWalk.Follow.NEVER)) {
            BasicFileAttributes source = from.existing();
            if (to.attributes() != null) {
                throw Errno.EXIST.error();
            }
            if (to.isDirectoryWanted()) {
                throw Errno.NOENT.error();
            }
            if (source.isDirectory()) {
                throw Errno.PERM.error();
            }
            // A second name would make a file that may only be read one that may be written.
            oldBase.requireWritable();
            newBase.requireWritable();
            from.directory().createLink(from.name(), to.directory(), to.name());
        }
    }

    void readlink(GuestMemory memory, int fd, int path, int length, int buffer, int bufferLength, int used)
            throws IOException {
        OpenDirectory base = table.directory(fd, Rights.PATH_READLINK);
        long capacity = Integer.toUnsignedLong(bufferLength);
        memory.check(buffer, capacity);
        memory.check(used, 4);
        try (PathWalk walk = walk(memory, base, path, length, PathWalk.Follow.TRAILING)) {
            if (!walk.existing().isSymbolicLink()) {
                throw Errno.INVAL.error();
            }
            String target = walk.directory().readLink(walk.name());
            if (walk.directory().fileSystem().getPath(target).isAbsolute()) {
                throw Errno.PERM.error(); // the host's paths are not the guest's business
            }
            byte[] text = target.getBytes(StandardCharsets.UTF_8);
            int count = (int) Math.min(text.length, capacity);
            memory.set(buffer, text, 0, count);
            memory.setU32(used, count);
        }
    }

    void removeDirectory(GuestMemory memory, int fd, int path, int length) throws IOException {
        OpenDirectory base = table.directory(fd, Rights.PATH_REMOVE_DIRECTORY);
        String text = memory.path(path, length);
        try (PathWalk walk = PathWalk.resolve(base.handle(), text, PathWalk.Follow.NEVER)) {
            if (walk.endsInDots()) {
                throw (lastComponent(text).equals("..") ? Errno.NOTEMPTY : Errno.INVAL).error();
            }
            BasicFileAttributes attributes = walk.existing();
            if (!attributes.isDirectory()) {
                throw Errno.NOTDIR.error();
            }
            base.requireWritable();
            walk.directory().deleteDirectory(walk.name());
        }
    }

    void rename(GuestMemory memory, int oldFd, int oldPath, int oldLength, int newFd, int newPath, int newLength)
            throws IOException {
        OpenDirectory oldBase = table.directory(oldFd, Rights.PATH_RENAME_SOURCE);
        OpenDirectory newBase = table.directory(newFd, Rights.PATH_RENAME_TARGET);
        try (PathWalk from = walk(memory, oldBase, oldPath, oldLength, PathWalk.Follow.NEVER);
                PathWalk to = walk(memory, newBase, newPath, newLength, PathWalk.Follow.NEVER)) {
            if (from.endsInDots() || to.endsInDots()) {
                throw Errno.BUSY.error();
            }
            boolean isReplacing = requireRenamable(from, to);
            oldBase.requireWritable();
            newBase.requireWritable();
            Path oldPlace = from.directory().resolve(from.name());
            Path newPlace = to.directory().resolve(to.name());
            if (isSame(from, to)) {
                return;
            }
            if (from.existing().isDirectory() && !newPlace.equals(oldPlace) && newPlace.startsWith(oldPlace)) {
                throw Errno.INVAL.error();
            }
            move(from, to, isReplacing);
            table.relocate(oldPlace, newPlace);
        }
    }

    void symlink(GuestMemory memory, int target, int targetLength, int fd, int path, int length) throws IOException {
        OpenDirectory base = table.directory(fd, Rights.PATH_SYMLINK);
        String text = memory.path(target, targetLength);
        if (text.isEmpty()) {
            throw Errno.NOENT.error();
        }
        if (text.indexOf('\0') >= 0) {
            throw Errno.INVAL.error();
        }
        if (text.startsWith("/") || base.handle().fileSystem().getPath(text).isAbsolute()) {
            throw Errno.PERM.error();
        }
        try (PathWalk walk = walk(memory, base, path, length, PathWalk.Follow.NEVER)) {
            BasicFileAttributes attributes = walk.attributes();
            if (attributes != null) {
                throw (walk.isDirectoryWanted() && !attributes.isDirectory() ? Errno.NOTDIR : Errno.EXIST).error();
            }
            if (walk.isDirectoryWanted()) {
                throw Errno.NOENT.error();
            }
            base.requireWritable();
            walk.directory().createSymbolicLink(walk.name(), text);
        }
    }

    void unlinkFile(GuestMemory memory, int fd, int path, int length) throws IOException {
        OpenDirectory base = table.directory(fd, Rights.PATH_UNLINK_FILE);
        try (PathWalk walk = walk(memory, base, path, length, PathWalk.Follow.NEVER)) {
            if (walk.existing().isDirectory()) {
                throw Errno.ISDIR.error();
            }
            base.requireWritable();
            walk.directory().deleteFile(walk.name());
        }
    }

    private static PathWalk walk(GuestMemory memory, OpenDirectory base, int path, int length, PathWalk.Follow follow)
            throws IOException {
        return PathWalk.resolve(base.handle(), memory.path(path, length), follow);
    }

    private static PathWalk.Follow follow(int lookup) {
        Flags.require(lookup, Flags.LOOKUP_ALL);
        return lookup == 0 ? PathWalk.Follow.TRAILING : PathWalk.Follow.ALWAYS;
    }

    /// Checks that the one may take the place of the other.
    ///
    /// @return whether there is something that will be replaced
    private static boolean requireRenamable(PathWalk from, PathWalk to) throws IOException {
        BasicFileAttributes source = from.existing();
        BasicFileAttributes target = to.attributes();
        if (to.isDirectoryWanted() && !source.isDirectory()) {
            throw Errno.NOTDIR.error();
        }
        if (target == null || isSame(from, to)) {
            return false;
        }
        if (source.isDirectory() && !target.isDirectory()) {
            throw Errno.NOTDIR.error();
        }
        if (!source.isDirectory() && target.isDirectory()) {
            throw Errno.ISDIR.error();
        }
        if (target.isDirectory()) {
            try (DirHandle directory = to.directory().openDirectory(to.name())) {
                if (!directory.names().isEmpty()) {
                    throw Errno.NOTEMPTY.error();
                }
            }
        }
        return true;
    }

    /// Whether both are the same file, in which case renaming does nothing.
    private static boolean isSame(PathWalk from, PathWalk to) {
        Object key = key(from.attributes());
        return key != null && key.equals(key(to.attributes()));
    }

    private static @Nullable Object key(@Nullable BasicFileAttributes attributes) {
        return attributes == null ? null : attributes.fileKey();
    }

    /// Moves; where the provider does not replace, what is in the way is deleted first, and for an instant neither is
    /// there.
    private static void move(PathWalk from, PathWalk to, boolean isReplacing) throws IOException {
        try {
            from.directory().move(from.name(), to.directory(), to.name());
        } catch (FileAlreadyExistsException e) {
            if (!isReplacing) {
                throw e;
            }
            if (from.existing().isDirectory()) {
                to.directory().deleteDirectory(to.name());
            } else {
                to.directory().deleteFile(to.name());
            }
            from.directory().move(from.name(), to.directory(), to.name());
        }
    }

    private static String lastComponent(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(path.lastIndexOf('/', Math.max(end - 1, 0)) + 1, end);
    }
}
