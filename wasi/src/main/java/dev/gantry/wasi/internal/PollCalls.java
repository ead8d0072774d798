package dev.gantry.wasi.internal;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `poll_oneoff`: looks at all subscriptions, and when none has happened waits, without spinning, for the first.
///
/// What is wrong with one subscription is reported in its event. Regular files are always ready.
final class PollCalls {
    /// How many subscriptions one call may have.
    private static final int MAX_SUBSCRIPTIONS = 65_536;

    private static final int EVENT_BYTES = 32;

    private final FdTable table;
    private final ClockCalls clocks;
    private final Settings.Sleep sleeper;

    /// One subscription.
    ///
    /// @param userdata the guest's name for it
    /// @param type     `Flags.EVENT_…`
    /// @param fd       the descriptor, or the clock that tells the time
    /// @param deadline for clocks: the time waited for
    private record Subscription(long userdata, int type, int fd, long deadline) {
        /// Its event.
        Event happened(Errno errno, long bytes, int flags) {
            return new Event(userdata, errno, type, bytes, flags);
        }
    }

    private record Event(long userdata, Errno errno, int type, long bytes, int flags) {}

    PollCalls(FdTable table, ClockCalls clocks, Settings.Sleep sleeper) {
        this.table = table;
        this.clocks = clocks;
        this.sleeper = sleeper;
    }

