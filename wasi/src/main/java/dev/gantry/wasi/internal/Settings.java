package dev.gantry.wasi.internal;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What a guest is given, as its state needs it.
///
/// @param args           the arguments
/// @param env            the environment, in order
/// @param stdin          the standard input
/// @param stdout         the standard output
/// @param stderr         the standard error output
/// @param preopens       the directories
/// @param listeners      the sockets
/// @param wallClock      the source of `realtime`
/// @param monotonicClock the source of `monotonic`, in nanoseconds
/// @param sleep          how to wait for the clocks
/// @param random         the source of random bytes; a `SecureRandom` made on first use when empty
/// @param maxDescriptors how many descriptors may be open at a time
public record Settings(
        List<String> args,
        Map<String, String> env,
        Stream<InputStream> stdin,
        Stream<OutputStream> stdout,
        Stream<OutputStream> stderr,
        List<Preopen> preopens,
        List<ServerSocketChannel> listeners,
        InstantSource wallClock,
        LongSupplier monotonicClock,
        Sleep sleep,
        Optional<RandomGenerator> random,
        int maxDescriptors) {
    /// A standard stream.
    ///
    /// @param <S>         the kind of stream
    /// @param stream      where the bytes come from or go to
    /// @param isInherited whether it is the one of this process, and may therefore be a terminal
    public record Stream<S>(S stream, boolean isInherited) {}

    /// A directory.
    ///
    /// @param host       the directory, of any provider
    /// @param guest      the name under which the guest finds it
    /// @param isReadOnly whether nothing below it may be changed
    public record Preopen(Path host, String guest, boolean isReadOnly) {}

    /// How to wait.
    @FunctionalInterface
    public interface Sleep {
        /// Waits, or returns early.
        ///
        /// @param nanos how long
        /// @throws InterruptedException when the thread is interrupted
        void sleep(long nanos) throws InterruptedException;
    }
}
