package dev.gantry.wasi.internal;

/// The small bit sets and enumerations of the interface, by type.
final class Flags {
    // spotless:off
    static final int FD_APPEND = 1, FD_DSYNC = 2, FD_NONBLOCK = 4, FD_RSYNC = 8, FD_SYNC = 16, FD_ALL = 31;
    static final int O_CREAT = 1, O_DIRECTORY = 2, O_EXCL = 4, O_TRUNC = 8, O_ALL = 15;
    static final int LOOKUP_SYMLINK_FOLLOW = 1, LOOKUP_ALL = 1;
    static final int FST_ATIM = 1, FST_ATIM_NOW = 2, FST_MTIM = 4, FST_MTIM_NOW = 8, FST_ALL = 15;
    static final int CLOCK_ABSTIME = 1;
    static final int EVENT_HANGUP = 1;
    static final int RECV_PEEK = 1, RECV_WAITALL = 2, RECV_ALL = 3;
    static final int SHUT_RD = 1, SHUT_WR = 2, SHUT_ALL = 3;
    static final int ADVICE_MAX = 5;
    static final int PREOPEN_DIR = 0;
    static final int EVENT_CLOCK = 0, EVENT_FD_READ = 1, EVENT_FD_WRITE = 2;
    // spotless:on

    private Flags() {}

    /// Refuses bits that have no meaning.
    ///
    /// @param value   the bits
    /// @param allowed those that have one
    static void require(int value, int allowed) {
        if ((value & ~allowed) != 0) {
            throw Errno.INVAL.error();
        }
    }
}
