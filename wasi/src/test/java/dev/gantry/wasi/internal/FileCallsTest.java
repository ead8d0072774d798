package dev.gantry.wasi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Content of files and directories.
final class FileCallsTest {
    private final Guest guest = Guest.create();

    @AfterEach
    void close() throws IOException {
        guest.close();
    }

    @Test
    void writtenBytesAreReadBack() {
        int fd = guest.create("f");
        guest.write(fd, "hello world");
        assertThat(guest.seek(fd, 0, 0)).isZero();
        assertThat(guest.read(fd, 5)).isEqualTo("hello");
        assertThat(guest.read(fd, 100)).isEqualTo(" world");
        assertThat(guest.read(fd, 100)).isEmpty();
        assertThat(guest.content("f")).isEqualTo("hello world");
    }

    @Test
    void buffersAreScatteredAndGathered() {
        int fd = guest.create("f");
        int text = guest.bytes("abcdef".getBytes(StandardCharsets.UTF_8));
        int count = guest.reserve(4);
        guest.run(Preview1.FD_WRITE, fd, guest.buffers(text, 1, 0, 3, 2), 4, count);
        assertThat(guest.u32(count)).isEqualTo(6);
        guest.seek(fd, 1, 0);
        int target = guest.reserve(16);
        guest.run(Preview1.FD_READ, fd, guest.buffers(target, 2, 0, 8), 3, count);
        assertThat(guest.u32(count)).isEqualTo(5);
        assertThat(guest.textAt(target, 5)).isEqualTo("bcdef");
    }

    @Test
    void buffersAreCheckedBeforeAnythingHappens() {
        int fd = guest.create("f");
        int count = guest.reserve(4);
        int list = guest.buffers(0, 4, 4);
        guest.setU32(list + 8, Guest.MEMORY_BYTES - 3);
        assertThat(guest.call(Preview1.FD_WRITE, fd, list, 2, count)).isEqualTo(Errno.FAULT);
        assertThat(guest.content("f")).isEmpty();
        assertThat(guest.call(Preview1.FD_WRITE, fd, Guest.MEMORY_BYTES - 7, 1, count))
                .isEqualTo(Errno.FAULT);
        assertThat(guest.call(Preview1.FD_WRITE, fd, list, 1, -1)).isEqualTo(Errno.FAULT);
        assertThat(guest.call(Preview1.FD_WRITE, fd, list, 1025, count)).isEqualTo(Errno.INVAL);
        assertThat(guest.call(Preview1.FD_WRITE, fd, list, -1, count)).isEqualTo(Errno.INVAL);
        assertThat(guest.call(Preview1.FD_READ, fd, list, 2, count)).isEqualTo(Errno.FAULT);
        assertThat(guest.call(Preview1.FD_PREAD, fd, list, 2, 0L, count)).isEqualTo(Errno.FAULT);
        assertThat(guest.call(Preview1.FD_PWRITE, fd, list, 2, 0L, count)).isEqualTo(Errno.FAULT);
    }

    @Test
    void buffersTogetherHoldLessThanFourGibibytes() {
        int fd = guest.create("f");
        int[] lengths = new int[1024];
        java.util.Arrays.fill(lengths, 1);
        int list = guest.buffers(0, lengths);
        for (int i = 0; i < 1024; i++) {
            guest.setU32(list + 8 * i, 0);
            guest.setU32(list + 8 * i + 4, Guest.MEMORY_BYTES);
        }
        // 1,024 buffers of 256 KiB are 256 MiB: allowed, and read from an empty file.
        guest.run(Preview1.FD_READ, fd, list, 1024, guest.reserve(4));
    }

