package dev.gantry.wasi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// No path leads out of a preopened directory: on a file system whose directories can be held open, and on one without.
final class SandboxTest {
    private static final int FOLLOW = Flags.LOOKUP_SYMLINK_FOLLOW;

    static Stream<Arguments> fileSystems() {
        return Stream.of(Arguments.argumentSet("secure", Guest.SECURE), Arguments.argumentSet("plain", Guest.PLAIN));
    }

    private static Guest guest(UnaryOperator<Configuration.Builder> fileSystem) {
        return Guest.create(fileSystem, b -> b);
    }

    private static void symlink(Guest guest, String name, String target) throws IOException {
        Files.createSymbolicLink(guest.path(name), guest.fileSystem.getPath(target));
    }

    @ParameterizedTest
    @MethodSource("fileSystems")
    void kindOfDirectoryIsWhatTheProviderOffers(UnaryOperator<Configuration.Builder> fileSystem) throws IOException {
        try (Guest guest = guest(fileSystem)) {
            OpenDirectory root = (OpenDirectory) guest.state.table().get(Guest.ROOT);
            assertThat(root.handle()).isInstanceOf(fileSystem.equals(Guest.SECURE) ? SecureDir.class : PlainDir.class);
        }
    }

    @ParameterizedTest
    @MethodSource("fileSystems")
    void dotsDoNotLeadOut(UnaryOperator<Configuration.Builder> fileSystem) throws IOException {
        try (Guest guest = guest(fileSystem)) {
            Files.createDirectory(guest.path("dir"));
            for (String path : new String[] {
                "..",
                "../",
                "../work",
                "../secret",
                "dir/../../secret",
                "dir/../../work/dir",
                "./../secret",
                "dir/../.."
            }) {
                assertThat(guest.tryOpen(Guest.ROOT, FOLLOW, path, 0, Rights.FD_READ, 0))
                        .as(path)
                        .isEqualTo(Errno.PERM);
                assertThat(guest.call(Preview1.PATH_CREATE_DIRECTORY, Guest.ROOT, path))
                        .as(path)
                        .isEqualTo(Errno.PERM);
                assertThat(guest.call(Preview1.PATH_FILESTAT_GET, Guest.ROOT, 1, path, 64))
                        .as(path)
                        .isEqualTo(Errno.PERM);
            }
            int dir = guest.openDirectory("dir");
            assertThat(guest.tryOpen(dir, 0, "..", 0, 0, 0))
                    .as("up to the root")
                    .isEqualTo(Errno.PERM);
        }
    }

