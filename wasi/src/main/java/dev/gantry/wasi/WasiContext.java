package dev.gantry.wasi;

import dev.gantry.wasi.internal.WasiState;
import java.io.Closeable;
import java.io.IOException;

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
        return new WasiContext(WasiState.of(config));
    }

    /// Closes everything the guest has open.
    ///
    /// @throws IOException when closing or flushing failed; everything was tried
    @Override
    public void close() throws IOException {
        state.close();
    }

    /// What the host functions work on.
    ///
    /// @return the state
    WasiState state() {
        return state;
    }
}