    @Test
    void positionedCallsLeaveThePosition() {
        int fd = guest.create("f");
        guest.write(fd, "0123456789");
        int count = guest.reserve(4);
        int buffer = guest.reserve(4);
        guest.run(Preview1.FD_PREAD, fd, guest.buffers(buffer, 2, 2), 2, 3L, count);
        assertThat(guest.textAt(buffer, guest.u32(count))).isEqualTo("3456");
        int text = guest.bytes("XYZ".getBytes(StandardCharsets.UTF_8));
        guest.run(Preview1.FD_PWRITE, fd, guest.buffers(text, 1, 2), 2, 8L, count);
        assertThat(guest.u32(count)).isEqualTo(3);
        guest.run(Preview1.FD_TELL, fd, 16);
        assertThat(guest.u64(16)).isEqualTo(10);
        assertThat(guest.content("f")).isEqualTo("01234567XYZ");
        guest.run(Preview1.FD_PREAD, fd, guest.buffers(buffer, 4), 1, 100L, count);
        assertThat(guest.u32(count)).isZero();
        assertThat(guest.call(Preview1.FD_PREAD, fd, guest.buffers(buffer, 4), 1, -1L, count))
                .isEqualTo(Errno.INVAL);
        assertThat(guest.call(Preview1.FD_PWRITE, fd, guest.buffers(buffer, 4), 1, -1L, count))
                .isEqualTo(Errno.INVAL);
    }

    @Test
    void seekGoesPastTheEndButNotBeforeTheStart() {
        int fd = guest.create("f");
        guest.write(fd, "abc");
        assertThat(guest.seek(fd, 10, 2)).isEqualTo(13);
        assertThat(guest.call(Preview1.FD_SEEK, fd, -14L, 1, 16)).isEqualTo(Errno.INVAL);
        assertThat(guest.call(Preview1.FD_SEEK, fd, Long.MAX_VALUE, 1, 16)).isEqualTo(Errno.OVERFLOW);
        assertThat(guest.call(Preview1.FD_SEEK, fd, 0L, 7, 16)).isEqualTo(Errno.INVAL);
        assertThat(guest.call(Preview1.FD_SEEK, fd, 0L, 0, -1)).isEqualTo(Errno.FAULT);
        guest.write(fd, "d");
        assertThat(guest.stat(fd).size()).isEqualTo(14);
    }

    @Test
    void appendedBytesGoToTheEndWhereverThePositionIs() {
        int fd = guest.open(
                Guest.ROOT, 0, "f", Flags.O_CREAT, Rights.FD_READ | Rights.FD_WRITE, Flags.FD_APPEND | Flags.FD_SYNC);
        guest.write(fd, "ab");
        guest.seek(fd, 0, 0);
        guest.write(fd, "cd");
        assertThat(guest.seek(fd, 0, 1)).isEqualTo(4);
        guest.run(Preview1.FD_FDSTAT_SET_FLAGS, fd, 0);
        guest.seek(fd, 0, 0);
        guest.write(fd, "X");
        assertThat(guest.content("f")).isEqualTo("Xbcd");
    }

