package dev.gantry.wasi.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Waiting.
final class PollCallsTest {
    private static final int OUT = 0x8000;
    private static final int COUNT = 16;

    /// Virtual time: sleeping is what moves it.
    private long now = 100;

    private final List<Long> sleeps = new ArrayList<>();

    private Guest guest(InputStream stdin) {
        return Guest.with(b -> b.stdin(stdin).monotonicClock(() -> now).sleeper(nanos -> {
            sleeps.add(nanos);
            now += nanos;
        }));
    }

    private static void clock(Guest guest, int pointer, int clock, long timeout, int flags) {
        guest.setU64(pointer, 0xC10C);
        guest.setU64(pointer + 8, Flags.EVENT_CLOCK);
        guest.setU64(pointer + 16, clock);
        guest.setU64(pointer + 24, timeout);
        guest.setU64(pointer + 32, 0);
        guest.setU64(pointer + 40, flags);
    }

    private static void descriptor(Guest guest, int pointer, int type, int fd) {
        guest.setU64(pointer, 0xFD00 + fd);
        guest.setU64(pointer + 8, type);
        guest.setU64(pointer + 16, fd);
    }

    private static Errno poll(Guest guest, int in, int count) {
        return guest.call(Preview1.POLL_ONEOFF, in, OUT, count, COUNT);
    }

    private static Errno errorOf(Guest guest, int event) {
        return List.of(Errno.values()).get(guest.u16(OUT + 32 * event + 8));
    }

    @Test
    void relativeClockIsWaitedForWithoutSpinning() throws IOException {
        try (Guest guest = guest(InputStream.nullInputStream())) {
            clock(guest, 1024, ClockCalls.MONOTONIC, 500, 0);
            clock(guest, 1072, ClockCalls.REALTIME, 300, 0);
            assertThat(poll(guest, 1024, 2)).isEqualTo(Errno.SUCCESS);
            assertThat(sleeps).containsExactly(300L);
            assertThat(guest.u32(COUNT)).isEqualTo(1);
            assertThat(guest.u64(OUT)).isEqualTo(0xC10C);
            assertThat(errorOf(guest, 0)).isEqualTo(Errno.SUCCESS);
            assertThat(guest.u8(OUT + 10)).isEqualTo(Flags.EVENT_CLOCK);
        }
    }

    @Test
    void deadlinesInThePastAreOver() throws IOException {
        try (Guest guest = guest(InputStream.nullInputStream())) {
            clock(guest, 1024, ClockCalls.REALTIME, 1, Flags.CLOCK_ABSTIME);
            clock(guest, 1072, ClockCalls.MONOTONIC, 0, 0);
            assertThat(poll(guest, 1024, 2)).isEqualTo(Errno.SUCCESS);
            assertThat(guest.u32(COUNT)).isEqualTo(2);
            assertThat(sleeps).isEmpty();
        }
    }

