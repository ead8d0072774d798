package dev.gantry.wasi;

import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What a WASI guest is given: arguments, environment, standard streams, directories, sockets, clocks and random bytes.
///
/// By default a guest gets nothing: no arguments, an empty environment, an empty input, outputs that swallow, no
/// directory, the real clocks and secure random bytes. One configuration can serve any number of contexts; streams,
/// clocks and sockets are then shared by them.
///
/// Threading: *immutable*; the builder is confined to one thread.
public final class WasiConfig {
    /// A directory handed to the guest.
    ///
    /// @param host  the directory, of any provider
    /// @param guest the name under which the guest finds it, such as `/`
    /// @param perms what the guest may do below it
    public record Preopen(Path host, String guest, DirPerms perms) {}

    private final List<String> args;
    private final Map<String, String> env;
    private final Stream<InputStream> stdin;
    private final Stream<OutputStream> stdout;
    private final Stream<OutputStream> stderr;
    private final List<Preopen> preopens;
    private final List<ServerSocketChannel> listeners;
    private final InstantSource wallClock;
    private final LongSupplier monotonicClock;
    private final Sleeper sleeper;
    private final Optional<RandomGenerator> random;
    private final int maxDescriptors;

    private WasiConfig(Builder b) {
        args = List.copyOf(b.args);
        env = new LinkedHashMap<>(b.env);
        stdin = b.stdin;
        stdout = b.stdout;
        stderr = b.stderr;
        preopens = List.copyOf(b.preopens);
        listeners = List.copyOf(b.listeners);
        wallClock = b.wallClock;
        monotonicClock = b.monotonicClock;
        sleeper = b.sleeper;
        random = b.random;
        maxDescriptors = b.maxDescriptors;
    }

    /// A builder with the defaults of the type comment.
    ///
    /// @return the builder
    public static Builder builder() {
        return new Builder();
    }

    /// A standard stream.
    ///
    /// @param <S>       the kind of stream
    /// @param stream    where the bytes come from or go to
    /// @param inherited whether it is the one of this process, and may therefore be a terminal
    public record Stream<S>(S stream, boolean inherited) {}

    /// The arguments, the program's name first.
    ///
    /// @return the arguments
    public List<String> args() {
        return args;
    }

    /// The environment, in the order in which it was given.
    ///
    /// @return a copy of the environment
    public Map<String, String> env() {
        return new LinkedHashMap<>(env);
    }

    /// Descriptor 0.
    ///
    /// @return the standard input
    public Stream<InputStream> stdin() {
        return stdin;
    }

    /// Descriptor 1.
    ///
    /// @return the standard output
    public Stream<OutputStream> stdout() {
        return stdout;
    }

    /// Descriptor 2.
    ///
    /// @return the standard error output
    public Stream<OutputStream> stderr() {
        return stderr;
    }

    /// The directories, in the order of their descriptors, from 3.
    ///
    /// @return the preopened directories
    public List<Preopen> preopens() {
        return preopens;
    }

    /// The listening sockets, whose descriptors follow those of the directories.
    ///
    /// @return the preopened sockets
    public List<ServerSocketChannel> listeners() {
        return listeners;
    }

    /// The source of `realtime`.
    ///
    /// @return the clock
    public InstantSource wallClock() {
        return wallClock;
    }

    /// The source of `monotonic`, in nanoseconds.
    ///
    /// @return the clock
    public LongSupplier monotonicClock() {
        return monotonicClock;
    }

    /// How to wait for the clocks.
    ///
    /// @return the sleeper
    public Sleeper sleeper() {
        return sleeper;
    }

    /// The source of `random_get`; a `SecureRandom` made on first use when empty.
    ///
    /// @return the generator
    public Optional<RandomGenerator> random() {
        return random;
    }

    /// How many descriptors may be open at a time.
    ///
    /// @return the limit
    public int maxDescriptors() {
        return maxDescriptors;
    }

    /// Collects a [WasiConfig].
    public static final class Builder {
        private final List<String> args = new ArrayList<>();
        private final Map<String, String> env = new LinkedHashMap<>();
        private Stream<InputStream> stdin = new Stream<>(InputStream.nullInputStream(), false);
        private Stream<OutputStream> stdout = new Stream<>(OutputStream.nullOutputStream(), false);
        private Stream<OutputStream> stderr = new Stream<>(OutputStream.nullOutputStream(), false);
        private final List<Preopen> preopens = new ArrayList<>();
        private final List<ServerSocketChannel> listeners = new ArrayList<>();
        private InstantSource wallClock = Instant::now;
        private LongSupplier monotonicClock = System::nanoTime;
        private Sleeper sleeper = TimeUnit.NANOSECONDS::sleep;
        private Optional<RandomGenerator> random = Optional.empty();
        private int maxDescriptors = 4096;

        private Builder() {}

        /// Adds arguments; by custom the first of all is the program's name.
        ///
        /// @param values the arguments
        /// @return this
        /// @throws IllegalArgumentException when one contains a NUL character
        public Builder args(String... values) {
            return args(List.of(values));
        }

        /// Adds arguments; by custom the first of all is the program's name.
        ///
        /// @param values the arguments
        /// @return this
        /// @throws IllegalArgumentException when one contains a NUL character
        public Builder args(List<String> values) {
            values.forEach(Builder::requireNoNul);
            args.addAll(values);
            return this;
        }