    @Test
    void filesAreReadAndWrittenOnlyAsOpened() throws IOException {
        Files.writeString(guest.path("f"), "abc");
        int reading = guest.open("f", 0, Rights.FD_READ);
        assertThat(guest.tryWrite(reading, "x")).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_PWRITE, reading, 0, 0, 0L, 16)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_ALLOCATE, reading, 0L, 100L)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_FILESTAT_SET_SIZE, reading, 0L)).isEqualTo(Errno.INVAL);
        int writing = guest.open("f", 0, Rights.FD_WRITE);
        assertThat(guest.tryRead(writing)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_PREAD, writing, 0, 0, 0L, 16)).isEqualTo(Errno.BADF);
        int neither = guest.open("f", 0, Rights.NONE);
        assertThat(guest.tryRead(neither)).isEqualTo(Errno.BADF);
        assertThat(guest.tryWrite(neither, "x")).isEqualTo(Errno.BADF);
        assertThat(guest.content("f")).isEqualTo("abc");
    }

    @Test
    void directoriesHaveNoContent() {
        int list = guest.buffers(0, 4);
        assertThat(guest.call(Preview1.FD_READ, Guest.ROOT, list, 1, 16)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_WRITE, Guest.ROOT, list, 1, 16)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_PREAD, Guest.ROOT, list, 1, 0L, 16)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_PWRITE, Guest.ROOT, list, 1, 0L, 16)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_SEEK, Guest.ROOT, 0L, 0, 16)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_TELL, Guest.ROOT, 16)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_ALLOCATE, Guest.ROOT, 0L, 1L)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_ADVISE, Guest.ROOT, 0L, 1L, 0)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_FILESTAT_SET_SIZE, Guest.ROOT, 0L)).isEqualTo(Errno.BADF);
        guest.run(Preview1.FD_SYNC, Guest.ROOT);
        guest.run(Preview1.FD_DATASYNC, Guest.ROOT);
    }

    @Test
    void closedDescriptorsAreBad() {
        int fd = guest.create("f");
        guest.close(fd);
        assertThat(guest.tryRead(fd)).isEqualTo(Errno.BADF);
        assertThat(guest.tryWrite(fd, "x")).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_CLOSE, fd)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_SYNC, fd)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_SYNC, -1)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_TELL, 1 << 30, 16)).isEqualTo(Errno.BADF);
    }

    @Test
    void sizeGrowsByZerosAndShrinks() {
        int fd = guest.create("f");
        guest.write(fd, "abc");
        guest.run(Preview1.FD_FILESTAT_SET_SIZE, fd, 5L);
        assertThat(guest.content("f")).isEqualTo("abc\0\0");
        guest.run(Preview1.FD_FILESTAT_SET_SIZE, fd, 1L);
        assertThat(guest.content("f")).isEqualTo("a");
        guest.run(Preview1.FD_TELL, fd, 16);
        assertThat(guest.u64(16)).isEqualTo(3);
        assertThat(guest.call(Preview1.FD_FILESTAT_SET_SIZE, fd, -1L)).isEqualTo(Errno.INVAL);
    }

    @Test
    void allocationGrowsAndNeverShrinks() {
        int fd = guest.create("f");
        guest.run(Preview1.FD_ALLOCATE, fd, 0L, 100L);
        assertThat(guest.stat(fd).size()).isEqualTo(100);
        guest.run(Preview1.FD_ALLOCATE, fd, 10L, 10L);
        assertThat(guest.stat(fd).size()).isEqualTo(100);
        guest.run(Preview1.FD_ALLOCATE, fd, 90L, 20L);
        assertThat(guest.stat(fd).size()).isEqualTo(110);
        assertThat(guest.call(Preview1.FD_ALLOCATE, fd, 0L, 0L)).isEqualTo(Errno.INVAL);
        assertThat(guest.call(Preview1.FD_ALLOCATE, fd, -1L, 1L)).isEqualTo(Errno.INVAL);
        assertThat(guest.call(Preview1.FD_ALLOCATE, fd, Long.MAX_VALUE, 1L)).isEqualTo(Errno.FBIG);
    }

    @Test
    void adviceIsCheckedAndOtherwiseIgnored() {
        int fd = guest.create("f");
        guest.run(Preview1.FD_ADVISE, fd, 10L, 50L, 5);
        assertThat(guest.call(Preview1.FD_ADVISE, fd, 0L, 0L, 6)).isEqualTo(Errno.INVAL);
        assertThat(guest.call(Preview1.FD_ADVISE, fd, -1L, 0L, 0)).isEqualTo(Errno.INVAL);
        guest.run(Preview1.FD_SYNC, fd);
        guest.run(Preview1.FD_DATASYNC, fd);
    }

    @Test
    void emptyDirectoryHasItselfAndItsParent() {
        Map<String, FileType> entries = list(Guest.ROOT, 256);
        assertThat(entries).containsExactly(Map.entry(".", FileType.DIRECTORY), Map.entry("..", FileType.DIRECTORY));
    }

    @Test
    void entriesHaveTypesAndInodes() throws IOException {
        Files.writeString(guest.path("f"), "x");
        Files.createDirectory(guest.path("d"));
        Files.createSymbolicLink(guest.path("l"), guest.fileSystem.getPath("nowhere"));
        assertThat(list(Guest.ROOT, 512))
                .containsEntry("f", FileType.REGULAR_FILE)
                .containsEntry("d", FileType.DIRECTORY)
                .containsEntry("l", FileType.SYMBOLIC_LINK)
                .hasSize(5);
        guest.run(Preview1.FD_READDIR, Guest.ROOT, 4096, 512, 0L, 16);
        assertThat(guest.u64(4096 + 8)).isEqualTo(guest.stat(Guest.ROOT).inode());
    }

    @Test
    void largeDirectoriesAreReadInPieces() throws IOException {
        List<String> expected = new ArrayList<>(List.of(".", ".."));
        for (int i = 0; i < 1000; i++) {
            expected.add("file." + i);
            Files.createFile(guest.path("file." + i));
        }
        assertThat(list(Guest.ROOT, 100).keySet()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void cookiesStayGoodWhileFilesComeAndGo() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            Files.createFile(guest.path(name));
        }
        int buffer = guest.reserve(256);
        guest.run(Preview1.FD_READDIR, Guest.ROOT, buffer, 24 + 1 + 24 + 2, 0L, 16);
        assertThat(guest.u32(16)).isEqualTo(51);
        Files.delete(guest.path("b"));
        Files.createFile(guest.path("d"));
        guest.run(Preview1.FD_READDIR, Guest.ROOT, buffer, 256, 2L, 16);
        assertThat(guest.u32(16)).isEqualTo(3 * 25);
        assertThat(guest.textAt(buffer + 24, 1)).isEqualTo("a");
        assertThat(guest.textAt(buffer + 25 + 24, 1)).isEqualTo("b");
        assertThat(guest.u8(buffer + 25 + 20)).isEqualTo(FileType.UNKNOWN.number());
        assertThat(list(Guest.ROOT, 256)).containsKey("d").doesNotContainKey("b");
    }

    @Test
    void lastEntryIsCutOff() {
        int buffer = guest.reserve(256);
        guest.run(Preview1.FD_READDIR, Guest.ROOT, buffer, 10, 0L, 16);
        assertThat(guest.u32(16)).isEqualTo(10);
        guest.run(Preview1.FD_READDIR, Guest.ROOT, buffer, 256, 2L, 16);
        assertThat(guest.u32(16)).isZero();
        guest.run(Preview1.FD_READDIR, Guest.ROOT, buffer, 256, -1L, 16);
        assertThat(guest.u32(16)).isZero();
        guest.run(Preview1.FD_READDIR, Guest.ROOT, buffer, 0, 0L, 16);
        assertThat(guest.u32(16)).isZero();
    }

    @Test
    void listingNeedsADirectoryAndMemory() {
        int fd = guest.create("f");
        assertThat(guest.call(Preview1.FD_READDIR, fd, 64, 10, 0L, 16)).isEqualTo(Errno.NOTDIR);
        assertThat(guest.call(Preview1.FD_READDIR, 99, 64, 10, 0L, 16)).isEqualTo(Errno.BADF);
        assertThat(guest.call(Preview1.FD_READDIR, Guest.ROOT, 64, -1, 0L, 16)).isEqualTo(Errno.FAULT);
        assertThat(guest.call(Preview1.FD_READDIR, Guest.ROOT, 64, 10, 0L, -2)).isEqualTo(Errno.FAULT);
    }

    /// Lists a directory through a buffer, as C libraries do.
    private Map<String, FileType> list(int fd, int bufferBytes) {
        int buffer = guest.reserve(bufferBytes);
        int usedAt = guest.reserve(4);
        Map<String, FileType> entries = new LinkedHashMap<>();
        long cookie = 0;
        while (true) {
            guest.run(Preview1.FD_READDIR, fd, buffer, bufferBytes, cookie, usedAt);
            int used = guest.u32(usedAt);
            int at = 0;
            while (at + 24 <= used && at + 24 + guest.u32(buffer + at + 16) <= used) {
                int length = guest.u32(buffer + at + 16);
                entries.put(
                        guest.textAt(buffer + at + 24, length),
                        List.of(FileType.values()).get(guest.u8(buffer + at + 20)));
                cookie = guest.u64(buffer + at);
                at += 24 + length;
            }
            if (used < bufferBytes) {
                return entries;
            }
        }
    }
}
