package dev.gantry.wasi.internal;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedByInterruptException;

/// The functions of the interface: one row each, with name, parameters (`i` is `i32`, `I` is `i64`) and body. All
/// answer an `i32`, the error number, but for `proc_exit`, which does not return.
enum Preview1 {
    // spotless:off
    ARGS_GET               ("args_get",                "ii",        (s, m, a) -> s.environment().argsGet(m, a.i32(0), a.i32(1))),
    ARGS_SIZES_GET         ("args_sizes_get",          "ii",        (s, m, a) -> s.environment().argsSizesGet(m, a.i32(0), a.i32(1))),
    ENVIRON_GET            ("environ_get",             "ii",        (s, m, a) -> s.environment().environGet(m, a.i32(0), a.i32(1))),
    ENVIRON_SIZES_GET      ("environ_sizes_get",       "ii",        (s, m, a) -> s.environment().environSizesGet(m, a.i32(0), a.i32(1))),
    CLOCK_RES_GET          ("clock_res_get",           "ii",        (s, m, a) -> s.clocks().resolutionGet(m, a.i32(0), a.i32(1))),
    CLOCK_TIME_GET         ("clock_time_get",          "iIi",       (s, m, a) -> s.clocks().timeGet(m, a.i32(0), a.i32(2))),
    FD_ADVISE              ("fd_advise",               "iIIi",      (s, m, a) -> s.files().advise(a.i32(0), a.i64(1), a.i64(2), a.i32(3))),
    FD_ALLOCATE            ("fd_allocate",             "iII",       (s, m, a) -> s.files().allocate(a.i32(0), a.i64(1), a.i64(2))),
    FD_CLOSE               ("fd_close",                "i",         (s, m, a) -> s.fds().close(a.i32(0))),
    FD_DATASYNC            ("fd_datasync",             "i",         (s, m, a) -> s.files().sync(a.i32(0), false)),
    FD_FDSTAT_GET          ("fd_fdstat_get",           "ii",        (s, m, a) -> s.fds().fdstatGet(m, a.i32(0), a.i32(1))),
    FD_FDSTAT_SET_FLAGS    ("fd_fdstat_set_flags",     "ii",        (s, m, a) -> s.fds().fdstatSetFlags(a.i32(0), a.i32(1))),
    FD_FDSTAT_SET_RIGHTS   ("fd_fdstat_set_rights",    "iII",       (s, m, a) -> s.fds().fdstatSetRights(a.i32(0), a.i64(1), a.i64(2))),
    FD_FILESTAT_GET        ("fd_filestat_get",         "ii",        (s, m, a) -> s.fds().filestatGet(m, a.abi(), a.i32(0), a.i32(1))),
    FD_FILESTAT_SET_SIZE   ("fd_filestat_set_size",    "iI",        (s, m, a) -> s.files().filestatSetSize(a.i32(0), a.i64(1))),
    FD_FILESTAT_SET_TIMES  ("fd_filestat_set_times",   "iIIi",      (s, m, a) -> s.fds().filestatSetTimes(a.i32(0), a.i64(1), a.i64(2), a.i32(3))),
    FD_PREAD               ("fd_pread",                "iiiIi",     (s, m, a) -> s.files().pread(m, a.i32(0), a.i32(1), a.i32(2), a.i64(3), a.i32(4))),
    FD_PRESTAT_GET         ("fd_prestat_get",          "ii",        (s, m, a) -> s.fds().prestatGet(m, a.i32(0), a.i32(1))),
    FD_PRESTAT_DIR_NAME    ("fd_prestat_dir_name",     "iii",       (s, m, a) -> s.fds().prestatDirName(m, a.i32(0), a.i32(1), a.i32(2))),
    FD_PWRITE              ("fd_pwrite",               "iiiIi",     (s, m, a) -> s.files().pwrite(m, a.i32(0), a.i32(1), a.i32(2), a.i64(3), a.i32(4))),
    FD_READ                ("fd_read",                 "iiii",      (s, m, a) -> s.files().read(m, a.i32(0), a.i32(1), a.i32(2), a.i32(3))),
    FD_READDIR             ("fd_readdir",              "iiiIi",     (s, m, a) -> s.files().readdir(m, a.i32(0), a.i32(1), a.i32(2), a.i64(3), a.i32(4))),
    FD_RENUMBER            ("fd_renumber",             "ii",        (s, m, a) -> s.fds().renumber(a.i32(0), a.i32(1))),
    FD_SEEK                ("fd_seek",                 "iIii",      (s, m, a) -> s.files().seek(m, a.abi(), a.i32(0), a.i64(1), a.i32(2), a.i32(3))),
    FD_SYNC                ("fd_sync",                 "i",         (s, m, a) -> s.files().sync(a.i32(0), true)),
    FD_TELL                ("fd_tell",                 "ii",        (s, m, a) -> s.files().tell(m, a.i32(0), a.i32(1))),
    FD_WRITE               ("fd_write",                "iiii",      (s, m, a) -> s.files().write(m, a.i32(0), a.i32(1), a.i32(2), a.i32(3))),
    PATH_CREATE_DIRECTORY  ("path_create_directory",   "iii",       (s, m, a) -> s.paths().createDirectory(m, a.i32(0), a.i32(1), a.i32(2))),
    PATH_FILESTAT_GET      ("path_filestat_get",       "iiiii",     (s, m, a) -> s.paths().filestatGet(m, a.abi(), a.i32(0), a.i32(1), a.i32(2), a.i32(3), a.i32(4))),
    PATH_FILESTAT_SET_TIMES("path_filestat_set_times", "iiiiIIi",   (s, m, a) -> s.paths().filestatSetTimes(m, a.i32(0), a.i32(1), a.i32(2), a.i32(3), a.i64(4), a.i64(5), a.i32(6))),
    PATH_LINK              ("path_link",               "iiiiiii",   (s, m, a) -> s.paths().link(m, a.i32(0), a.i32(1), a.i32(2), a.i32(3), a.i32(4), a.i32(5), a.i32(6))),
    PATH_OPEN              ("path_open",               "iiiiiIIii", (s, m, a) -> s.pathOpen().open(m, a.i32(0), a.i32(1), a.i32(2), a.i32(3), a.i32(4), a.i64(5), a.i32(7), a.i32(8))),
    PATH_READLINK          ("path_readlink",           "iiiiii",    (s, m, a) -> s.paths().readlink(m, a.i32(0), a.i32(1), a.i32(2), a.i32(3), a.i32(4), a.i32(5))),
    PATH_REMOVE_DIRECTORY  ("path_remove_directory",   "iii",       (s, m, a) -> s.paths().removeDirectory(m, a.i32(0), a.i32(1), a.i32(2))),
    PATH_RENAME            ("path_rename",             "iiiiii",    (s, m, a) -> s.paths().rename(m, a.i32(0), a.i32(1), a.i32(2), a.i32(3), a.i32(4), a.i32(5))),
    PATH_SYMLINK           ("path_symlink",            "iiiii",     (s, m, a) -> s.paths().symlink(m, a.i32(0), a.i32(1), a.i32(2), a.i32(3), a.i32(4))),
    PATH_UNLINK_FILE       ("path_unlink_file",        "iii",       (s, m, a) -> s.paths().unlinkFile(m, a.i32(0), a.i32(1), a.i32(2))),
    POLL_ONEOFF            ("poll_oneoff",             "iiii",      (s, m, a) -> s.polls().pollOneoff(m, a.abi(), a.i32(0), a.i32(1), a.i32(2), a.i32(3))),
    PROC_EXIT              ("proc_exit",               "i",         (s, m, a) -> { throw new GuestExit(a.i32(0)); }),
    PROC_RAISE             ("proc_raise",              "i",         (s, m, a) -> { throw Errno.NOTSUP.error(); }),
    SCHED_YIELD            ("sched_yield",             "",          (s, m, a) -> yieldToOthers()),
    RANDOM_GET             ("random_get",              "ii",        (s, m, a) -> s.random().get(m, a.i32(0), a.i32(1))),
    SOCK_ACCEPT            ("sock_accept",             "iii",       (s, m, a) -> s.sockets().accept(m, a.i32(0), a.i32(1), a.i32(2))),
    SOCK_RECV              ("sock_recv",               "iiiiii",    (s, m, a) -> s.sockets().receive(m, a.i32(0), a.i32(1), a.i32(2), a.i32(3), a.i32(4), a.i32(5))),
    SOCK_SEND              ("sock_send",               "iiiii",     (s, m, a) -> s.sockets().send(m, a.i32(0), a.i32(1), a.i32(2), a.i32(3), a.i32(4))),
    SOCK_SHUTDOWN          ("sock_shutdown",           "ii",        (s, m, a) -> s.sockets().shutdown(a.i32(0), a.i32(1)));
    // spotless:on

