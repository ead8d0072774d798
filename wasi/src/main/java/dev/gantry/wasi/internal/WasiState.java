package dev.gantry.wasi.internal;

import dev.gantry.wasi.DirPerms;
import dev.gantry.wasi.WasiConfig;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;

/// The state of one guest and the calls on it, by family. Threading: *confined to its store*.
public final class WasiState {
    private final FdTable table;
    private final EnvironmentCalls environment;
    private final ClockCalls clocks;
    private final RandomCalls random;
    private final FdCalls fds;
    private final FileCalls files;
    private final PathOpenCall pathOpen;
    private final PathCalls paths;
    private final PollCalls polls;
    private final SockCalls sockets;

    private WasiState(WasiConfig config, FdTable table) {
        this.table = table;
        environment = new EnvironmentCalls(config);
        clocks = new ClockCalls(config);
        random = new RandomCalls(config);
        fds = new FdCalls(table, clocks);
        files = new FileCalls(table);
        pathOpen = new PathOpenCall(table);
        paths = new PathCalls(table, clocks);
        polls = new PollCalls(table, clocks, config.sleeper());
        sockets = new SockCalls(table);
    }

    /// Opens what the configuration names.
    ///
    /// @param config what the guest is given
    /// @return the state
    /// @throws IOException when a directory cannot be opened; nothing stays open then
    public static WasiState of(WasiConfig config) throws IOException {
        // What the embedder hands over has its place in any case; the limit is for what the guest opens.
        int given = 3 + config.preopens().size() + config.listeners().size();
        FdTable table = new FdTable(Math.max(given, config.maxDescriptors()));
        try {
            var stdin = config.stdin();
            table.add(new InputDescriptor(new InputSource(stdin.stream()), stdin.inherited()));
            var stdout = config.stdout();
            table.add(new OutputDescriptor(stdout.stream(), 1, stdout.inherited()));
            var stderr = config.stderr();
            table.add(new OutputDescriptor(stderr.stream(), 2, stderr.inherited()));
            for (WasiConfig.Preopen preopen : config.preopens()) {
                table.add(new OpenDirectory(
                        DirHandle.open(preopen.host()),
                        preopen.guest(),
                        preopen.perms() == DirPerms.READ_ONLY,
                        Rights.DIRECTORY,
                        Rights.INHERITED,
                        0));
            }
            // Behind the directories, because C libraries stop looking for those at the first other descriptor.
            for (ServerSocketChannel listener : config.listeners()) {
                table.add(new ListenSocket(listener));
            }
        } catch (IOException | RuntimeException e) {
            try {
                table.closeAll();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
        return new WasiState(config, table);
    }

    /// Closes all descriptors.
    ///
    /// @throws IOException the first error; all were closed nevertheless
    public void close() throws IOException {
        table.closeAll();
    }

    FdTable table() {
        return table;
    }

    EnvironmentCalls environment() {
        return environment;
    }

    ClockCalls clocks() {
        return clocks;
    }

    RandomCalls random() {
        return random;
    }

    FdCalls fds() {
        return fds;
    }

    FileCalls files() {
        return files;
    }

    PathOpenCall pathOpen() {
        return pathOpen;
    }

    PathCalls paths() {
        return paths;
    }

    PollCalls polls() {
        return polls;
    }

    SockCalls sockets() {
        return sockets;
    }
}