    void pollOneoff(GuestMemory memory, Abi abi, int in, int out, int count, int eventCount)
            throws IOException, InterruptedException {
        if (count == 0 || Integer.compareUnsigned(count, MAX_SUBSCRIPTIONS) > 0) {
            throw Errno.INVAL.error();
        }
        memory.check(in, (long) count * abi.subscriptionBytes());
        memory.check(out, (long) count * EVENT_BYTES);
        memory.check(eventCount, 4);
        List<Subscription> subscriptions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            subscriptions.add(subscription(memory, abi, in + i * abi.subscriptionBytes()));
        }
        List<Event> events = events(subscriptions);
        while (events.isEmpty()) {
            await(subscriptions);
            events = events(subscriptions);
        }
        int pointer = out;
        for (Event event : events) {
            write(memory, pointer, event);
            pointer += EVENT_BYTES;
        }
        memory.setU32(eventCount, events.size());
    }

    private Subscription subscription(GuestMemory memory, Abi abi, int pointer) {
        long userdata = memory.u64(pointer);
        int type = memory.u8(pointer + 8);
        if (type == Flags.EVENT_FD_READ || type == Flags.EVENT_FD_WRITE) {
            return new Subscription(userdata, type, memory.u32(pointer + 16), 0);
        }
        if (type != Flags.EVENT_CLOCK) {
            throw Errno.INVAL.error();
        }
        int fields = pointer + abi.clockOffset();
        int clock = memory.u32(fields);
        long timeout = memory.u64(fields + 8);
        int flags = memory.u16(fields + 24);
        Flags.require(flags, Flags.CLOCK_ABSTIME);
        long deadline = timeout < 0 ? Long.MAX_VALUE : timeout; // unsigned: after the end of time as we know it
        if ((flags & Flags.CLOCK_ABSTIME) == 0 && (clock == ClockCalls.REALTIME || clock == ClockCalls.MONOTONIC)) {
            // Relative times are measured by the clock that nobody sets.
            clock = ClockCalls.MONOTONIC;
            long now = clocks.monotonic();
            deadline = deadline > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + deadline;
        }
        return new Subscription(userdata, type, clock, deadline);
    }

    private List<Event> events(List<Subscription> subscriptions) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        List<Event> events = new ArrayList<>();
        for (Subscription subscription : subscriptions) {
            try {
                (subscription.type == Flags.EVENT_CLOCK ? clockEvent(subscription) : fdEvent(subscription))
                        .ifPresent(events::add);
            } catch (WasiError e) {
                events.add(subscription.happened(e.errno(), 0, 0));
            } catch (IOException e) {
                events.add(subscription.happened(HostErrors.of(e), 0, 0));
            }
        }
        return events;
    }

    private Optional<Event> clockEvent(Subscription subscription) {
        boolean isOver = clocks.now(subscription.fd) >= subscription.deadline;
        return isOver ? Optional.of(subscription.happened(Errno.SUCCESS, 0, 0)) : Optional.empty();
    }

    private Optional<Event> fdEvent(Subscription subscription) throws IOException {
        Descriptor descriptor = table.get(subscription.fd, Rights.POLL_FD_READWRITE);
        boolean isRead = subscription.type == Flags.EVENT_FD_READ;
        descriptor.require(descriptor instanceof ListenSocket ? 0 : isRead ? Rights.FD_READ : Rights.FD_WRITE);
        return switch (descriptor) {
            case OpenFile file -> {
                long left = isRead && file.isSeekable() ? file.size() - file.position() : 1;
                yield Optional.of(subscription.happened(Errno.SUCCESS, Math.max(0, left), 0));
            }
            case OutputDescriptor _ -> Optional.of(subscription.happened(Errno.SUCCESS, 1, 0));
            case InputDescriptor input -> when(input.source().isReady(), subscription, input.source()::available);
            case StreamSocket socket ->
                isRead
                        ? when(socket.isReadable(), subscription, socket::available)
                        : when(SocketWait.isWritable(socket.channel()), subscription, () -> 1);
            case ListenSocket socket -> when(isRead && socket.isReady(), subscription, () -> 1);
            case OpenDirectory _ -> throw Errno.BADF.error();
        };
    }

    /// How many bytes can be read.
    private interface Available {
        int bytes() throws IOException;
    }

    /// The event of something that can be at its end: then it is ready without bytes.
    private static Optional<Event> when(boolean isReady, Subscription subscription, Available available)
            throws IOException {
        if (!isReady) {
            return Optional.empty();
        }
        int bytes = available.bytes();
        return Optional.of(subscription.happened(Errno.SUCCESS, bytes, bytes == 0 ? Flags.EVENT_HANGUP : 0));
    }

    private void await(List<Subscription> subscriptions) throws IOException, InterruptedException {
        long nanos = Long.MAX_VALUE;
        List<InputSource> inputs = new ArrayList<>();
        try (SocketWait sockets = new SocketWait()) {
            for (Subscription subscription : subscriptions) {
                if (subscription.type == Flags.EVENT_CLOCK) {
                    nanos = Math.min(nanos, Math.max(1, subscription.deadline - clocks.now(subscription.fd)));
                } else if (table.get(subscription.fd) instanceof InputDescriptor input) {
                    inputs.add(input.source());
                } else {
                    addSocket(sockets, subscription);
                }
            }
            if (sockets.isUsed()) {
                inputs.forEach(input -> input.fill(sockets::wakeUp));
                sockets.await(nanos);
            } else if (inputs.isEmpty()) {
                sleeper.sleep(nanos);
            } else {
                inputs.getFirst().await(nanos);
            }
        }
    }

    private void addSocket(SocketWait sockets, Subscription subscription) throws IOException {
        boolean isRead = subscription.type == Flags.EVENT_FD_READ;
        if (table.get(subscription.fd) instanceof StreamSocket socket) {
            sockets.add(socket.channel(), isRead ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
        } else if (isRead && table.get(subscription.fd) instanceof ListenSocket socket) {
            sockets.add(socket.channel(), SelectionKey.OP_ACCEPT);
        }
    }

    private static void write(GuestMemory memory, int pointer, Event event) {
        memory.clear(pointer, EVENT_BYTES);
        memory.setU64(pointer, event.userdata);
        memory.setU16(pointer + 8, event.errno.number());
        memory.setU8(pointer + 10, event.type);
        memory.setU64(pointer + 16, event.bytes);
        memory.setU16(pointer + 24, event.flags);
    }
}
