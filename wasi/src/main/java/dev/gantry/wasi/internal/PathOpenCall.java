package dev.gantry.wasi.internal;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/// `path_open`.
final class PathOpenCall {
    /// How often to start again when the file appears or disappears between looking and opening.
    private static final int ATTEMPTS = 8;

    private final FdTable table;

    /// What one call asks for.
    ///
    /// @param base    the directory
    /// @param path    the path
    /// @param follow  whether a link at its end is followed
    /// @param oflags  `Flags.O_…`
    /// @param rights  the rights asked for
    /// @param fdflags `Flags.FD_…`
    private record Request(OpenDirectory base, String path, boolean follow, int oflags, long rights, int fdflags) {
        boolean has(int oflag) {
            return (oflags & oflag) != 0;
        }

        boolean wantsRead() {
            return (rights & Rights.FD_READ) != 0;
        }

        boolean wantsWrite() {
            return (rights & Rights.FD_WRITE) != 0;
        }

        PathWalk resolve() throws IOException {
            boolean isNew = has(Flags.O_CREAT) && has(Flags.O_EXCL);
            PathWalk.Follow mode = follow ? PathWalk.Follow.ALWAYS : PathWalk.Follow.TRAILING;
            return PathWalk.resolve(base.handle(), path, isNew ? PathWalk.Follow.NEVER : mode);
        }

        /// What of the rights that suit a type the new descriptor gets.
        long granted(long suitable) {
            return suitable & base.inheriting() & (rights | ~(Rights.FD_READ | Rights.FD_WRITE));
        }
    }

    PathOpenCall(FdTable table) {
        this.table = table;
    }

    void open(
            GuestMemory memory,
            int fd,
            int lookup,
            int path,
            int length,
            int oflags,
            long rights,
            int fdflags,
            int opened)
            throws IOException {
        OpenDirectory base = table.directory(fd, Rights.PATH_OPEN);
        Flags.require(lookup, Flags.LOOKUP_ALL);
        Flags.require(oflags, Flags.O_ALL);
        Flags.require(fdflags, Flags.FD_ALL);
        memory.check(opened, 4);
        Request request = new Request(
                base, memory.path(path, length), (lookup & Flags.LOOKUP_SYMLINK_FOLLOW) != 0, oflags, rights, fdflags);
        requireAllowed(request);
        table.requireRoom();
        memory.setU32(opened, table.add(open(request)));
    }

    private static void requireAllowed(Request request) {
        if (request.has(Flags.O_DIRECTORY) && request.has(Flags.O_CREAT | Flags.O_EXCL | Flags.O_TRUNC)) {
            throw Errno.INVAL.error();
        }
        if (request.has(Flags.O_CREAT)) {
            request.base.require(Rights.PATH_CREATE_FILE);
        }
        if (request.has(Flags.O_TRUNC)) {
            request.base.require(Rights.PATH_FILESTAT_SET_SIZE);
        }
        long modes = request.rights & (Rights.FD_READ | Rights.FD_WRITE);
        if ((modes & ~request.base.inheriting()) != 0) {
            throw Errno.NOTCAPABLE.error();
        }
    }

    private static Descriptor open(Request request) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try (PathWalk walk = request.resolve()) {
                Descriptor descriptor = walk.attributes() == null ? create(request, walk) : openExisting(request, walk);
                if (descriptor != null) {
                    return descriptor;
                }
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS || !request.has(Flags.O_CREAT)) {
                    throw e;
                }
            }
            if (attempt == ATTEMPTS) {
                throw Errno.AGAIN.error();
            }
        }
    }

    /// Creates a file, or returns null when one has appeared.
    private static @Nullable Descriptor create(Request request, PathWalk walk) throws IOException {
        if (!request.has(Flags.O_CREAT)) {
            throw Errno.NOENT.error();
        }
        if (walk.isDirectoryWanted()) {
            throw Errno.ISDIR.error();
        }
        request.base.requireWritable();
        SeekableByteChannel channel;
        try {
            channel = walk.directory()
                    .openFile(
                            walk.name(),
                            EnumSet.of(
                                    StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
        } catch (FileAlreadyExistsException e) {
            if (request.has(Flags.O_EXCL)) {
                throw e;
            }
            return null;
        }
        return file(request, walk, channel, Rights.FILE);
    }

    private static Descriptor openExisting(Request request, PathWalk walk) throws IOException {
        if (request.has(Flags.O_CREAT) && request.has(Flags.O_EXCL)) {
            throw Errno.EXIST.error();
        }
        boolean isDirectoryWanted = request.has(Flags.O_DIRECTORY) || walk.isDirectoryWanted();
        BasicFileAttributes attributes = walk.attributes();
        if (attributes != null && attributes.isDirectory()) {
            if (request.wantsWrite() || request.has(Flags.O_CREAT | Flags.O_TRUNC)) {
                throw Errno.ISDIR.error();
            }
            return directory(request, walk);
        }
        if (isDirectoryWanted) {
            throw Errno.NOTDIR.error();
        }
        if (attributes != null && attributes.isSymbolicLink()) {
            throw Errno.LOOP.error();
        }
        boolean isRegular = attributes != null && attributes.isRegularFile();
        if (!isRegular) {
            requireDevice(walk);
        }
        boolean truncates = request.has(Flags.O_TRUNC);
        if (request.wantsWrite() || truncates) {
            request.base.requireWritable();
        }
        EnumSet<StandardOpenOption> options = EnumSet.noneOf(StandardOpenOption.class);
        if (request.wantsWrite() || truncates) {
            options.add(StandardOpenOption.WRITE);
        }
        if (request.wantsRead() || options.isEmpty()) {
            options.add(StandardOpenOption.READ);
        }
        if (truncates) {
            options.add(StandardOpenOption.TRUNCATE_EXISTING);
        }
        SeekableByteChannel channel = walk.directory().openFile(walk.name(), options);
        return file(request, walk, channel, isRegular ? Rights.FILE : Rights.DEVICE);
    }

    private static Descriptor directory(Request request, PathWalk walk) throws IOException {
        return new OpenDirectory(
                walk.directory().openDirectory(walk.name()),
                null,
                request.base.isReadOnly(),
                request.granted(Rights.DIRECTORY),
                request.base.inheriting(),
                request.fdflags);
    }

    private static Descriptor file(Request request, PathWalk walk, SeekableByteChannel channel, long suitable)
            throws IOException {
        try {
            return new OpenFile(
                    channel,
                    walk.directory().resolve(walk.name()),
                    walk.directory().attributes(walk.name()),
                    request.base.isReadOnly(),
                    request.granted(suitable),
                    request.fdflags);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// Refuses what would block when opened (pipes) or cannot be (sockets).
    private static void requireDevice(PathWalk walk) throws IOException {
        FileType type = walk.directory().stat(walk.name()).type();
        if (type != FileType.CHARACTER_DEVICE && type != FileType.BLOCK_DEVICE) {
            throw (type == FileType.SOCKET_STREAM ? Errno.NXIO : Errno.NOTSUP).error();
        }
    }
}
