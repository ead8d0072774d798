package dev.gantry.wasi.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;

/// The `fd_*` calls that are about the descriptor and its attributes.
final class FdCalls {
    private static final int FDSTAT_BYTES = 24;

    private final FdTable table;
    private final ClockCalls clocks;

    FdCalls(FdTable table, ClockCalls clocks) {
        this.table = table;
        this.clocks = clocks;
    }

    void close(int fd) throws IOException {
        table.close(fd);
    }

    void renumber(int from, int to) throws IOException {
        table.renumber(from, to);
    }

    void fdstatGet(GuestMemory memory, int fd, int pointer) throws IOException {
        Descriptor descriptor = table.get(fd);
        memory.clear(pointer, FDSTAT_BYTES);
        memory.setU8(pointer, descriptor.type().number());
        memory.setU16(pointer + 2, descriptor.flags());
        memory.setU64(pointer + 8, descriptor.rights());
        memory.setU64(pointer + 16, descriptor.inheriting());
    }

    void fdstatSetFlags(int fd, int flags) {
        Descriptor descriptor = table.get(fd, Rights.FD_FDSTAT_SET_FLAGS);
        Flags.require(flags, Flags.FD_ALL);
        descriptor.setFlags(flags);
    }

    void fdstatSetRights(int fd, long base, long inheriting) {
        table.get(fd).setRights(base, inheriting);
    }

    void filestatGet(GuestMemory memory, Abi abi, int fd, int pointer) throws IOException {
        Descriptor descriptor = table.get(fd, Rights.FD_FILESTAT_GET);
        memory.check(pointer, abi.filestatBytes());
        descriptor.stat().write(memory, pointer, abi);
    }

    void filestatSetTimes(int fd, long accessedNanos, long modifiedNanos, int flags) throws IOException {
        Descriptor descriptor = table.get(fd);
        FileTime accessed = clocks.accessed(flags, accessedNanos);
        FileTime modified = clocks.modified(flags, modifiedNanos);
        switch (descriptor) {
            case OpenFile file -> {
                file.require(Rights.FD_FILESTAT_SET_TIMES);
                file.setTimes(accessed, modified);
            }
            case OpenDirectory directory -> {
                directory.require(Rights.FD_FILESTAT_SET_TIMES);
                directory.requireWritable();
                directory.handle().setTimes(DirHandle.SELF, accessed, modified);
            }
            case InputDescriptor _, OutputDescriptor _, ListenSocket _, StreamSocket _ -> throw Errno.BADF.error();
        }
    }

    void prestatGet(GuestMemory memory, int fd, int pointer) {
        byte[] name = preopenName(fd);
        memory.clear(pointer, 8);
        memory.setU8(pointer, Flags.PREOPEN_DIR);
        memory.setU32(pointer + 4, name.length);
    }

    void prestatDirName(GuestMemory memory, int fd, int pointer, int length) {
        byte[] name = preopenName(fd);
        if (Integer.compareUnsigned(length, name.length) < 0) {
            throw Errno.NAMETOOLONG.error();
        }
        memory.set(pointer, name, 0, name.length);
    }

    /// The name of a preopened directory. For everything else `badf`, at which C libraries end their search.
    private byte[] preopenName(int fd) {
        if (table.get(fd) instanceof OpenDirectory directory) {
            String name = directory.preopenName();
            if (name != null) {
                return name.getBytes(StandardCharsets.UTF_8);
            }
        }
        throw Errno.BADF.error();
    }
}
