package dev.gantry.wasi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The table of functions, and what differs between the two snapshots.
final class HostFunctionTest {
    @Test
    void bothSnapshotsAreComplete() {
        assertThat(names("wasi_snapshot_preview1"))
                .hasSize(46)
                .doesNotHaveDuplicates()
                .contains("sock_accept");
        assertThat(names("wasi_unstable")).hasSize(45).doesNotContain("sock_accept");
        assertThat(HostFunction.all())
                .allSatisfy(f -> assertThat(f.hasResult()).isEqualTo(!f.name().equals("proc_exit")))
                .allSatisfy(f -> assertThat(f.params()).matches("[iI]*"));
    }

    @Test
    void errorNumbersAreThoseOfTheInterface() {
        assertThat(Errno.BADF.number()).isEqualTo(8);
        assertThat(Errno.FAULT.number()).isEqualTo(21);
        assertThat(Errno.INVAL.number()).isEqualTo(28);
        assertThat(Errno.NOENT.number()).isEqualTo(44);
        assertThat(Errno.NOTSUP.number()).isEqualTo(58);
        assertThat(Errno.PERM.number()).isEqualTo(63);
        assertThat(Errno.XDEV.number()).isEqualTo(75);
        assertThat(Errno.NOTCAPABLE.number()).isEqualTo(76);
    }

    @Test
    void unstableCountsWhenceFromTheCurrentPosition() throws IOException {
        try (Guest guest = Guest.create()) {
            int fd = guest.create("f");
            guest.write(fd, "0123456789");
            assertThat(guest.seek(fd, 2, 0)).isEqualTo(2);
            assertThat(guest.seek(fd, 2, 1)).isEqualTo(4);
            assertThat(guest.seek(fd, -1, 2)).isEqualTo(9);
            guest.unstable();
            assertThat(guest.seek(fd, -2, 0)).isEqualTo(7);
            assertThat(guest.seek(fd, -4, 1)).isEqualTo(6);
            assertThat(guest.seek(fd, 3, 2)).isEqualTo(3);
            assertThat(guest.call(Preview1.FD_SEEK, fd, 0L, 3, 16)).isEqualTo(Errno.INVAL);
        }
    }

    @Test
    void unstableHasShorterLinkCounts() throws IOException {
        try (Guest guest = Guest.create().unstable()) {
            int fd = guest.create("f");
            guest.write(fd, "abc");
            guest.setU64(16 + 56, 77);
            guest.run(Preview1.FD_FILESTAT_GET, fd, 16);
            assertThat(guest.u8(16 + 16)).isEqualTo(FileType.REGULAR_FILE.number());
            assertThat(guest.u32(16 + 20)).isEqualTo(1);
            assertThat(guest.u64(16 + 24)).isEqualTo(3);
            assertThat(guest.u64(16 + 56)).isEqualTo(77);
        }
    }

    private static List<String> names(String module) {
        return HostFunction.all().stream()
                .filter(f -> f.module().equals(module))
                .map(HostFunction::name)
                .toList();
    }
}
