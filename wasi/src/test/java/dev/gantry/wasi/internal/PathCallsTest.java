package dev.gantry.wasi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Everything that is done to a path but opening it.
final class PathCallsTest {
    private final Guest guest = Guest.create();

    @BeforeEach
    void fill() throws IOException {
        Files.createDirectories(guest.path("dir"));
        Files.createDirectories(guest.path("full/sub"));
        Files.writeString(guest.path("file"), "content");
        Files.createSymbolicLink(guest.path("todir"), guest.fileSystem.getPath("dir"));
        Files.createSymbolicLink(guest.path("tofile"), guest.fileSystem.getPath("file"));
        Files.createSymbolicLink(guest.path("dangling"), guest.fileSystem.getPath("target"));
    }

    @AfterEach
    void close() throws IOException {
        guest.close();
    }

    private Errno mkdir(String path) {
        return guest.call(Preview1.PATH_CREATE_DIRECTORY, Guest.ROOT, path);
    }

    private Errno rmdir(String path) {
        return guest.call(Preview1.PATH_REMOVE_DIRECTORY, Guest.ROOT, path);
    }

    private Errno unlink(String path) {
        return guest.call(Preview1.PATH_UNLINK_FILE, Guest.ROOT, path);
    }

    private Errno rename(String from, String to) {
        return guest.call(Preview1.PATH_RENAME, Guest.ROOT, from, Guest.ROOT, to);
    }

    private Errno link(String from, String to) {
        return guest.call(Preview1.PATH_LINK, Guest.ROOT, 0, from, Guest.ROOT, to);
    }

    private Errno symlink(String target, String path) {
        return guest.call(Preview1.PATH_SYMLINK, target, Guest.ROOT, path);
    }

    private Errno readlink(String path) {
        return guest.call(Preview1.PATH_READLINK, Guest.ROOT, path, 64, 100, 16);
    }

    @Test
    void directoriesAreCreatedOnce() {
        assertThat(mkdir("new")).isEqualTo(Errno.SUCCESS);
        assertThat(mkdir("new/sub/")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.path("new/sub")).isDirectory();
        assertThat(mkdir("new")).isEqualTo(Errno.EXIST);
        assertThat(mkdir("file")).isEqualTo(Errno.EXIST);
        assertThat(mkdir("dangling")).isEqualTo(Errno.EXIST);
        assertThat(mkdir(".")).isEqualTo(Errno.EXIST);
        assertThat(mkdir("dir/..")).isEqualTo(Errno.EXIST);
        assertThat(mkdir("missing/new")).isEqualTo(Errno.NOENT);
        assertThat(mkdir("file/new")).isEqualTo(Errno.NOTDIR);
        assertThat(mkdir("")).isEqualTo(Errno.NOENT);
        assertThat(mkdir("todir/new")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.path("dir/new")).isDirectory();
    }

    @Test
    void emptyDirectoriesAreRemoved() {
        assertThat(rmdir("full")).isEqualTo(Errno.NOTEMPTY);
        assertThat(rmdir("full/sub/")).isEqualTo(Errno.SUCCESS);
        assertThat(rmdir("full")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.path("full")).doesNotExist();
        assertThat(rmdir("full")).isEqualTo(Errno.NOENT);
        assertThat(rmdir("file")).isEqualTo(Errno.NOTDIR);
        assertThat(rmdir("file/")).isEqualTo(Errno.NOTDIR);
        assertThat(rmdir("todir")).isEqualTo(Errno.NOTDIR);
        assertThat(rmdir("todir/")).isEqualTo(Errno.NOTDIR);
        assertThat(rmdir(".")).isEqualTo(Errno.INVAL);
        assertThat(rmdir("dir/.")).isEqualTo(Errno.INVAL);
        assertThat(rmdir("dir/..")).isEqualTo(Errno.NOTEMPTY);
        assertThat(guest.path("dir")).isDirectory();
    }

    @Test
    void filesAndLinksAreUnlinked() {
        assertThat(unlink("file/")).isEqualTo(Errno.NOTDIR);
        assertThat(unlink("file")).isEqualTo(Errno.SUCCESS);
        assertThat(unlink("file")).isEqualTo(Errno.NOENT);
        assertThat(unlink("dir")).isEqualTo(Errno.ISDIR);
        assertThat(unlink("dir/")).isEqualTo(Errno.ISDIR);
        assertThat(unlink(".")).isEqualTo(Errno.ISDIR);
        assertThat(unlink("todir/")).isEqualTo(Errno.NOTDIR);
        assertThat(unlink("todir")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.path("dir")).isDirectory();
        assertThat(unlink("dangling")).isEqualTo(Errno.SUCCESS);
    }

