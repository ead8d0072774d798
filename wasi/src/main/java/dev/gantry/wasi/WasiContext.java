package dev.gantry.wasi;

import dev.gantry.wasi.internal.GuestExit;
import dev.gantry.wasi.internal.HostFunction;
import dev.gantry.wasi.internal.Settings;
import dev.gantry.wasi.internal.WasiState;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// The WASI side of one guest: its open descriptors, clocks and streams.
///
/// Closing it closes every file, directory and socket the guest has open, and flushes its outputs; standard streams
/// given by the embedder stay open. After that every call of the guest that needs a descriptor answers `badf`.
///
/// Threading: *confined to its store*.
public final class WasiContext implements Closeable {
    private final WasiState state;

    private WasiContext(WasiState state) {
        this.state = state;
    }

    /// Opens what the configuration names.
    ///
    /// @param config what the guest is given
    /// @return the context
    /// @throws IOException when a preopened directory cannot be opened
    public static WasiContext of(WasiConfig config) throws IOException {
        return new WasiContext(WasiState.of(settings(config)));
    }

    /// Closes everything the guest has open.
    ///
    /// @throws IOException when closing or flushing failed; everything was tried
    @Override
    public void close() throws IOException {
        state.close();
    }

    /// Calls a function.
    ///
    /// @param function the function
    /// @param memory   the guest's memory
    /// @param args     the arguments, in slots
    /// @return the error number
    /// @throws ExitException        from `proc_exit`
    /// @throws InterruptedException when the thread was interrupted while the call waited
    int call(HostFunction function, MemorySegment memory, MemorySegment args) throws InterruptedException {
        try {
            return function.call(state, memory, args);
        } catch (GuestExit e) {
            throw new ExitException(e.code());
        }
    }

    private static Settings settings(WasiConfig config) {
        return new Settings(
                config.args(),
                config.env(),
                stream(config.stdin()),
                stream(config.stdout()),
                stream(config.stderr()),
                config.preopens().stream()
                        .map(p -> new Settings.Preopen(p.host(), p.guest(), p.perms() == DirPerms.READ_ONLY))
                        .toList(),
                config.listeners(),
                config.wallClock(),
                config.monotonicClock(),
                config.sleeper()::sleep,
                config.random(),
                config.maxDescriptors());
    }

    private static <S> Settings.Stream<S> stream(WasiConfig.Stream<S> stream) {
        return new Settings.Stream<>(stream.stream(), stream.inherited());
    }

    /// What the functions work on.
    ///
    /// @return the state
    WasiState state() {
        return state;
    }
}
