package dev.gantry.wasi.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// `sock_*`, on sockets that were handed over and connections accepted from them.
final class SockCalls {
    private final FdTable table;

    SockCalls(FdTable table) {
        this.table = table;
    }

    void accept(GuestMemory memory, int fd, int flags, int accepted) throws IOException, InterruptedException {
        if (!(table.get(fd) instanceof ListenSocket listener)) {
            throw (table.get(fd) instanceof StreamSocket ? Errno.INVAL : Errno.NOTSOCK).error();
        }
        listener.require(Rights.SOCK_ACCEPT);
        Flags.require(flags, Flags.FD_NONBLOCK);
        memory.check(accepted, 4);
        table.requireRoom();
        SocketChannel connection = listener.accept();
        if (connection == null) {
            throw Errno.AGAIN.error();
        }
        memory.setU32(accepted, table.add(new StreamSocket(connection, flags)));
    }

    void receive(GuestMemory memory, int fd, int iovs, int count, int flags, int received, int receivedFlags)
            throws IOException, InterruptedException {
        StreamSocket socket = stream(fd, Rights.FD_READ);
        Flags.require(flags, Flags.RECV_ALL);
        Buffers buffers = memory.buffers(iovs, count);
        memory.check(received, 4);
        memory.check(receivedFlags, 2);
        boolean isPeek = (flags & Flags.RECV_PEEK) != 0;
        boolean isAll = (flags & Flags.RECV_WAITALL) != 0 && !isPeek;
        boolean mayWait = !socket.hasFlag(Flags.FD_NONBLOCK);
        boolean[] isPeeked = {false};
        long total = buffers.each((piece, position) -> {
            if (isPeek) {
                // What is looked at stays: only one piece can be filled with it.
                int peeked = isPeeked[0] ? 0 : socket.receive(piece, true, mayWait);
                isPeeked[0] = true;
                return peeked;
            }
            return isAll ? receiveAll(socket, piece) : socket.receive(piece, false, mayWait && position == 0);
        });
        memory.setU32(received, (int) total);
        memory.setU16(receivedFlags, 0);
    }

    void send(GuestMemory memory, int fd, int iovs, int count, int flags, int sent)
            throws IOException, InterruptedException {
        StreamSocket socket = stream(fd, Rights.FD_WRITE);
        Flags.require(flags, 0);
        Buffers buffers = memory.buffers(iovs, count);
        memory.check(sent, 4);
        memory.setU32(sent, (int) buffers.each((piece, _) -> socket.send(piece)));
    }

    void shutdown(int fd, int how) throws IOException {
        if (table.get(fd) instanceof ListenSocket) {
            throw Errno.NOTCONN.error();
        }
        StreamSocket socket = stream(fd, Rights.SOCK_SHUTDOWN);
        if (how == 0) {
            throw Errno.INVAL.error();
        }
        Flags.require(how, Flags.SHUT_ALL);
        if ((how & Flags.SHUT_RD) != 0) {
            socket.channel().shutdownInput();
        }
        if ((how & Flags.SHUT_WR) != 0) {
            socket.channel().shutdownOutput();
        }
    }

    private static int receiveAll(StreamSocket socket, ByteBuffer piece) throws IOException, InterruptedException {
        int total = 0;
        while (piece.hasRemaining()) {
            int count = socket.receive(piece, false, !socket.hasFlag(Flags.FD_NONBLOCK));
            if (count < 0) {
                break;
            }
            total += count;
        }
        return total;
    }

    private StreamSocket stream(int fd, long rights) {
        return switch (table.get(fd)) {
            case StreamSocket socket -> {
                socket.require(rights);
                yield socket;
            }
            case ListenSocket _ -> throw Errno.NOTCONN.error();
            case InputDescriptor _, OutputDescriptor _, OpenFile _, OpenDirectory _ -> throw Errno.NOTSOCK.error();
        };
    }
}
