package dev.gantry.wasi.internal;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// A socket that accepts connections; the host's side never blocks.
final class ListenSocket extends Descriptor {
    private final ServerSocketChannel channel;
    private @Nullable SocketChannel accepted;

    ListenSocket(ServerSocketChannel channel) throws IOException {
        super(Rights.LISTENER, Rights.STREAM, 0);
        this.channel = channel;
        channel.configureBlocking(false);
    }

    /// Whether a connection waits to be accepted. Java can tell by accepting it only, so it is kept here.
    boolean isReady() throws IOException {
        if (accepted == null) {
            accepted = channel.accept();
        }
        return accepted != null;
    }

    /// Accepts a connection.
    ///
    /// @return the connection, or null when there is none and the socket must not block
    @Nullable
    SocketChannel accept() throws IOException, InterruptedException {
        while (!isReady()) {
            if (hasFlag(Flags.FD_NONBLOCK)) {
                return null;
            }
            SocketWait.await(channel, SelectionKey.OP_ACCEPT);
        }
        SocketChannel connection = accepted;
        accepted = null;
        return connection;
    }

    ServerSocketChannel channel() {
        return channel;
    }

    @Override
    FileType type() {
        return FileType.SOCKET_STREAM;
    }

    @Override
    FileStat stat() {
        return FileStat.ofStream(FileType.SOCKET_STREAM);
    }

    @Override
    public void close() throws IOException {
        try (ServerSocketChannel _ = channel) {
            if (accepted != null) {
                accepted.close();
            }
        }
    }
}
