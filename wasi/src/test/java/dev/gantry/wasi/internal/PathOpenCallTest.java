package dev.gantry.wasi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Opening.
final class PathOpenCallTest {
    private static final int FOLLOW = Flags.LOOKUP_SYMLINK_FOLLOW;

    private final Guest guest = Guest.create();

    @BeforeEach
    void fill() throws IOException {
        Files.createDirectories(guest.path("dir/nested"));
        Files.writeString(guest.path("dir/nested/file"), "content");
        Files.createSymbolicLink(guest.path("todir"), guest.fileSystem.getPath("dir"));
        Files.createSymbolicLink(guest.path("tofile"), guest.fileSystem.getPath("dir/nested/file"));
        Files.createSymbolicLink(guest.path("dangling"), guest.fileSystem.getPath("target"));
    }

    @AfterEach
    void close() throws IOException {
        guest.close();
    }

    private Errno open(int lookup, String path, int oflags, long rights) {
        return guest.tryOpen(Guest.ROOT, lookup, path, oflags, rights, 0);
    }

    @Test
    void dotsAndSlashesAreTakenOut() {
        int fd = guest.open("dir/.//nested/../../dir/nested/../nested///./file", 0, Rights.FD_READ);
        assertThat(guest.read(fd, 10)).isEqualTo("content");
    }

    @Test
    void trailingSlashesWantADirectory() {
        assertThat(open(0, "dir/nested/file/", 0, 0)).isEqualTo(Errno.NOTDIR);
        assertThat(open(0, "dir/nested/file///", 0, 0)).isEqualTo(Errno.NOTDIR);
        assertThat(open(0, "dir/nested/file/.", 0, 0)).isEqualTo(Errno.NOTDIR);
        assertThat(open(0, "dir/nested/", 0, 0)).isEqualTo(Errno.SUCCESS);
        assertThat(open(0, "dir/nested///", 0, 0)).isEqualTo(Errno.SUCCESS);
        assertThat(open(0, "new/", Flags.O_CREAT, 0)).isEqualTo(Errno.ISDIR);
        assertThat(open(0, "todir/", 0, 0)).isEqualTo(Errno.SUCCESS);
        assertThat(open(0, "tofile/", 0, 0)).isEqualTo(Errno.NOTDIR);
    }

    @Test
    void strangePathsAreRefused() {
        assertThat(open(0, "", 0, 0)).isEqualTo(Errno.NOENT);
        assertThat(open(0, "dir/nested/file\0", 0, 0)).isEqualTo(Errno.INVAL);
        assertThat(open(0, "/dir/nested/file", 0, 0)).isEqualTo(Errno.PERM);
        assertThat(open(0, "missing/file", 0, 0)).isEqualTo(Errno.NOENT);
        assertThat(open(0, "missing/..", 0, 0)).isEqualTo(Errno.NOENT);
        assertThat(open(0, "dir/nested/file/x", 0, 0)).isEqualTo(Errno.NOTDIR);
        assertThat(open(0, "dir/nested/file/../file", 0, 0)).isEqualTo(Errno.NOTDIR);
        assertThat(open(0, "x".repeat(256), 0, 0)).isEqualTo(Errno.NAMETOOLONG);
        assertThat(open(0, "x/".repeat(2049), 0, 0)).isEqualTo(Errno.NAMETOOLONG);
        byte[] latin1 = "ä".getBytes(StandardCharsets.ISO_8859_1);
        int pointer = guest.bytes(latin1);
        assertThat(guest.call(Preview1.PATH_OPEN, Guest.ROOT, 0, pointer, 1, 0, 0L, 0L, 0, 16))
                .isEqualTo(Errno.ILSEQ);
        assertThat(guest.call(Preview1.PATH_OPEN, Guest.ROOT, 0, Guest.MEMORY_BYTES - 1, 2, 0, 0L, 0L, 0, 16))
                .isEqualTo(Errno.FAULT);
        assertThat(guest.call(Preview1.PATH_OPEN, Guest.ROOT, 0, 16, -1, 0, 0L, 0L, 0, 16))
                .isEqualTo(Errno.FAULT);
        assertThat(guest.call(Preview1.PATH_OPEN, Guest.ROOT, 0, "dir", 0, 0L, 0L, 0, Guest.MEMORY_BYTES - 3))
                .isEqualTo(Errno.FAULT);
    }

    @Test
    void namesBeyondAsciiAreKept() {
        guest.write(guest.create("naïve-文-😀"), "x");
        assertThat(guest.content("naïve-文-😀")).isEqualTo("x");
    }

    @Test
    void unknownFlagsAreInvalid() {
        assertThat(open(2, "dir", 0, 0)).isEqualTo(Errno.INVAL);
        assertThat(open(0, "dir", 16, 0)).isEqualTo(Errno.INVAL);
        assertThat(guest.tryOpen(Guest.ROOT, 0, "dir", 0, 0, 32)).isEqualTo(Errno.INVAL);
        assertThat(open(0, "dir", Flags.O_DIRECTORY | Flags.O_CREAT, 0)).isEqualTo(Errno.INVAL);
        assertThat(open(0, "dir", Flags.O_DIRECTORY | Flags.O_TRUNC, 0)).isEqualTo(Errno.INVAL);
    }

