package dev.gantry.wasi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Descriptors, their attributes, rights and numbers.
final class FdCallsTest {
    private final Guest guest = Guest.create();

    @AfterEach
    void close() throws IOException {
        guest.close();
    }

    @Test
    void descriptorsShowTypeFlagsAndRights() {
        int fd = guest.open(Guest.ROOT, 0, "f", Flags.O_CREAT, Rights.FD_READ, Flags.FD_APPEND | Flags.FD_NONBLOCK);
        guest.run(Preview1.FD_FDSTAT_GET, fd, 16);
        assertThat(guest.u8(16)).isEqualTo(FileType.REGULAR_FILE.number());
        assertThat(guest.u16(18)).isEqualTo(5);
        assertThat(guest.u64(24)).isEqualTo(Rights.FILE & ~Rights.FD_WRITE);
        guest.run(Preview1.FD_FDSTAT_GET, Guest.ROOT, 16);
        assertThat(guest.u8(16)).isEqualTo(FileType.DIRECTORY.number());
        assertThat(guest.u64(24)).isEqualTo(Rights.DIRECTORY);
        assertThat(guest.u64(32)).isEqualTo(Rights.INHERITED);
        guest.run(Preview1.FD_FDSTAT_GET, 1, 16);
        assertThat(guest.u8(16)).isEqualTo(FileType.UNKNOWN.number());
        assertThat(guest.u64(24) & (Rights.FD_SEEK | Rights.FD_TELL | Rights.FD_READ))
                .isZero();
        assertThat(guest.call(Preview1.FD_FDSTAT_GET, 9, 16)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_FDSTAT_GET, 1, -8)).isEqualTo(Errno.FAULT);
    }

    @Test
    void unknownFlagsAreInvalid() {
        assertThat(guest.call(Preview1.FD_FDSTAT_SET_FLAGS, 1, 32)).isEqualTo(Errno.INVAL);
        guest.run(Preview1.FD_FDSTAT_SET_FLAGS, 1, Flags.FD_NONBLOCK);
        guest.run(Preview1.FD_FDSTAT_GET, 1, 16);
        assertThat(guest.u16(18)).isEqualTo(Flags.FD_NONBLOCK);
    }

    @Test
    void rightsCanBeGivenUpOnly() {
        int fd = guest.create("f");
        guest.write(fd, "abc");
        long kept = Rights.FILE & ~(Rights.FD_READ | Rights.FD_WRITE | Rights.FD_SYNC);
        guest.run(Preview1.FD_FDSTAT_SET_RIGHTS, fd, kept, 0L);
        assertThat(guest.tryRead(fd)).isEqualTo(Errno.BADF);
        assertThat(guest.tryWrite(fd, "x")).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_SYNC, fd)).isEqualTo(Errno.NOTCAPABLE);
        guest.run(Preview1.FD_DATASYNC, fd);
        assertThat(guest.call(Preview1.FD_FDSTAT_SET_RIGHTS, fd, Rights.FILE, 0L))
                .isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.call(Preview1.FD_FDSTAT_SET_RIGHTS, fd, kept, 1L)).isEqualTo(Errno.NOTCAPABLE);
    }

    @Test
    void everyPathCallNeedsItsRight() {
        int dir = guest.openDirectory(".");
        guest.create("f");
        guest.run(Preview1.FD_FDSTAT_SET_RIGHTS, dir, 0L, 0L);
        assertThat(guest.call(Preview1.PATH_CREATE_DIRECTORY, dir, "d")).isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.call(Preview1.PATH_FILESTAT_GET, dir, 0, "f", 64)).isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.call(Preview1.PATH_FILESTAT_SET_TIMES, dir, 0, "f", 0L, 0L, 0))
                .isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.call(Preview1.PATH_LINK, dir, 0, "f", Guest.ROOT, "g")).isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.call(Preview1.PATH_LINK, Guest.ROOT, 0, "f", dir, "g")).isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.tryOpen(dir, 0, "f", 0, 0, 0)).isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.call(Preview1.PATH_READLINK, dir, "f", 64, 4, 16)).isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.call(Preview1.PATH_REMOVE_DIRECTORY, dir, "f")).isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.call(Preview1.PATH_RENAME, dir, "f", Guest.ROOT, "g")).isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.call(Preview1.PATH_RENAME, Guest.ROOT, "f", dir, "g")).isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.call(Preview1.PATH_SYMLINK, "f", dir, "g")).isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.call(Preview1.PATH_UNLINK_FILE, dir, "f")).isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.call(Preview1.FD_READDIR, dir, 64, 64, 0L, 16)).isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.call(Preview1.FD_FILESTAT_GET, dir, 64)).isEqualTo(Errno.NOTCAPABLE);
    }

    @Test
    void truncationAndModesNeedRightsOfTheDirectory() {
        guest.create("f");
        int dir = guest.openDirectory(".");
        guest.run(
                Preview1.FD_FDSTAT_SET_RIGHTS,
                dir,
                Rights.DIRECTORY & ~(Rights.PATH_FILESTAT_SET_SIZE | Rights.PATH_CREATE_FILE),
                Rights.INHERITED & ~Rights.FD_WRITE);
        assertThat(guest.tryOpen(dir, 0, "f", Flags.O_TRUNC, 0, 0)).isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.tryOpen(dir, 0, "g", Flags.O_CREAT, 0, 0)).isEqualTo(Errno.NOTCAPABLE);
        assertThat(guest.tryOpen(dir, 0, "f", 0, Rights.FD_WRITE, 0)).isEqualTo(Errno.NOTCAPABLE);
        int child = guest.open(dir, 0, ".", Flags.O_DIRECTORY, 0, 0);
        assertThat(guest.tryOpen(child, 0, "f", 0, Rights.FD_WRITE, 0)).isEqualTo(Errno.NOTCAPABLE);
        guest.open(child, 0, "f", 0, Rights.FD_READ, 0);
    }

    @Test
    void preopenedDirectoriesHaveNames() throws IOException {
        guest.run(Preview1.FD_PRESTAT_GET, Guest.ROOT, 16);
        assertThat(guest.u64(16)).isEqualTo(1L << 32);
        guest.setU32(32, 0x22222222);
        guest.run(Preview1.FD_PRESTAT_DIR_NAME, Guest.ROOT, 32, 4);
        assertThat(guest.u32(32)).isEqualTo(0x2222222F);
        assertThat(guest.call(Preview1.FD_PRESTAT_DIR_NAME, Guest.ROOT, 32, 0)).isEqualTo(Errno.NAMETOOLONG);
        assertThat(guest.call(Preview1.FD_PRESTAT_DIR_NAME, Guest.ROOT, -1, 2)).isEqualTo(Errno.FAULT);
        int other = guest.openDirectory(".");
        assertThat(guest.call(Preview1.FD_PRESTAT_GET, other, 16)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_PRESTAT_GET, 0, 16)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_PRESTAT_GET, 77, 16)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_PRESTAT_DIR_NAME, other, 32, 4)).isEqualTo(Errno.BADF);
    }

    @Test
    void renumberingMovesAndCloses() {
        int a = guest.create("a");
        int b = guest.create("b");
        guest.write(a, "a");
        guest.run(Preview1.FD_RENUMBER, a, b);
        guest.write(b, "A");
        assertThat(guest.content("a")).isEqualTo("aA");
        assertThat(guest.call(Preview1.FD_CLOSE, a)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_RENUMBER, b, a)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_RENUMBER, a, b)).isEqualTo(Errno.BADF);
        guest.run(Preview1.FD_RENUMBER, b, b);
        guest.run(Preview1.FD_RENUMBER, b, Guest.ROOT);
        assertThat(guest.tryOpen(Guest.ROOT, 0, "a", 0, 0, 0)).isEqualTo(Errno.NOTDIR);
    }

    @Test
    void lowestFreeNumberIsTaken() {
        int a = guest.create("a");
        int b = guest.create("b");
        assertThat(a).isEqualTo(4);
        assertThat(b).isEqualTo(5);
        guest.close(a);
        assertThat(guest.create("c")).isEqualTo(4);
        guest.close(0);
        assertThat(guest.create("d")).isZero();
    }

    @Test
    void openDescriptorsAreLimited() throws IOException {
        try (Guest small = Guest.with(b -> b.maxDescriptors(5))) {
            int fd = small.create("a");
            assertThat(small.tryOpen(Guest.ROOT, 0, "b", Flags.O_CREAT, 0, 0)).isEqualTo(Errno.MFILE);
            assertThat(small.path("b")).doesNotExist();
            small.close(fd);
            small.create("b");
        }
    }

    @Test
    void attributesAreThoseOfTheFile() throws IOException {
        int fd = guest.create("f");
        guest.write(fd, "abc");
        Files.createLink(guest.path("g"), guest.path("f"));
        Guest.Stat stat = guest.stat(fd);
        assertThat(stat.type()).isEqualTo(FileType.REGULAR_FILE);
        assertThat(stat.size()).isEqualTo(3);
        assertThat(stat.links()).isEqualTo(2);
        assertThat(stat).isEqualTo(guest.stat(Guest.ROOT, 0, "g"));
        assertThat(stat.inode()).isNotEqualTo(guest.stat(Guest.ROOT).inode());
        assertThat(guest.stat(1).type()).isEqualTo(FileType.UNKNOWN);
        assertThat(guest.call(Preview1.FD_FILESTAT_GET, fd, Guest.MEMORY_BYTES - 63))
                .isEqualTo(Errno.FAULT);
    }

    @Test
    void deletedFilesStayOpen() throws IOException {
        int fd = guest.create("f");
        guest.write(fd, "abc");
        long inode = guest.stat(fd).inode();
        guest.run(Preview1.PATH_UNLINK_FILE, Guest.ROOT, "f");
        guest.write(fd, "def");
        guest.seek(fd, 0, 0);
        assertThat(guest.read(fd, 10)).isEqualTo("abcdef");
        assertThat(guest.stat(fd).size()).isEqualTo(6);
        assertThat(guest.stat(fd).links()).isZero();
        Files.writeString(guest.path("f"), "another");
        assertThat(guest.stat(fd).inode()).isEqualTo(inode);
        assertThat(guest.call(Preview1.FD_FILESTAT_SET_TIMES, fd, 0L, 0L, Flags.FST_MTIM))
                .isEqualTo(Errno.NOTSUP);
    }

    @Test
    void timesAreSetInNanoseconds() throws IOException {
        int fd = guest.create("f");
        long before = guest.stat(fd).accessed();
        guest.run(Preview1.FD_FILESTAT_SET_TIMES, fd, 5L, 1_600_000_000_123_456_789L, Flags.FST_MTIM);
        assertThat(Files.getLastModifiedTime(guest.path("f")))
                .isEqualTo(FileTime.from(1_600_000_000_123_456_789L, TimeUnit.NANOSECONDS));
        assertThat(guest.stat(fd).accessed()).isEqualTo(before);
        guest.run(Preview1.FD_FILESTAT_SET_TIMES, fd, 5L, 7L, Flags.FST_ATIM | Flags.FST_MTIM_NOW);
        assertThat(guest.stat(fd).accessed()).isEqualTo(5);
        assertThat(guest.stat(fd).modified()).isEqualTo(1_700_000_000_123_456_789L);
        guest.run(Preview1.FD_FILESTAT_SET_TIMES, Guest.ROOT, 1L, 2L, Flags.FST_ATIM | Flags.FST_MTIM);
        assertThat(guest.stat(Guest.ROOT).modified()).isEqualTo(2);
    }

    @Test
    void contradictoryTimesAreInvalid() {
        int fd = guest.create("f");
        int both = Flags.FST_MTIM | Flags.FST_MTIM_NOW;
        assertThat(guest.call(Preview1.FD_FILESTAT_SET_TIMES, fd, 0L, 0L, both)).isEqualTo(Errno.INVAL);
        assertThat(guest.call(Preview1.FD_FILESTAT_SET_TIMES, fd, 0L, 0L, 3)).isEqualTo(Errno.INVAL);
        assertThat(guest.call(Preview1.FD_FILESTAT_SET_TIMES, fd, 0L, 0L, 16)).isEqualTo(Errno.INVAL);
        assertThat(guest.call(Preview1.FD_FILESTAT_SET_TIMES, fd, -1L, 0L, 1)).isEqualTo(Errno.INVAL);
        assertThat(guest.call(Preview1.FD_FILESTAT_SET_TIMES, 1, 0L, 0L, 1)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_FILESTAT_SET_TIMES, 50, 0L, 0L, 1)).isEqualTo(Errno.BADF);
    }

    @Test
    void contextClosesEverything() throws IOException {
        int fd = guest.create("f");
        guest.state.close();
        assertThat(guest.tryWrite(fd, "x")).isEqualTo(Errno.BADF);
        assertThat(guest.tryOpen(Guest.ROOT, 0, "f", 0, 0, 0)).isEqualTo(Errno.BADF);
        guest.run(Preview1.CLOCK_TIME_GET, 0, 0L, 16);
    }
}