    @ParameterizedTest
    @MethodSource("fileSystems")
    void absolutePathsAreRefusedEverywhere(UnaryOperator<Configuration.Builder> fileSystem) throws IOException {
        try (Guest guest = guest(fileSystem)) {
            guest.create("f");
            String out = "/secret";
            int root = Guest.ROOT;
            assertThat(guest.tryOpen(root, 0, out, 0, 0, 0)).isEqualTo(Errno.PERM);
            assertThat(guest.tryOpen(root, 0, "/new", Flags.O_CREAT, 0, 0)).isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_CREATE_DIRECTORY, root, "/new")).isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_FILESTAT_GET, root, 0, out, 64)).isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_FILESTAT_SET_TIMES, root, 0, out, 0L, 0L, 4))
                    .isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_LINK, root, 0, out, root, "g")).isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_LINK, root, 0, "f", root, "/g")).isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_READLINK, root, out, 64, 8, 16)).isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_REMOVE_DIRECTORY, root, "/outside"))
                    .isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_RENAME, root, out, root, "g")).isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_RENAME, root, "f", root, "/g")).isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_SYMLINK, "f", root, "/g")).isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_SYMLINK, out, root, "g")).isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_UNLINK_FILE, root, out)).isEqualTo(Errno.PERM);
            assertThat(Files.readString(guest.fileSystem.getPath("/secret"))).isEqualTo("secret");
        }
    }

    @ParameterizedTest
    @MethodSource("fileSystems")
    void linksDoNotLeadOut(UnaryOperator<Configuration.Builder> fileSystem) throws IOException {
        try (Guest guest = guest(fileSystem)) {
            Files.createDirectory(guest.path("dir"));
            symlink(guest, "absolute", "/secret");
            symlink(guest, "relative", "../secret");
            symlink(guest, "deep", "dir/../../secret");
            symlink(guest, "outdir", "../outside");
            symlink(guest, "absdir", "/outside");
            symlink(guest, "chain", "outdir");
            symlink(guest, "self", "../work");
            for (String path : new String[] {
                "absolute", "relative", "deep", "outdir", "absdir", "chain", "self", "outdir/x", "absdir/x", "chain/x"
            }) {
                assertThat(guest.tryOpen(Guest.ROOT, FOLLOW, path, Flags.O_CREAT, Rights.FD_READ, 0))
                        .as(path)
                        .isEqualTo(Errno.PERM);
            }
            assertThat(guest.call(Preview1.PATH_CREATE_DIRECTORY, Guest.ROOT, "outdir/x"))
                    .isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_UNLINK_FILE, Guest.ROOT, "absdir/x"))
                    .isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_FILESTAT_GET, Guest.ROOT, 0, "outdir/", 64))
                    .isEqualTo(Errno.PERM);
            assertThat(guest.fileSystem.getPath("/outside/x")).doesNotExist();
        }
    }

    @ParameterizedTest
    @MethodSource("fileSystems")
    void secondNameOfALinkDoesNotLeadOut(UnaryOperator<Configuration.Builder> fileSystem) throws IOException {
        try (Guest guest = guest(fileSystem)) {
            symlink(guest, "relative", "../secret");
            symlink(guest, "dangling", "missing");
            guest.run(Preview1.PATH_LINK, Guest.ROOT, 0, "relative", Guest.ROOT, "second");
            guest.run(Preview1.PATH_LINK, Guest.ROOT, 0, "dangling", Guest.ROOT, "third");
            assertThat(guest.stat(Guest.ROOT, 0, "second").type()).isEqualTo(FileType.SYMBOLIC_LINK);
            assertThat(guest.tryOpen(Guest.ROOT, FOLLOW, "second", 0, Rights.FD_READ, 0))
                    .isEqualTo(Errno.PERM);
        }
    }

    @ParameterizedTest
    @MethodSource("fileSystems")
    void hostsPathsAreNotShown(UnaryOperator<Configuration.Builder> fileSystem) throws IOException {
        try (Guest guest = guest(fileSystem)) {
            symlink(guest, "absolute", "/secret");
            assertThat(guest.call(Preview1.PATH_READLINK, Guest.ROOT, "absolute", 64, 8, 16))
                    .isEqualTo(Errno.PERM);
        }
    }

    @ParameterizedTest
    @MethodSource("fileSystems")
    void linksInsideAreFollowedToTheirEnd(UnaryOperator<Configuration.Builder> fileSystem) throws IOException {
        try (Guest guest = guest(fileSystem)) {
            Files.createDirectories(guest.path("a/b/c"));
            Files.writeString(guest.path("a/f"), "x");
            symlink(guest, "toc", "a/b/c/");
            Files.createSymbolicLink(guest.path("a/b/c/up"), guest.fileSystem.getPath("../../f"));
            int fd = guest.open(Guest.ROOT, FOLLOW, "toc/up", 0, Rights.FD_READ, 0);
            assertThat(guest.read(fd, 9)).isEqualTo("x");
            fd = guest.open(Guest.ROOT, FOLLOW, "toc/../../f", 0, Rights.FD_READ, 0);
            assertThat(guest.read(fd, 9)).isEqualTo("x");
            assertThat(guest.tryOpen(guest.openDirectory("a/b/c"), FOLLOW, "up", 0, 0, 0))
                    .as("the start is the limit, not the preopened directory")
                    .isEqualTo(Errno.PERM);
        }
    }

    @ParameterizedTest
    @MethodSource("fileSystems")
    void loopsEnd(UnaryOperator<Configuration.Builder> fileSystem) throws IOException {
        try (Guest guest = guest(fileSystem)) {
            symlink(guest, "loop", "loop");
            symlink(guest, "a", "b/x");
            symlink(guest, "b", "a/x");
            for (int i = 0; i < 50; i++) {
                symlink(guest, "l" + i, "l" + (i + 1));
            }
            assertThat(guest.tryOpen(Guest.ROOT, FOLLOW, "loop", 0, 0, 0)).isEqualTo(Errno.LOOP);
            assertThat(guest.tryOpen(Guest.ROOT, 0, "loop", 0, 0, 0)).isEqualTo(Errno.LOOP);
            assertThat(guest.tryOpen(Guest.ROOT, 0, "loop/x", 0, 0, 0)).isEqualTo(Errno.LOOP);
            assertThat(guest.tryOpen(Guest.ROOT, FOLLOW, "a", 0, 0, 0)).isEqualTo(Errno.LOOP);
            assertThat(guest.tryOpen(Guest.ROOT, FOLLOW, "l0", 0, 0, 0)).isEqualTo(Errno.LOOP);
            assertThat(guest.tryOpen(Guest.ROOT, FOLLOW, "l10", Flags.O_CREAT, 0, 0))
                    .as("forty links")
                    .isEqualTo(Errno.SUCCESS);
            assertThat(guest.path("l50")).exists();
        }
    }

    @ParameterizedTest
    @MethodSource("fileSystems")
    void deepPathsAreWalkedAndTheWorkIsBounded(UnaryOperator<Configuration.Builder> fileSystem) throws IOException {
        try (Guest guest = guest(fileSystem)) {
            Path path = guest.root;
            for (int i = 0; i < 300; i++) {
                path = Files.createDirectory(path.resolve("d"));
            }
            String deep = "d/".repeat(300);
            guest.openDirectory(deep + "../".repeat(5));
            assertThat(guest.tryOpen(Guest.ROOT, 0, deep + "../d/".repeat(200), 0, 0, 0))
                    .isEqualTo(Errno.NAMETOOLONG);
        }
    }

    @ParameterizedTest
    @MethodSource("fileSystems")
    void directorySwappedForALinkIsNoticed(UnaryOperator<Configuration.Builder> fileSystem) throws IOException {
        try (Guest guest = guest(fileSystem)) {
            Files.createDirectories(guest.path("dir/sub"));
            Files.createDirectory(guest.fileSystem.getPath("/outside/sub"));
            int dir = guest.openDirectory("dir/sub");
            Files.move(guest.path("dir"), guest.path("gone"));
            symlink(guest, "dir", "/outside");
            guest.tryOpen(dir, 0, "new", Flags.O_CREAT, 0, 0);
            assertThat(guest.call(Preview1.PATH_CREATE_DIRECTORY, dir, "newdir"))
                    .isEqualTo(Errno.STALE);
            assertThat(guest.call(Preview1.PATH_SYMLINK, "x", dir, "newlink")).isEqualTo(Errno.STALE);
            try (var entries = Files.list(guest.fileSystem.getPath("/outside/sub"))) {
                assertThat(entries).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("fileSystems")
    void allCallsWorkInside(UnaryOperator<Configuration.Builder> fileSystem) throws IOException {
        try (Guest guest = guest(fileSystem)) {
            int root = Guest.ROOT;
            guest.run(Preview1.PATH_CREATE_DIRECTORY, root, "d");
            int fd = guest.create("d/f");
            guest.write(fd, "abc");
            guest.run(Preview1.PATH_LINK, root, 0, "d/f", root, "g");
            guest.run(Preview1.PATH_RENAME, root, "g", root, "d/h");
            guest.create("i");
            guest.run(Preview1.PATH_RENAME, root, "i", root, "d/h");
            guest.run(Preview1.PATH_SYMLINK, "d/f", root, "l");
            guest.run(Preview1.PATH_READLINK, root, "l", 64, 8, 16);
            guest.run(Preview1.PATH_FILESTAT_SET_TIMES, root, 1, "l", 1L, 2L, 5);
            guest.run(Preview1.PATH_FILESTAT_SET_TIMES, root, 0, "l", 3L, 4L, 5);
            assertThat(guest.stat(fd).modified()).isEqualTo(2);
            assertThat(guest.stat(root, 0, "l").modified()).isEqualTo(4);
            guest.run(Preview1.FD_READDIR, guest.openDirectory("d"), 4096, 512, 0L, 16);
            assertThat(guest.u32(16)).isEqualTo(4 * 24 + 1 + 2 + 1 + 1);
            guest.run(Preview1.PATH_UNLINK_FILE, root, "d/h");
            guest.run(Preview1.PATH_UNLINK_FILE, root, "d/f");
            guest.run(Preview1.PATH_REMOVE_DIRECTORY, root, "d");
            assertThat(guest.path("d")).doesNotExist();
        }
    }

    @Test
    void readOnlyDirectoriesStayAsTheyAre() throws IOException {
        try (Guest guest = Guest.readOnly()) {
            Files.writeString(guest.path("f"), "abc");
            Files.createDirectory(guest.path("d"));
            int root = Guest.ROOT;
            int fd = guest.open("f", 0, Rights.FD_READ);
            assertThat(guest.read(fd, 9)).isEqualTo("abc");
            assertThat(guest.tryOpen(root, 0, "f", 0, Rights.FD_WRITE, 0)).isEqualTo(Errno.PERM);
            assertThat(guest.tryOpen(root, 0, "f", Flags.O_TRUNC, 0, 0)).isEqualTo(Errno.PERM);
            assertThat(guest.tryOpen(root, 0, "g", Flags.O_CREAT, 0, 0)).isEqualTo(Errno.PERM);
            assertThat(guest.tryOpen(guest.openDirectory("d"), 0, "g", Flags.O_CREAT, 0, 0))
                    .isEqualTo(Errno.PERM);
            guest.open("f", Flags.O_CREAT, Rights.FD_READ);
            assertThat(guest.call(Preview1.PATH_CREATE_DIRECTORY, root, "g")).isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_FILESTAT_SET_TIMES, root, 0, "f", 0L, 0L, 4))
                    .isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.FD_FILESTAT_SET_TIMES, fd, 0L, 0L, 4))
                    .isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.FD_FILESTAT_SET_TIMES, root, 0L, 0L, 4))
                    .isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.FD_FILESTAT_SET_SIZE, fd, 0L)).isEqualTo(Errno.INVAL);
            assertThat(guest.call(Preview1.PATH_LINK, root, 0, "f", root, "g")).isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_REMOVE_DIRECTORY, root, "d")).isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_RENAME, root, "f", root, "g")).isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_SYMLINK, "f", root, "g")).isEqualTo(Errno.PERM);
            assertThat(guest.call(Preview1.PATH_UNLINK_FILE, root, "f")).isEqualTo(Errno.PERM);
        }
    }
}
