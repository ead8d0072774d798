package dev.gantry.wasi.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/// The `fd_*` calls that are about the content of files, streams and directories.
final class FileCalls {
    private static final int DIRENT_BYTES = 24;
    private static final int STREAM_CHUNK = 1 << 16;

    private final FdTable table;

    FileCalls(FdTable table) {
        this.table = table;
    }

    void read(GuestMemory memory, int fd, int iovs, int count, int nread) throws IOException, InterruptedException {
        Descriptor descriptor = table.get(fd, Rights.FD_READ);
        Buffers buffers = memory.buffers(iovs, count);
        memory.check(nread, 4);
        long total = switch (descriptor) {
            case OpenFile file -> buffers.each((piece, _) -> file.read(piece));
            case InputDescriptor input -> buffers.each((piece, position) -> readStream(input, piece, position));
            case StreamSocket socket ->
                buffers.each((piece, position) ->
                        socket.receive(piece, false, position == 0 && !socket.hasFlag(Flags.FD_NONBLOCK)));
            case OpenDirectory _, OutputDescriptor _, ListenSocket _ -> throw Errno.BADF.error();
        };
        memory.setU32(nread, (int) total);
    }

    void pread(GuestMemory memory, int fd, int iovs, int count, long offset, int nread)
            throws IOException, InterruptedException {
        OpenFile file = table.file(fd, Rights.FD_READ);
        requireOffset(offset);
        Buffers buffers = memory.buffers(iovs, count);
        memory.check(nread, 4);
        long total = buffers.each((piece, position) -> file.readAt(piece, sum(offset, position)));
        memory.setU32(nread, (int) total);
    }

    void write(GuestMemory memory, int fd, int iovs, int count, int nwritten) throws IOException, InterruptedException {
        Descriptor descriptor = table.get(fd, Rights.FD_WRITE);
        Buffers buffers = memory.buffers(iovs, count);
        memory.check(nwritten, 4);
        long total = switch (descriptor) {
            case OpenFile file -> {
                long written = buffers.each((piece, _) -> file.write(piece));
                file.syncAsFlagged();
                yield written;
            }
            case OutputDescriptor output -> output.write(buffers);
            case StreamSocket socket -> buffers.each((piece, _) -> socket.send(piece));
            case OpenDirectory _, InputDescriptor _, ListenSocket _ -> throw Errno.BADF.error();
        };
        memory.setU32(nwritten, (int) total);
    }

    void pwrite(GuestMemory memory, int fd, int iovs, int count, long offset, int nwritten)
            throws IOException, InterruptedException {
        OpenFile file = table.file(fd, Rights.FD_WRITE);
        requireOffset(offset);
        Buffers buffers = memory.buffers(iovs, count);
        memory.check(nwritten, 4);
        long total = buffers.each((piece, position) -> file.writeAt(piece, sum(offset, position)));
        file.syncAsFlagged();
        memory.setU32(nwritten, (int) total);
    }

    void seek(GuestMemory memory, Abi abi, int fd, long offset, int whence, int newOffset) throws IOException {
        Abi.Whence base = abi.whence(whence);
        boolean isTell = offset == 0 && base == Abi.Whence.CURRENT;
        OpenFile file = table.file(fd, isTell ? Rights.FD_TELL : Rights.FD_SEEK);
        memory.check(newOffset, 8);
        long start = switch (base) {
            case START -> 0;
            case CURRENT -> file.position();
            case END -> file.size();
        };
        long position = sum(start, offset);
        requireOffset(position);
        file.setPosition(position);
        memory.setU64(newOffset, position);
    }

    void tell(GuestMemory memory, int fd, int offset) throws IOException {
        memory.setU64(offset, table.file(fd, Rights.FD_TELL).position());
    }

    void advise(int fd, long offset, long length, int advice) {
        OpenFile file = table.file(fd, Rights.FD_ADVISE);
        requireOffset(offset);
        requireOffset(length);
        if (advice < 0 || advice > Flags.ADVICE_MAX) {
            throw Errno.INVAL.error();
        }
        if (!file.isSeekable()) {
            throw Errno.SPIPE.error();
        }
    }

