package dev.gantry.wasi.internal;

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

    private WasiState(Settings settings, FdTable table) {
        this.table = table;
        environment = new EnvironmentCalls(settings);
        clocks = new ClockCalls(settings);
        random = new RandomCalls(settings);
        fds = new FdCalls(table, clocks);
        files = new FileCalls(table);
        pathOpen = new PathOpenCall(table);
        paths = new PathCalls(table, clocks);
        polls = new PollCalls(table, clocks, settings.sleep());
        sockets = new SockCalls(table);
    }

    /// Opens what the configuration names.
    ///
    /// @param settings what the guest is given
    /// @return the state
    /// @throws IOException when a directory cannot be opened; nothing stays open then
    public static WasiState of(Settings settings) throws IOException {
        // What the embedder hands over has its place in any case; the limit is for what the guest opens.
        int given = 3 + settings.preopens().size() + settings.listeners().size();
        FdTable table = new FdTable(Math.max(given, settings.maxDescriptors()));
        try {
            var stdin = settings.stdin();
            table.add(new InputDescriptor(new InputSource(stdin.stream()), stdin.isInherited()));
            var stdout = settings.stdout();
            table.add(new OutputDescriptor(stdout.stream(), 1, stdout.isInherited()));
            var stderr = settings.stderr();
            table.add(new OutputDescriptor(stderr.stream(), 2, stderr.isInherited()));
            for (Settings.Preopen preopen : settings.preopens()) {
                table.add(new OpenDirectory(
                        DirHandle.open(preopen.host()),
                        preopen.guest(),
                        preopen.isReadOnly(),
                        Rights.DIRECTORY,
                        Rights.INHERITED,
                        0));
            }
            // Behind the directories, because C libraries stop looking for those at the first other descriptor.
            for (ServerSocketChannel listener : settings.listeners()) {
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
        return new WasiState(settings, table);
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