    @Test
    void directoriesAreRenamed() {
        assertThat(rename("dir/", "a")).isEqualTo(Errno.SUCCESS);
        assertThat(rename("a", "b/")).isEqualTo(Errno.SUCCESS);
        assertThat(rename("b/", "dir/")).isEqualTo(Errno.SUCCESS);
        assertThat(mkdir("empty")).isEqualTo(Errno.SUCCESS);
        assertThat(rename("full", "empty")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.path("empty/sub")).isDirectory();
        assertThat(guest.path("full")).doesNotExist();
        assertThat(rename("dir", "empty")).isEqualTo(Errno.NOTEMPTY);
        assertThat(rename("dir", "file")).isEqualTo(Errno.NOTDIR);
        assertThat(rename("empty", "empty/sub/x")).isEqualTo(Errno.INVAL);
        assertThat(rename("dir", "dir")).isEqualTo(Errno.SUCCESS);
        assertThat(rename("missing", "x")).isEqualTo(Errno.NOENT);
        assertThat(rename("dir", "missing/x")).isEqualTo(Errno.NOENT);
        assertThat(rename(".", "x")).isEqualTo(Errno.BUSY);
        assertThat(rename("dir", "empty/..")).isEqualTo(Errno.BUSY);
    }

    @Test
    void filesAreRenamedAndReplaced() throws IOException {
        Files.writeString(guest.path("other"), "other");
        assertThat(rename("file", "dir")).isEqualTo(Errno.ISDIR);
        assertThat(rename("file", "new/")).isEqualTo(Errno.NOTDIR);
        assertThat(rename("file/", "new")).isEqualTo(Errno.NOTDIR);
        assertThat(rename("file", "other")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.content("other")).isEqualTo("content");
        assertThat(guest.path("file")).doesNotExist();
        assertThat(rename("other", "dir/new")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.content("dir/new")).isEqualTo("content");
        assertThat(rename("dangling", "tofile")).isEqualTo(Errno.SUCCESS);
        assertThat(Files.readSymbolicLink(guest.path("tofile"))).hasToString("target");
    }

    @Test
    void openFilesFollowTheirNames() {
        int fd = guest.open("file", 0, Rights.FD_READ);
        Guest.Stat before = guest.stat(fd);
        assertThat(rename("file", "dir/new")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.stat(fd)).isEqualTo(before);
    }

    @Test
    void filesGetSecondNames() {
        assertThat(link("file", "dir/second")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.stat(Guest.ROOT, 0, "file")).isEqualTo(guest.stat(Guest.ROOT, 0, "dir/second"));
        assertThat(rename("file", "dir/second")).as("of the same file").isEqualTo(Errno.SUCCESS);
        assertThat(guest.path("file")).exists();
        assertThat(link("file", "file")).isEqualTo(Errno.EXIST);
        assertThat(link("file", "dir")).isEqualTo(Errno.EXIST);
        assertThat(link("file", "dangling")).isEqualTo(Errno.EXIST);
        assertThat(link("file", "new/")).isEqualTo(Errno.NOENT);
        assertThat(link("file/", "new")).isEqualTo(Errno.NOTDIR);
        assertThat(link("dir", "new")).isEqualTo(Errno.PERM);
        assertThat(link("missing", "new")).isEqualTo(Errno.NOENT);
        assertThat(link("file", "missing/new")).isEqualTo(Errno.NOENT);
        assertThat(guest.call(Preview1.PATH_LINK, Guest.ROOT, 1, "tofile", Guest.ROOT, "new"))
                .isEqualTo(Errno.INVAL);
        assertThat(guest.call(Preview1.PATH_LINK, Guest.ROOT, 2, "file", Guest.ROOT, "new"))
                .isEqualTo(Errno.INVAL);
    }

    @Test
    void linksAreCreated() throws IOException {
        assertThat(symlink("../x/./y", "new")).isEqualTo(Errno.SUCCESS);
        assertThat(Files.readSymbolicLink(guest.path("new"))).hasToString("../x/./y");
        assertThat(symlink("source", "missing/")).isEqualTo(Errno.NOENT);
        assertThat(symlink("source", "dir/")).isEqualTo(Errno.EXIST);
        assertThat(symlink("source", "dir")).isEqualTo(Errno.EXIST);
        assertThat(symlink("source", "file/")).isEqualTo(Errno.NOTDIR);
        assertThat(symlink("source", "file")).isEqualTo(Errno.EXIST);
        assertThat(symlink("source", "dangling")).isEqualTo(Errno.EXIST);
        assertThat(symlink("/", "absolute")).isEqualTo(Errno.PERM);
        assertThat(symlink("", "empty")).isEqualTo(Errno.NOENT);
        assertThat(symlink("a\0b", "nul")).isEqualTo(Errno.INVAL);
    }