    /// Makes a file at least as large as asked. The host does not reserve space for it.
    void allocate(int fd, long offset, long length) throws IOException {
        OpenFile file = table.file(fd, Rights.FD_ALLOCATE | Rights.FD_WRITE);
        requireOffset(offset);
        if (length <= 0) {
            throw Errno.INVAL.error();
        }
        if (offset + length < 0) {
            throw Errno.FBIG.error();
        }
        if (offset + length > file.size()) {
            file.setSize(offset + length);
        }
    }

    void filestatSetSize(int fd, long size) throws IOException {
        OpenFile file = table.file(fd, Rights.FD_FILESTAT_SET_SIZE);
        requireOffset(size);
        if ((file.rights() & Rights.FD_WRITE) == 0) {
            throw Errno.INVAL.error();
        }
        file.setSize(size);
    }

    void sync(int fd, boolean withAttributes) throws IOException {
        switch (table.get(fd)) {
            case OpenFile file -> {
                file.require(withAttributes ? Rights.FD_SYNC : Rights.FD_DATASYNC);
                file.sync(withAttributes);
            }
            case OpenDirectory directory ->
                // Java cannot do it; hosts that need it for durability write directories through.
                directory.require(withAttributes ? Rights.FD_SYNC : Rights.FD_DATASYNC);
            case InputDescriptor _, OutputDescriptor _, ListenSocket _, StreamSocket _ -> throw Errno.INVAL.error();
        }
    }

    /// Lists a directory from a cookie on: the number of entries before. The last entry that fits in part is cut off,
    /// so that a full buffer says that there is more.
    void readdir(GuestMemory memory, int fd, int buffer, int length, long cookie, int used) throws IOException {
        OpenDirectory directory = table.directory(fd, Rights.FD_READDIR);
        memory.check(buffer, Integer.toUnsignedLong(length));
        memory.check(used, 4);
        List<String> names = directory.listing(cookie == 0);
        long capacity = Integer.toUnsignedLong(length);
        long filled = 0;
        for (long index = cookie; index >= 0 && index < names.size() + 2L && filled < capacity; index++) {
            byte[] entry = dirent(directory.handle(), names, index);
            int count = (int) Math.min(entry.length, capacity - filled);
            memory.set((int) (buffer + filled), entry, 0, count);
            filled += count;
        }
        memory.setU32(used, (int) filled);
    }

    private static byte[] dirent(DirHandle directory, List<String> names, long index) throws IOException {
        String name = index == 0 ? "." : index == 1 ? ".." : names.get((int) index - 2);
        long inode = 0;
        FileType type = FileType.UNKNOWN;
        try {
            // The parent is not the guest's business: ".." is shown as the directory itself.
            String looked = index < 2 ? DirHandle.SELF : name;
            BasicFileAttributes attributes = directory.attributes(looked);
            inode = FileStat.inode(attributes, directory.resolve(looked));
            type = FileType.of(attributes);
        } catch (NoSuchFileException | InvalidPathException | WasiError _) {
            // Deleted since the directory was read, or a name this provider cannot look up: listed as unknown.
        }
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer entry = ByteBuffer.allocate(DIRENT_BYTES + text.length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        entry.putLong(index + 1).putLong(inode).putInt(text.length).put((byte) type.number());
        return entry.position(DIRENT_BYTES).put(text).array();
    }

    /// Reads from the standard input. Only the first piece waits.
    private static int readStream(InputDescriptor input, ByteBuffer piece, long position)
            throws IOException, InterruptedException {
        InputSource source = input.source();
        if (position > 0 && source.available() == 0) {
            return 0;
        }
        if (input.hasFlag(Flags.FD_NONBLOCK) && !source.isReady()) {
            source.fill(null);
            throw Errno.AGAIN.error();
        }
        byte[] bytes = new byte[Math.min(piece.remaining(), STREAM_CHUNK)];
        int count = source.read(bytes, 0, bytes.length);
        if (count > 0) {
            piece.put(bytes, 0, count);
        }
        return count;
    }

    private static void requireOffset(long offset) {
        if (offset < 0) {
            throw Errno.INVAL.error();
        }
    }

    private static long sum(long a, long b) {
        long sum = a + b;
        if (a >= 0 && b >= 0 && sum < 0) {
            throw Errno.OVERFLOW.error();
        }
        return sum;
    }
}