    @Test
    void sleepersMayWakeEarlyAndTimeMayBeEndless() throws IOException {
        int[] calls = {0};
        try (Guest guest = Guest.with(b -> b.monotonicClock(() -> now).sleeper(nanos -> {
            assertThat(nanos).isGreaterThan(Long.MAX_VALUE / 2);
            if (++calls[0] == 3) {
                throw new InterruptedException();
            }
        }))) {
            clock(guest, 1024, ClockCalls.MONOTONIC, -1, 0);
            assertThatExceptionOfType(Trap.class)
                    .isThrownBy(() -> poll(guest, 1024, 1))
                    .satisfies(trap -> assertThat(trap.failure()).isEqualTo(Failure.INTERRUPT));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void interruptionEndsAWaitForInput() throws Exception {
        GatedInput stdin = new GatedInput();
        try (Guest guest = guest(stdin)) {
            descriptor(guest, 1024, Flags.EVENT_FD_READ, 0);
            Thread polling = Thread.currentThread();
            Thread interrupter = Thread.ofPlatform().start(() -> {
                try {
                    stdin.entered.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                polling.interrupt();
            });
            assertThatExceptionOfType(Trap.class).isThrownBy(() -> poll(guest, 1024, 1));
            assertThat(Thread.interrupted()).isTrue();
            interrupter.join();
        } finally {
            stdin.gate.countDown();
        }
    }

    @Test
    void inputIsWaitedForAndThenRead() throws Exception {
        PipedInputStream pipe = new PipedInputStream();
        try (PipedOutputStream writer = new PipedOutputStream(pipe);
                Guest guest = guest(pipe)) {
            descriptor(guest, 1024, Flags.EVENT_FD_READ, 0);
            Thread sender = Thread.ofPlatform().start(() -> {
                try {
                    writer.write("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    writer.flush();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(poll(guest, 1024, 1)).isEqualTo(Errno.SUCCESS);
            assertThat(guest.u64(OUT)).isEqualTo(0xFD00);
            assertThat(guest.u64(OUT + 16)).isPositive();
            assertThat(guest.read(0, 1)).isEqualTo("h");
            sender.join();
            assertThat(guest.read(0, 10)).isEqualTo("ello");
        }
    }

    @Test
    void endOfInputIsReadyWithoutBytes() throws IOException {
        try (Guest guest = guest(InputStream.nullInputStream())) {
            descriptor(guest, 1024, Flags.EVENT_FD_READ, 0);
            assertThat(poll(guest, 1024, 1)).isEqualTo(Errno.SUCCESS);
            assertThat(guest.u64(OUT + 16)).isZero();
            assertThat(guest.u16(OUT + 24)).isEqualTo(Flags.EVENT_HANGUP);
            assertThat(guest.read(0, 10)).isEmpty();
        }
    }

    @Test
    void filesAndOutputsAreReady() throws IOException {
        try (Guest guest = guest(InputStream.nullInputStream())) {
            int fd = guest.create("f");
            guest.write(fd, "abc");
            guest.seek(fd, 1, 0);
            descriptor(guest, 1024, Flags.EVENT_FD_READ, fd);
            descriptor(guest, 1072, Flags.EVENT_FD_WRITE, fd);
            descriptor(guest, 1120, Flags.EVENT_FD_WRITE, 1);
            clock(guest, 1168, ClockCalls.MONOTONIC, 1000, 0);
            assertThat(poll(guest, 1024, 4)).isEqualTo(Errno.SUCCESS);
            assertThat(guest.u32(COUNT)).isEqualTo(3);
            assertThat(guest.u64(OUT + 16)).isEqualTo(2);
            assertThat(sleeps).isEmpty();
        }
    }

    @Test
    void errorsOfASubscriptionAreInItsEvent() throws IOException {
        try (Guest guest = guest(InputStream.nullInputStream())) {
            descriptor(guest, 1024, Flags.EVENT_FD_READ, 99);
            descriptor(guest, 1072, Flags.EVENT_FD_READ, 1);
            descriptor(guest, 1120, Flags.EVENT_FD_WRITE, 0);
            clock(guest, 1168, 77, 1000, 0);
            assertThat(poll(guest, 1024, 4)).isEqualTo(Errno.SUCCESS);
            assertThat(guest.u32(COUNT)).isEqualTo(4);
            assertThat(errorOf(guest, 0)).isEqualTo(Errno.BADF);
            assertThat(errorOf(guest, 1)).isEqualTo(Errno.BADF);
            assertThat(errorOf(guest, 2)).isEqualTo(Errno.BADF);
            assertThat(errorOf(guest, 3)).isEqualTo(Errno.INVAL);
        }
    }

    @Test
    void malformedCallsAreRefused() throws IOException {
        try (Guest guest = guest(InputStream.nullInputStream())) {
            assertThat(poll(guest, 1024, 0)).isEqualTo(Errno.INVAL);
            assertThat(poll(guest, 1024, -1)).isEqualTo(Errno.INVAL);
            assertThat(poll(guest, 1024, 65_536)).isEqualTo(Errno.FAULT);
            clock(guest, 1024, 1, 0, 2);
            assertThat(poll(guest, 1024, 1)).isEqualTo(Errno.INVAL);
            descriptor(guest, 1024, 3, 0);
            assertThat(poll(guest, 1024, 1)).isEqualTo(Errno.INVAL);
            assertThat(guest.call(Preview1.POLL_ONEOFF, 1024, -32, 1, COUNT)).isEqualTo(Errno.FAULT);
            assertThat(guest.call(Preview1.POLL_ONEOFF, 1024, OUT, 1, -4)).isEqualTo(Errno.FAULT);
        }
    }

    @Test
    void unstableSubscriptionsHaveAnIdentifier() throws IOException {
        try (Guest guest = guest(InputStream.nullInputStream()).unstable()) {
            guest.setU64(1024, 7);
            guest.setU64(1032, Flags.EVENT_CLOCK);
            guest.setU64(1040, 0x1234);
            guest.setU64(1048, ClockCalls.MONOTONIC);
            guest.setU64(1056, 250);
            guest.setU64(1064, 0);
            guest.setU64(1072, 0);
            descriptor(guest, 1080, Flags.EVENT_FD_WRITE, 55);
            assertThat(poll(guest, 1024, 1)).isEqualTo(Errno.SUCCESS);
            assertThat(sleeps).containsExactly(250L);
            assertThat(guest.u64(OUT)).isEqualTo(7);
            assertThat(poll(guest, 1024, 2)).isEqualTo(Errno.SUCCESS);
            assertThat(errorOf(guest, 0)).isEqualTo(Errno.BADF);
        }
    }
}
