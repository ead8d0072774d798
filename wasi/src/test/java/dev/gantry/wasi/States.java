package dev.gantry.wasi;

import dev.gantry.wasi.internal.WasiState;
import java.io.IOException;

/// Gives tests of the inner package the state behind a configuration.
public final class States {
    private States() {}

    @SuppressWarnings("exports")
    public static WasiState of(WasiConfig config) throws IOException {
        return WasiContext.of(config).state();
    }
}
