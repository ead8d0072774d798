package dev.gantry.wasi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// The standard streams.
final class StdioTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void outputsAreSeparateAndWrittenAtOnce() throws IOException {
        try (Guest guest = Guest.create()) {
            guest.write(1, "out");
            guest.write(2, "err");
            assertThat(guest.out.toString(StandardCharsets.UTF_8)).isEqualTo("out");
            assertThat(guest.err.toString(StandardCharsets.UTF_8)).isEqualTo("err");
        }
    }

    @Test
    void oneCallIsOneWriteAndOneFlush() throws IOException {
        int[] calls = new int[2];
        OutputStream counting = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] b, int off, int len) {
                calls[0]++;
                super.write(b, off, len);
            }

            @Override
            public void flush() {
                calls[1]++;
            }
        };
        try (Guest guest = Guest.with(b -> b.stdout(counting))) {
            int text = guest.bytes(bytes("hello, world\n"));
            guest.run(Preview1.FD_WRITE, 1, guest.buffers(text, 5, 0, 7, 1), 4, 16);
            assertThat(guest.u32(16)).isEqualTo(13);
            assertThat(calls).containsExactly(1, 1);
            assertThat(counting).hasToString("hello, world\n");
        }
    }

    @Test
    void largeOutputsArriveWhole() throws IOException {
        try (Guest guest = Guest.create()) {
            for (int i = 0; i < 150_000; i++) {
                guest.memory.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 65_536 + i, (byte) ('a' + i % 26));
            }
            guest.run(Preview1.FD_WRITE, 1, guest.buffers(65_536, 65_536, 1, 84_463), 3, 16);
            assertThat(guest.u32(16)).isEqualTo(150_000);
            assertThat(guest.out.toByteArray()).isEqualTo(guest.bytesAt(65_536, 150_000));
        }
    }

    @Test
    void failingOutputIsAnError() throws IOException {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        try (Guest guest = Guest.with(b -> b.stdout(broken))) {
            assertThat(guest.tryWrite(1, "x")).isEqualTo(Errno.PIPE);
        }
    }

    @Test
    void inputIsReadUntilItsEnd() throws IOException {
        try (Guest guest = Guest.with(b -> b.stdin(bytes("hello world")))) {
            assertThat(guest.read(0, 5)).isEqualTo("hello");
            int target = guest.reserve(16);
            guest.run(Preview1.FD_READ, 0, guest.buffers(target, 1, 0, 15), 3, 16);
            assertThat(guest.textAt(target, guest.u32(16))).isEqualTo(" world");
            assertThat(guest.read(0, 5)).isEmpty();
        }
    }

    @Test
    void readDoesNotWaitForASecondPiece() throws IOException {
        InputStream oneAtATime = new ByteArrayInputStream(bytes("abc")) {
            @Override
            public synchronized int read(byte[] b, int off, int len) {
                return super.read(b, off, Math.min(len, 1));
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };
        try (Guest guest = Guest.with(b -> b.stdin(oneAtATime))) {
            int target = guest.reserve(16);
            guest.run(Preview1.FD_READ, 0, guest.buffers(target, 1, 8), 2, 16);
            assertThat(guest.textAt(target, guest.u32(16))).isEqualTo("a");
        }
    }

    @Test
    void nonBlockingInputWithoutBytesSaysAgain() throws Exception {
        GatedInput waiting = new GatedInput();
        try (Guest guest = Guest.with(b -> b.stdin(waiting))) {
            guest.run(Preview1.FD_FDSTAT_SET_FLAGS, 0, Flags.FD_NONBLOCK);
            assertThat(guest.tryRead(0)).isEqualTo(Errno.AGAIN);
            waiting.gate.countDown();
            Errno answer = guest.tryRead(0);
            while (answer == Errno.AGAIN) {
                Thread.onSpinWait();
                answer = guest.tryRead(0);
            }
            assertThat(answer).isEqualTo(Errno.SUCCESS);
        }
    }

    @Test
    void streamsHaveNoPositionAndNoDirection() throws IOException {
        try (Guest guest = Guest.create()) {
            for (int fd = 0; fd < 3; fd++) {
                assertThat(guest.call(Preview1.FD_SEEK, fd, 0L, 0, 16)).isEqualTo(Errno.SPIPE);
                assertThat(guest.call(Preview1.FD_TELL, fd, 16)).isEqualTo(Errno.SPIPE);
                assertThat(guest.call(Preview1.FD_ADVISE, fd, 0L, 0L, 0)).isEqualTo(Errno.SPIPE);
                assertThat(guest.call(Preview1.FD_SYNC, fd)).isEqualTo(Errno.INVAL);
                assertThat(guest.stat(fd).inode()).isZero();
            }
            assertThat(guest.tryRead(1)).isEqualTo(Errno.BADF);
            assertThat(guest.tryWrite(0, "x")).isEqualTo(Errno.BADF);
        }
    }

    @Test
    void closedStreamsStayTheEmbedders() throws IOException {
        boolean[] isClosed = {false};
        OutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                isClosed[0] = true;
            }
        };
        try (Guest guest = Guest.with(b -> b.stdout(out))) {
            guest.write(1, "x");
            guest.close(1);
            assertThat(guest.tryWrite(1, "x")).isEqualTo(Errno.BADF);
        }
        assertThat(isClosed[0]).isFalse();
    }
}