    @FunctionalInterface
    private interface Body {
        void run(WasiState state, GuestMemory memory, Slots args) throws IOException, InterruptedException;
    }

    private final String text;
    private final String params;

    @SuppressWarnings("ImmutableEnumChecker") // the bodies are lambdas that capture nothing
    private final Body body;

    Preview1(String text, String params, Body body) {
        this.text = text;
        this.params = params;
        this.body = body;
    }

    /// The name under which modules import it.
    ///
    /// @return the name
    String text() {
        return text;
    }

    /// The types of the parameters: `i` is `i32`, `I` is `i64`.
    ///
    /// @return one letter for each
    String params() {
        return params;
    }

    /// Whether it answers an error number.
    ///
    /// @return false for `proc_exit`
    boolean hasResult() {
        return this != PROC_EXIT;
    }

    /// Calls it.
    ///
    /// @param state  the guest's state
    /// @param memory the guest's memory
    /// @param args   the arguments in slots of 16 bytes
    /// @param abi    the snapshot the guest imported it from
    /// @return the error number
    /// @throws GuestExit            from `proc_exit`
    /// @throws InterruptedException when the thread was interrupted while the call waited
    int call(WasiState state, MemorySegment memory, MemorySegment args, Abi abi) throws InterruptedException {
        try {
            body.run(state, new GuestMemory(memory), new Slots(args, abi));
            return Errno.SUCCESS.number();
        } catch (ClosedByInterruptException _) {
            Thread.interrupted();
            throw new InterruptedException();
        } catch (IOException e) {
            return HostErrors.of(e).number();
        } catch (RuntimeException e) {
            Errno errno = HostErrors.of(e);
            if (errno == null) {
                throw e;
            }
            return errno.number();
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // it is what the guest asks for
    private static void yieldToOthers() {
        Thread.yield();
    }
}
