package dev.gantry.runtime.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.runtime.ResourceException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReservationTest {
    private static final long LARGE = 512L << 20;

    @TempDir
    private Path folder;

    @Test
    void largeOnesAreZeroAndLeaveNoFile() throws IOException {
        Reservation reservation = Reservation.closeable(LARGE, List.of(folder));
        MemorySegment segment = reservation.segment();
        assertThat(segment.byteSize()).isEqualTo(LARGE);
        assertThat(segment.get(ValueLayout.JAVA_LONG, LARGE - 8)).isZero();
        segment.set(ValueLayout.JAVA_LONG, LARGE / 2, 7);
        assertThat(segment.get(ValueLayout.JAVA_LONG, LARGE / 2)).isEqualTo(7);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
        reservation.close();
        assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
        reservation.close();
    }

    @Test
    void withoutAUsableFolderSmallerOnesAreAllocatedAndLargeOnesRefused() {
        Path missing = folder.resolve("missing");
        Reservation small = Reservation.closeable(3L << 20, List.of(missing));
        assertThat(small.segment().byteSize()).isEqualTo(3L << 20);
        small.close();
        assertThatThrownBy(() -> Reservation.closeable(LARGE, List.of(missing)))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("cannot map a temporary file")
                .hasMessageContaining("missing");
    }

    @Test
    void theSecondFolderIsTriedWhenTheFirstFails() {
        Reservation reservation = Reservation.closeable(LARGE, List.of(folder.resolve("missing"), folder));
        assertThat(reservation.segment().byteSize()).isEqualTo(LARGE);
        reservation.close();
    }
}