    @Test
    void baseMustBeADirectory() {
        int file = guest.open("dir/nested/file", 0, Rights.FD_READ);
        assertThat(guest.tryOpen(file, 0, "foo", Flags.O_CREAT, 0, 0)).isEqualTo(Errno.NOTDIR);
        assertThat(guest.tryOpen(1, 0, "foo", Flags.O_CREAT, 0, 0)).isEqualTo(Errno.NOTDIR);
        assertThat(guest.tryOpen(42, 0, "foo", Flags.O_CREAT, 0, 0)).isEqualTo(Errno.BADF);
    }

    @Test
    void filesAreCreatedOnce() {
        int exclusive = Flags.O_CREAT | Flags.O_EXCL;
        assertThat(open(0, "new", 0, 0)).isEqualTo(Errno.NOENT);
        assertThat(open(0, "new", exclusive, 0)).isEqualTo(Errno.SUCCESS);
        assertThat(open(0, "new", exclusive, 0)).isEqualTo(Errno.EXIST);
        assertThat(open(0, "dir", exclusive, 0)).isEqualTo(Errno.EXIST);
        assertThat(open(FOLLOW, "dangling", exclusive, 0)).isEqualTo(Errno.EXIST);
        assertThat(open(0, "new", Flags.O_CREAT, 0)).isEqualTo(Errno.SUCCESS);
        assertThat(open(0, "missing/new", Flags.O_CREAT, 0)).isEqualTo(Errno.NOENT);
    }

    @Test
    void danglingLinkIsCreatedWhereItPoints() {
        assertThat(open(0, "dangling", Flags.O_CREAT, 0)).isEqualTo(Errno.LOOP);
        assertThat(guest.path("target")).doesNotExist();
        assertThat(open(FOLLOW, "dangling", 0, 0)).isEqualTo(Errno.NOENT);
        assertThat(open(FOLLOW, "dangling", Flags.O_CREAT, 0)).isEqualTo(Errno.SUCCESS);
        assertThat(guest.path("target")).isRegularFile();
    }

    @Test
    void linksAreFollowedOnRequest() {
        assertThat(open(0, "todir", Flags.O_DIRECTORY, 0)).isEqualTo(Errno.NOTDIR);
        assertThat(open(0, "todir", 0, 0)).isEqualTo(Errno.LOOP);
        assertThat(open(0, "tofile", 0, 0)).isEqualTo(Errno.LOOP);
        assertThat(open(FOLLOW, "todir", Flags.O_DIRECTORY, 0)).isEqualTo(Errno.SUCCESS);
        assertThat(open(FOLLOW, "tofile", Flags.O_DIRECTORY, 0)).isEqualTo(Errno.NOTDIR);
        assertThat(open(0, "todir/nested/file", 0, 0)).isEqualTo(Errno.SUCCESS);
        int fd = guest.open(Guest.ROOT, FOLLOW, "tofile", 0, Rights.FD_READ, 0);
        assertThat(guest.read(fd, 10)).isEqualTo("content");
    }

    @Test
    void directoriesAreNotOpenedForWriting() {
        assertThat(open(0, "dir", Flags.O_DIRECTORY, Rights.FD_READ)).isEqualTo(Errno.SUCCESS);
        assertThat(open(0, "dir", Flags.O_DIRECTORY, Rights.FD_READ | Rights.FD_WRITE))
                .isEqualTo(Errno.ISDIR);
        assertThat(open(0, "dir", 0, Rights.FD_WRITE)).isEqualTo(Errno.ISDIR);
        assertThat(open(0, ".", Flags.O_TRUNC, 0)).isEqualTo(Errno.ISDIR);
        assertThat(open(0, "dir", Flags.O_CREAT, 0)).isEqualTo(Errno.ISDIR);
        assertThat(open(0, "dir/nested/file", Flags.O_DIRECTORY, 0)).isEqualTo(Errno.NOTDIR);
        assertThat(guest.tryOpen(Guest.ROOT, 0, ".", 0, 0, Flags.FD_NONBLOCK)).isEqualTo(Errno.SUCCESS);
    }

    @Test
    void truncationEmptiesTheFile() {
        assertThat(open(0, "dir/nested/file", Flags.O_TRUNC, 0)).isEqualTo(Errno.SUCCESS);
        assertThat(guest.content("dir/nested/file")).isEmpty();
    }

    @Test
    void openDirectoriesFollowTheirMoves() throws IOException {
        int dir = guest.openDirectory("dir");
        int nested = guest.openDirectory("dir/nested");
        int file = guest.open("dir/nested/file", 0, Rights.FD_READ);
        guest.run(Preview1.PATH_RENAME, Guest.ROOT, "dir", Guest.ROOT, "moved");
        guest.run(Preview1.PATH_CREATE_DIRECTORY, dir, "a");
        guest.run(Preview1.PATH_SYMLINK, "file", nested, "b");
        guest.open(nested, FOLLOW, "b", 0, Rights.FD_READ, 0);
        assertThat(guest.path("moved/a")).isDirectory();
        assertThat(guest.stat(file).links()).isEqualTo(1);
        assertThat(guest.stat(dir)).isEqualTo(guest.stat(Guest.ROOT, 0, "moved"));
    }

    @Test
    void directoriesMovedByOthersAreStaleWhereAPathIsNeeded() throws IOException {
        int dir = guest.openDirectory("dir");
        Files.move(guest.path("dir"), guest.path("moved"));
        Files.createDirectory(guest.path("dir"));
        guest.open(dir, 0, "new", Flags.O_CREAT, 0, 0);
        assertThat(guest.path("moved/new")).exists();
        assertThat(guest.call(Preview1.PATH_CREATE_DIRECTORY, dir, "a")).isEqualTo(Errno.STALE);
        assertThat(guest.path("dir/a")).doesNotExist();
    }
}
