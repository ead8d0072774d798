package dev.gantry.wasi.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/// A connection; the host's side never blocks. Bytes that were looked at without being taken are kept here.
final class StreamSocket extends Descriptor {
    private static final int PEEK_BYTES = 1 << 16;

    private final SocketChannel channel;
    private ByteBuffer peeked = ByteBuffer.allocate(0);

    StreamSocket(SocketChannel channel, int flags) throws IOException {
        super(Rights.STREAM, Rights.NONE, flags);
        this.channel = channel;
        channel.configureBlocking(false);
    }

    SocketChannel channel() {
        return channel;
    }

    /// Receives at least one byte.
    ///
    /// @param target where to
    /// @param isPeek whether the bytes stay
    /// @param isPatient whether to wait for them; otherwise `again` says that there are none
    /// @return how many bytes were received, or -1 at the end
    int receive(ByteBuffer target, boolean isPeek, boolean isPatient) throws IOException, InterruptedException {
        if (isPeek && !peeked.hasRemaining()) {
            ByteBuffer buffer = ByteBuffer.allocate(PEEK_BYTES);
            int count = fromChannel(buffer, isPatient);
            if (count < 0) {
                return count;
            }
            peeked = buffer.flip();
        }
        if (peeked.hasRemaining()) {
            int count = Math.min(target.remaining(), peeked.remaining());
            target.put(peeked.slice(peeked.position(), count));
            if (!isPeek) {
                peeked.position(peeked.position() + count);
            }
            return count;
        }
        return fromChannel(target, isPatient);
    }

    /// Whether bytes can be had without waiting, or the end has been reached.
    boolean isReadable() throws IOException {
        if (!peeked.hasRemaining()) {
            ByteBuffer buffer = ByteBuffer.allocate(PEEK_BYTES);
            int count = channel.read(buffer);
            peeked = buffer.flip();
            return count != 0;
        }
        return true;
    }

    /// How many bytes are known to be there.
    int available() {
        return peeked.remaining();
    }

    /// Sends all bytes of a piece, or as many as possible when it must not block.
    ///
    /// @param source the piece
    /// @return how many were sent
    int send(ByteBuffer source) throws IOException, InterruptedException {
        int total = 0;
        while (source.hasRemaining()) {
            int count = write(source);
            total += count;
            if (count == 0) {
                if (hasFlag(Flags.FD_NONBLOCK)) {
                    if (total == 0) {
                        throw Errno.AGAIN.error();
                    }
                    return total;
                }
                SocketWait.await(channel, SelectionKey.OP_WRITE);
            }
        }
        return total;
    }

    private int write(ByteBuffer source) throws IOException {
        try {
            return channel.write(source);
        } catch (ClosedChannelException e) {
            if (channel.isOpen()) {
                throw Errno.PIPE.error(); // only this direction was shut down
            }
            throw e;
        }
    }

    private int fromChannel(ByteBuffer target, boolean isPatient) throws IOException, InterruptedException {
        while (true) {
            int count = channel.read(target);
            if (count != 0) {
                return count;
            }
            if (!isPatient) {
                throw Errno.AGAIN.error();
            }
            SocketWait.await(channel, SelectionKey.OP_READ);
        }
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
        channel.close();
    }
}
