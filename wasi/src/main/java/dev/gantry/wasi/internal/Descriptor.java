package dev.gantry.wasi.internal;

import java.io.Closeable;
import java.io.IOException;

/// What a descriptor number stands for: rights, flags, and one of the kinds below. Threading: *confined to its store*.
abstract sealed class Descriptor implements Closeable
        permits InputDescriptor, OutputDescriptor, OpenFile, OpenDirectory, ListenSocket, StreamSocket {
    private long rights;
    private long inheriting;
    private int flags;

    Descriptor(long rights, long inheriting, int flags) {
        this.rights = rights;
        this.inheriting = inheriting;
        this.flags = flags;
    }

    /// What may be done with it: a set of [Rights].
    final long rights() {
        return rights;
    }

    /// What may be done with descriptors opened through it.
    final long inheriting() {
        return inheriting;
    }

    /// Its flags, `Flags.FD_…`.
    final int flags() {
        return flags;
    }

    final boolean hasFlag(int flag) {
        return (flags & flag) != 0;
    }

    final void setFlags(int value) {
        flags = value;
    }

    /// Gives up rights.
    ///
    /// @param base those that remain
    /// @param inherited those handed on that remain
    /// @throws WasiError `notcapable` when one was not there
    final void setRights(long base, long inherited) {
        if ((base & ~rights) != 0 || (inherited & ~inheriting) != 0) {
            throw Errno.NOTCAPABLE.error();
        }
        rights = base;
        inheriting = inherited;
    }

    /// Checks a right. Without the right to read or write a descriptor looks as if opened without that mode.
    ///
    /// @param needed the rights, all of which are needed
    /// @throws WasiError `badf` or `notcapable`
    final void require(long needed) {
        long missing = needed & ~rights;
        if (missing != 0) {
            throw ((missing & (Rights.FD_READ | Rights.FD_WRITE)) != 0 ? Errno.BADF : Errno.NOTCAPABLE).error();
        }
    }

    /// What `fdstat` calls it.
    abstract FileType type() throws IOException;

    /// Its attributes.
    abstract FileStat stat() throws IOException;
}
