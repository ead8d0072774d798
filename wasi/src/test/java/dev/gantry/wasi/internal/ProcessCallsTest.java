package dev.gantry.wasi.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gantry.wasi.WasiConfig;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Arguments, environment, clocks, random bytes, and the end of a guest.
final class ProcessCallsTest {
    private static final int OUTSIDE = Guest.MEMORY_BYTES - 2;

    @Test
    void argumentsAreTerminatedStrings() throws IOException {
        try (Guest guest = Guest.with(b -> b.args("prog", "ä\n", ""))) {
            guest.run(Preview1.ARGS_SIZES_GET, 16, 20);
            assertThat(guest.u32(16)).isEqualTo(3);
            assertThat(guest.u32(20)).isEqualTo(10);
            guest.run(Preview1.ARGS_GET, 32, 64);
            assertThat(guest.u32(32)).isEqualTo(64);
            assertThat(guest.u32(36)).isEqualTo(69);
            assertThat(guest.u32(40)).isEqualTo(73);
            assertThat(guest.textAt(64, 10)).isEqualTo("prog\0ä\n\0\0");
        }
    }

    @Test
    void environmentKeepsItsOrder() throws IOException {
        try (Guest guest = Guest.with(b -> b.env("B", "1").env("A", "x=y"))) {
            guest.run(Preview1.ENVIRON_SIZES_GET, 16, 20);
            assertThat(guest.u32(16)).isEqualTo(2);
            assertThat(guest.u32(20)).isEqualTo(10);
            guest.run(Preview1.ENVIRON_GET, 32, 64);
            assertThat(guest.textAt(64, 10)).isEqualTo("B=1\0A=x=y\0");
        }
    }

    @Test
    void pointersOutsideTheMemoryAreFaults() throws IOException {
        try (Guest guest = Guest.with(b -> b.args("prog").env("A", "B"))) {
            assertThat(guest.call(Preview1.ARGS_SIZES_GET, OUTSIDE, 0)).isEqualTo(Errno.FAULT);
            assertThat(guest.call(Preview1.ARGS_GET, 0, OUTSIDE)).isEqualTo(Errno.FAULT);
            assertThat(guest.call(Preview1.ENVIRON_SIZES_GET, 0, -1)).isEqualTo(Errno.FAULT);
            assertThat(guest.call(Preview1.ENVIRON_GET, -4, 0)).isEqualTo(Errno.FAULT);
            assertThat(guest.call(Preview1.CLOCK_TIME_GET, 0, 0L, OUTSIDE)).isEqualTo(Errno.FAULT);
            assertThat(guest.call(Preview1.CLOCK_RES_GET, 0, OUTSIDE)).isEqualTo(Errno.FAULT);
            assertThat(guest.call(Preview1.RANDOM_GET, 0, -1)).isEqualTo(Errno.FAULT);
            assertThat(guest.call(Preview1.RANDOM_GET, OUTSIDE, 3)).isEqualTo(Errno.FAULT);
        }
    }

    @Test
    void stringsThatCannotBePassedAreRefused() {
        WasiConfig.Builder builder = WasiConfig.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> builder.args("a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.env("a=b", "c"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.env("", "c"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.env("a", "\0"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxDescriptors(-1));
    }

    @Test
    void realtimeIsTheWallClockAndMonotonicStartsAtZero() throws IOException {
        long[] time = {1000};
        try (Guest guest = Guest.with(b -> b.monotonicClock(() -> time[0]))) {
            guest.run(Preview1.CLOCK_TIME_GET, ClockCalls.REALTIME, 1L, 16);
            assertThat(guest.u64(16)).isEqualTo(1_700_000_000_123_456_789L);
            time[0] = 1250;
            guest.run(Preview1.CLOCK_TIME_GET, ClockCalls.MONOTONIC, 0L, 16);
            assertThat(guest.u64(16)).isEqualTo(250);
            guest.run(Preview1.CLOCK_RES_GET, ClockCalls.MONOTONIC, 16);
            assertThat(guest.u64(16)).isEqualTo(1);
        }
    }

    @Test
    void clocksOfProcessorTimeAreBadDescriptorsAndOthersInvalid() throws IOException {
        try (Guest guest = Guest.create()) {
            assertThat(guest.call(Preview1.CLOCK_TIME_GET, 2, 0L, 16)).isEqualTo(Errno.BADF);
            assertThat(guest.call(Preview1.CLOCK_RES_GET, 3, 16)).isEqualTo(Errno.BADF);
            assertThat(guest.call(Preview1.CLOCK_TIME_GET, 4, 0L, 16)).isEqualTo(Errno.INVAL);
            assertThat(guest.call(Preview1.CLOCK_RES_GET, -1, 16)).isEqualTo(Errno.INVAL);
        }
    }

    @Test
    void randomBytesComeFromTheGeneratorAndFillExactlyTheBuffer() throws IOException {
        try (Guest guest = Guest.with(b -> b.random(new Random(1)))) {
            byte[] expected = new byte[8];
            new Random(1).nextBytes(expected);
            guest.run(Preview1.RANDOM_GET, 16, 8);
            assertThat(guest.bytesAt(16, 8)).isEqualTo(expected);
            assertThat(guest.u64(24)).isZero();
            guest.run(Preview1.RANDOM_GET, 1024, 200_000);
            assertThat(guest.u64(1024 + 199_992)).isNotZero();
            assertThat(guest.u64(1024 + 200_000)).isZero();
            guest.run(Preview1.RANDOM_GET, Guest.MEMORY_BYTES, 0);
        }
    }

    @Test
    void exitEndsTheGuest() throws IOException {
        try (Guest guest = Guest.create()) {
            assertThatExceptionOfType(GuestExit.class)
                    .isThrownBy(() -> guest.call(Preview1.PROC_EXIT, 33))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(33));
        }
    }

    @Test
    void raiseIsNotSupportedAndYieldSucceeds() throws IOException {
        try (Guest guest = Guest.create()) {
            assertThat(guest.call(Preview1.PROC_RAISE, 6)).isEqualTo(Errno.NOTSUP);
            guest.run(Preview1.SCHED_YIELD);
        }
    }
}