        /// Sets one variable of the environment.
        ///
        /// @param name  its name
        /// @param value its value
        /// @return this
        /// @throws IllegalArgumentException when the name is empty or contains `=`, or either contains a NUL
        ///     character
        public Builder env(String name, String value) {
            requireNoNul(name);
            requireNoNul(value);
            if (name.isEmpty() || name.indexOf('=') >= 0) {
                throw new IllegalArgumentException("expected the name of a variable, found \"" + name + "\"");
            }
            env.put(name, value);
            return this;
        }

        /// Sets variables of the environment.
        ///
        /// @param variables names and values
        /// @return this
        /// @throws IllegalArgumentException as [#env(String, String)]
        public Builder env(Map<String, String> variables) {
            variables.forEach(this::env);
            return this;
        }

        /// Sets all variables of this process that the guest can represent.
        ///
        /// @return this
        public Builder inheritEnv() {
            // Windows keeps variables such as "=C:", which no guest can name.
            System.getenv().forEach((name, value) -> {
                if (!name.isEmpty() && name.indexOf('=') < 0) {
                    env(name, value);
                }
            });
            return this;
        }

        /// Reads descriptor 0 from the standard input of this process.
        ///
        /// @return this
        public Builder inheritStdin() {
            stdin = new Stream<>(System.in, true);
            return this;
        }

        /// Writes descriptor 1 to the standard output of this process, past `System.out`.
        ///
        /// @return this
        public Builder inheritStdout() {
            stdout = new Stream<>(new FileOutputStream(java.io.FileDescriptor.out), true);
            return this;
        }

        /// Writes descriptor 2 to the standard error output of this process, past `System.err`.
        ///
        /// @return this
        public Builder inheritStderr() {
            stderr = new Stream<>(new FileOutputStream(java.io.FileDescriptor.err), true);
            return this;
        }

        /// Inherits all three standard streams.
        ///
        /// @return this
        public Builder inheritStdio() {
            return inheritStdin().inheritStdout().inheritStderr();
        }

        /// Reads descriptor 0 from a stream, which is not closed by the context.
        ///
        /// @param input the stream
        /// @return this
        public Builder stdin(InputStream input) {
            stdin = new Stream<>(input, false);
            return this;
        }

        /// Reads descriptor 0 from bytes. Contexts of the same configuration share the position in them.
        ///
        /// @param bytes the whole input
        /// @return this
        public Builder stdin(byte[] bytes) {
            return stdin(new java.io.ByteArrayInputStream(bytes.clone()));
        }

        /// Writes descriptor 1 to a stream, which is flushed after each call of the guest and never closed.
        ///
        /// @param output the stream
        /// @return this
        public Builder stdout(OutputStream output) {
            stdout = new Stream<>(output, false);
            return this;
        }

        /// Writes descriptor 2 to a stream, which is flushed after each call of the guest and never closed.
        ///
        /// @param output the stream
        /// @return this
        public Builder stderr(OutputStream output) {
            stderr = new Stream<>(output, false);
            return this;
        }

        /// Hands a directory to the guest, for reading and writing.
        ///
        /// @param host  the directory, of any provider
        /// @param guest the name under which the guest finds it
        /// @return this
        /// @throws IllegalArgumentException when the name contains a NUL character
        public Builder preopen(Path host, String guest) {
            return preopen(host, guest, DirPerms.READ_WRITE);
        }

        /// Hands a directory to the guest. It is opened when a context is made.
        ///
        /// @param host  the directory, of any provider
        /// @param guest the name under which the guest finds it
        /// @param perms what the guest may do below it
        /// @return this
        /// @throws IllegalArgumentException when the name contains a NUL character
        public Builder preopen(Path host, String guest, DirPerms perms) {
            requireNoNul(guest);
            preopens.add(new Preopen(host, guest, perms));
            return this;
        }

        /// Hands a bound socket to the guest, which may accept connections from it. It is made non-blocking, and closed
        /// with the context.
        ///
        /// @param socket the socket
        /// @return this
        public Builder listen(ServerSocketChannel socket) {
            listeners.add(socket);
            return this;
        }

        /// Sets the source of `realtime`.
        ///
        /// @param clock the clock
        /// @return this
        public Builder wallClock(InstantSource clock) {
            wallClock = clock;
            return this;
        }

        /// Sets the source of `monotonic`. The guest sees the time since its context was made.
        ///
        /// @param nanos a clock that never goes back, in nanoseconds
        /// @return this
        public Builder monotonicClock(LongSupplier nanos) {
            monotonicClock = nanos;
            return this;
        }

        /// Sets how to wait for the clocks.
        ///
        /// @param value the sleeper
        /// @return this
        public Builder sleeper(Sleeper value) {
            sleeper = value;
            return this;
        }

        /// Sets the source of random bytes.
        ///
        /// @param generator the generator; a seeded one makes the guest deterministic
        /// @return this
        public Builder random(RandomGenerator generator) {
            random = Optional.of(generator);
            return this;
        }

        /// Limits how many descriptors may be open at a time; 4,096 by default.
        ///
        /// @param limit the limit
        /// @return this
        /// @throws IllegalArgumentException when the limit is negative
        public Builder maxDescriptors(int limit) {
            if (limit < 0) {
                throw new IllegalArgumentException("expected a limit, found " + limit);
            }
            maxDescriptors = limit;
            return this;
        }

        /// The configuration.
        ///
        /// @return the configuration
        public WasiConfig build() {
            return new WasiConfig(this);
        }

        private static void requireNoNul(String text) {
            if (text.indexOf(0) >= 0) {
                throw new IllegalArgumentException("expected a string without NUL characters");
            }
        }
    }
}
