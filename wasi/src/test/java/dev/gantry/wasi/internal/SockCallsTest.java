package dev.gantry.wasi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Sockets, by channels that never see a network.
final class SockCallsTest {
    private static final int LISTENER = 4;

    private final FakeServer server = new FakeServer();
    private final FakeConnection connection = new FakeConnection();

    private Guest guest() {
        return Guest.with(b -> b.listen(server));
    }

    private int accept(Guest guest) {
        server.waiting.add(connection);
        guest.run(Preview1.SOCK_ACCEPT, LISTENER, Flags.FD_NONBLOCK, 16);
        return guest.u32(16);
    }

    private static Errno receive(Guest guest, int fd, int length, int flags) {
        return guest.call(Preview1.SOCK_RECV, fd, guest.buffers(4096, length), 1, flags, 16, 20);
    }

    @Test
    void connectionsAreAccepted() throws IOException {
        try (Guest guest = guest()) {
            guest.run(Preview1.FD_FDSTAT_SET_FLAGS, LISTENER, Flags.FD_NONBLOCK);
            assertThat(guest.call(Preview1.SOCK_ACCEPT, LISTENER, 0, 16)).isEqualTo(Errno.AGAIN);
            int fd = accept(guest);
            assertThat(fd).isEqualTo(5);
            guest.run(Preview1.FD_FDSTAT_GET, fd, 32);
            assertThat(guest.u8(32)).isEqualTo(FileType.SOCKET_STREAM.number());
            assertThat(guest.u16(34)).isEqualTo(Flags.FD_NONBLOCK);
            assertThat(guest.call(Preview1.SOCK_ACCEPT, LISTENER, 1, 16)).isEqualTo(Errno.INVAL);
            assertThat(guest.call(Preview1.SOCK_ACCEPT, fd, 0, 16)).isEqualTo(Errno.INVAL);
            assertThat(guest.call(Preview1.FD_PRESTAT_GET, LISTENER, 32)).isEqualTo(Errno.BADF);
        }
        assertThat(server.isOpen()).isFalse();
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void bytesAreReceivedAndLookedAt() throws IOException {
        try (Guest guest = guest()) {
            int fd = accept(guest);
            assertThat(receive(guest, fd, 8, 0)).isEqualTo(Errno.AGAIN);
            connection.send("hello world");
            assertThat(receive(guest, fd, 5, Flags.RECV_PEEK)).isEqualTo(Errno.SUCCESS);
            assertThat(guest.textAt(4096, guest.u32(16))).isEqualTo("hello");
            assertThat(receive(guest, fd, 6, 0)).isEqualTo(Errno.SUCCESS);
            assertThat(guest.textAt(4096, guest.u32(16))).isEqualTo("hello ");
            assertThat(guest.u16(20)).isZero();
            connection.send("!");
            assertThat(receive(guest, fd, 6, Flags.RECV_WAITALL)).isEqualTo(Errno.SUCCESS);
            assertThat(guest.textAt(4096, guest.u32(16))).isEqualTo("world!");
            connection.isAtEnd = true;
            assertThat(guest.read(fd, 8)).isEmpty();
        }
    }

    @Test
    void bytesAreSent() throws IOException {
        try (Guest guest = guest()) {
            int fd = accept(guest);
            int text = guest.bytes("abc".getBytes(StandardCharsets.UTF_8));
            guest.run(Preview1.SOCK_SEND, fd, guest.buffers(text, 1, 2), 2, 0, 16);
            assertThat(guest.u32(16)).isEqualTo(3);
            guest.write(fd, "def");
            assertThat(connection.sent).hasToString("abcdef");
            assertThat(guest.call(Preview1.SOCK_SEND, fd, guest.buffers(text, 1), 1, 1, 16))
                    .isEqualTo(Errno.INVAL);
            connection.room = 2;
            assertThat(guest.tryWrite(fd, "xyz")).isEqualTo(Errno.SUCCESS);
            assertThat(guest.tryWrite(fd, "xyz")).isEqualTo(Errno.AGAIN);
            assertThat(connection.sent).hasToString("abcdefxy");
        }
    }

    @Test
    void directionsAreShutDown() throws IOException {
        try (Guest guest = guest()) {
            int fd = accept(guest);
            assertThat(guest.call(Preview1.SOCK_SHUTDOWN, fd, 0)).isEqualTo(Errno.INVAL);
            assertThat(guest.call(Preview1.SOCK_SHUTDOWN, fd, 4)).isEqualTo(Errno.INVAL);
            guest.run(Preview1.SOCK_SHUTDOWN, fd, Flags.SHUT_WR);
            assertThat(connection.shutdowns).containsExactly("output");
            assertThat(guest.tryWrite(fd, "x")).isEqualTo(Errno.PIPE);
            guest.run(Preview1.SOCK_SHUTDOWN, fd, Flags.SHUT_RD);
            assertThat(connection.shutdowns).containsExactly("output", "input");
        }
    }

    @Test
    void readySocketsAreSeenByPoll() throws IOException {
        try (Guest guest = guest()) {
            int fd = accept(guest);
            connection.send("abc");
            server.waiting.add(new FakeConnection());
            for (int i = 0; i < 2; i++) {
                int subscription = 1024 + 48 * i;
                guest.setU64(subscription, i);
                guest.setU64(subscription + 8, Flags.EVENT_FD_READ);
                guest.setU64(subscription + 16, i == 0 ? fd : LISTENER);
            }
            guest.run(Preview1.POLL_ONEOFF, 1024, 2048, 2, 16);
            assertThat(guest.u32(16)).isEqualTo(2);
            assertThat(guest.u64(2048 + 16)).isEqualTo(3);
            assertThat(guest.read(fd, 8)).isEqualTo("abc");
            guest.run(Preview1.SOCK_ACCEPT, LISTENER, 0, 16);
        }
    }

    @Test
    void otherDescriptorsAreNoSockets() throws IOException {
        try (Guest guest = guest()) {
            int file = guest.create("f");
            for (int fd : new int[] {0, 1, Guest.ROOT, file}) {
                assertThat(guest.call(Preview1.SOCK_SHUTDOWN, fd, 1)).isEqualTo(Errno.NOTSOCK);
                assertThat(guest.call(Preview1.SOCK_ACCEPT, fd, 0, 16)).isEqualTo(Errno.NOTSOCK);
                assertThat(receive(guest, fd, 1, 0)).isEqualTo(Errno.NOTSOCK);
                assertThat(guest.call(Preview1.SOCK_SEND, fd, 64, 0, 0, 16)).isEqualTo(Errno.NOTSOCK);
            }
            assertThat(guest.call(Preview1.SOCK_SHUTDOWN, 99, 1)).isEqualTo(Errno.BADF);
            assertThat(guest.call(Preview1.SOCK_ACCEPT, 99, 0, 16)).isEqualTo(Errno.BADF);
            assertThat(receive(guest, 99, 1, 0)).isEqualTo(Errno.BADF);
            assertThat(guest.call(Preview1.SOCK_SEND, 99, 64, 0, 0, 16)).isEqualTo(Errno.BADF);
            assertThat(guest.call(Preview1.SOCK_SHUTDOWN, LISTENER, 1)).isEqualTo(Errno.NOTCONN);
            assertThat(receive(guest, LISTENER, 1, 0)).isEqualTo(Errno.NOTCONN);
            assertThat(receive(guest, accept(guest), 1, 4)).isEqualTo(Errno.INVAL);
        }
    }

    /// A socket whose connections are put into a queue.
    private static final class FakeServer extends ServerSocketChannel {
        private final Deque<SocketChannel> waiting = new ArrayDeque<>();

        FakeServer() {
            super(SelectorProvider.provider());
        }

        @Override
        public SocketChannel accept() {
            return waiting.poll();
        }

        @Override
        public ServerSocketChannel bind(SocketAddress local, int backlog) {
            return this;
        }

        @Override
        public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) {
            return this;
        }

        @Override
        public <T> T getOption(SocketOption<T> name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            return Set.of();
        }

        @Override
        public java.net.ServerSocket socket() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SocketAddress getLocalAddress() {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void implCloseSelectableChannel() {}

        @Override
        protected void implConfigureBlocking(boolean block) {}
    }

    /// A connection whose other end is this test.
    private static final class FakeConnection extends SocketChannel {
        private final ByteBuffer incoming = ByteBuffer.allocate(1024).limit(0);
        private final StringBuilder sent = new StringBuilder();
        private final Deque<String> shutdowns = new ArrayDeque<>();
        private int room = 1024;
        private boolean isAtEnd;

        FakeConnection() {
            super(SelectorProvider.provider());
        }

        void send(String text) {
            incoming.compact();
            incoming.put(text.getBytes(StandardCharsets.UTF_8)).flip();
        }

        @Override
        public int read(ByteBuffer target) {
            int count = Math.min(target.remaining(), incoming.remaining());
            if (count == 0 && isAtEnd) {
                return -1;
            }
            target.put(incoming.slice(incoming.position(), count));
            incoming.position(incoming.position() + count);
            return count;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (shutdowns.contains("output")) {
                throw new ClosedChannelException();
            }
            int count = Math.min(room, source.remaining());
            for (int i = 0; i < count; i++) {
                sent.append((char) source.get());
            }
            room -= count;
            return count;
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) {
            return read(List.of(targets).get(offset));
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            return write(List.of(sources).get(offset));
        }

        @Override
        public SocketChannel shutdownInput() {
            shutdowns.add("input");
            return this;
        }

        @Override
        public SocketChannel shutdownOutput() {
            shutdowns.add("output");
            return this;
        }

        @Override
        public SocketChannel bind(SocketAddress local) {
            return this;
        }

        @Override
        public <T> SocketChannel setOption(SocketOption<T> name, T value) {
            return this;
        }

        @Override
        public <T> T getOption(SocketOption<T> name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            return Set.of();
        }

        @Override
        public Socket socket() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public boolean isConnectionPending() {
            return false;
        }

        @Override
        public boolean connect(SocketAddress remote) {
            return true;
        }

        @Override
        public boolean finishConnect() {
            return true;
        }

        @Override
        public SocketAddress getRemoteAddress() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SocketAddress getLocalAddress() {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void implCloseSelectableChannel() {}

        @Override
        protected void implConfigureBlocking(boolean block) {}
    }
}