    @Test
    void linksAreRead() {
        guest.setU64(64, 0);
        assertThat(readlink("tofile")).isEqualTo(Errno.SUCCESS);
        assertThat(guest.u32(16)).isEqualTo(4);
        assertThat(guest.textAt(64, 5)).isEqualTo("file\0");
        guest.run(Preview1.PATH_READLINK, Guest.ROOT, "dangling", 64, 3, 16);
        assertThat(guest.u32(16)).isEqualTo(3);
        assertThat(guest.textAt(64, 4)).as("the fourth byte stays").isEqualTo("tare");
        assertThat(readlink("file")).isEqualTo(Errno.INVAL);
        assertThat(readlink("dir")).isEqualTo(Errno.INVAL);
        assertThat(readlink("missing")).isEqualTo(Errno.NOENT);
        assertThat(readlink("todir/")).isEqualTo(Errno.INVAL);
        assertThat(guest.call(Preview1.PATH_READLINK, Guest.ROOT, "tofile", -1, 4, 16))
                .isEqualTo(Errno.FAULT);
    }

    @Test
    void attributesOfLinksAreTheirOwnUnlessFollowed() {
        assertThat(guest.stat(Guest.ROOT, 0, "tofile").type()).isEqualTo(FileType.SYMBOLIC_LINK);
        assertThat(guest.stat(Guest.ROOT, 1, "tofile").type()).isEqualTo(FileType.REGULAR_FILE);
        assertThat(guest.stat(Guest.ROOT, 0, "todir/").type()).isEqualTo(FileType.DIRECTORY);
        assertThat(guest.stat(Guest.ROOT, 0, ".")).isEqualTo(guest.stat(Guest.ROOT));
        assertThat(guest.call(Preview1.PATH_FILESTAT_GET, Guest.ROOT, 1, "dangling", 64))
                .isEqualTo(Errno.NOENT);
        assertThat(guest.call(Preview1.PATH_FILESTAT_GET, Guest.ROOT, 0, "file/", 64))
                .isEqualTo(Errno.NOTDIR);
        assertThat(guest.call(Preview1.PATH_FILESTAT_GET, Guest.ROOT, 2, "file", 64))
                .isEqualTo(Errno.INVAL);
        assertThat(guest.call(Preview1.PATH_FILESTAT_GET, Guest.ROOT, 0, "file", -8))
                .isEqualTo(Errno.FAULT);
        assertThat(guest.call(Preview1.PATH_FILESTAT_GET, 1, 0, "file", 64)).isEqualTo(Errno.NOTDIR);
    }

    @Test
    void timesOfLinksAreTheirOwnUnlessFollowed() throws IOException {
        long file = guest.stat(Guest.ROOT, 0, "file").modified();
        guest.run(Preview1.PATH_FILESTAT_SET_TIMES, Guest.ROOT, 0, "tofile", 0L, 1000L, Flags.FST_MTIM);
        assertThat(Files.getLastModifiedTime(guest.path("tofile"), LinkOption.NOFOLLOW_LINKS)
                        .toMillis())
                .isZero();
        assertThat(guest.stat(Guest.ROOT, 0, "file").modified()).isEqualTo(file);
        guest.run(Preview1.PATH_FILESTAT_SET_TIMES, Guest.ROOT, 1, "tofile", 0L, 1000L, Flags.FST_MTIM);
        assertThat(guest.stat(Guest.ROOT, 0, "file").modified()).isEqualTo(1000);
        guest.run(Preview1.PATH_FILESTAT_SET_TIMES, Guest.ROOT, 0, "dir", 0L, 0L, Flags.FST_ATIM_NOW);
        assertThat(guest.stat(Guest.ROOT, 0, "dir").accessed()).isEqualTo(1_700_000_000_123_456_789L);
        assertThat(guest.call(Preview1.PATH_FILESTAT_SET_TIMES, Guest.ROOT, 0, "file", 0L, 0L, 12))
                .isEqualTo(Errno.INVAL);
        assertThat(guest.call(Preview1.PATH_FILESTAT_SET_TIMES, Guest.ROOT, 0, "missing", 0L, 0L, 4))
                .isEqualTo(Errno.NOENT);
    }

    @Test
    void directoriesOfDifferentFileSystemsAreDifferentDevices() throws IOException {
        try (var other = Guest.newFileSystem(Guest.SECURE)) {
            Files.createDirectory(other.getPath("/other"));
            try (Guest two = Guest.with(b -> b.preopen(other.getPath("/other"), "/other"))) {
                two.create("f");
                assertThat(two.call(Preview1.PATH_RENAME, Guest.ROOT, "f", 4, "f"))
                        .isEqualTo(Errno.XDEV);
                assertThat(two.call(Preview1.PATH_LINK, Guest.ROOT, 0, "f", 4, "f"))
                        .isEqualTo(Errno.XDEV);
            }
        }
    }
}
