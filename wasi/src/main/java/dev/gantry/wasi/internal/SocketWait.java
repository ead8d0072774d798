package dev.gantry.wasi.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/// Waiting for sockets, in a way that ends when the thread is interrupted and leaves the sockets open then. The host's
/// selector is made when the first socket is added.
final class SocketWait implements Closeable {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private @Nullable Selector selector;

    /// Waits for one event of one socket.
    ///
    /// @param channel    the socket
    /// @param operations `SelectionKey.OP_…`
    static void await(SelectableChannel channel, int operations) throws IOException, InterruptedException {
        try (SocketWait wait = new SocketWait()) {
            wait.add(channel, operations);
            wait.await(Long.MAX_VALUE);
        }
    }

    /// Whether a socket takes bytes at this moment.
    static boolean isWritable(SelectableChannel channel) throws IOException {
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_WRITE);
            return selector.selectNow() > 0;
        }
    }

    /// Adds a socket to those waited for.
    void add(SelectableChannel channel, int operations) throws IOException {
        if (selector == null) {
            selector = Selector.open();
        }
        SelectionKey key = channel.keyFor(selector);
        channel.register(selector, key == null ? operations : key.interestOps() | operations);
    }

    /// Whether any socket was added.
    boolean isUsed() {
        return selector != null;
    }

    /// Ends the wait, from another thread.
    void wakeUp() {
        if (selector != null) {
            selector.wakeup();
        }
    }

    /// Waits for an event of any socket added.
    ///
    /// @param nanos how long at most
    void await(long nanos) throws IOException, InterruptedException {
        if (selector != null) {
            long millis = nanos / NANOS_PER_MILLI + (nanos % NANOS_PER_MILLI == 0 ? 0 : 1);
            selector.select(Math.max(1, millis));
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public void close() throws IOException {
        if (selector != null) {
            selector.close();
        }
    }
}
