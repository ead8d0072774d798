package dev.gantry.wasi.internal;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Tells whether a standard stream of this process is a terminal.
final class Terminal {
    private Terminal() {}

    /// Whether a descriptor of this process is a terminal. Java knows only whether all are; Linux shows each.
    ///
    /// @param number 0, 1 or 2
    /// @return whether it is
    @SuppressWarnings("SystemConsoleNull") // it does again, from JDK 25 on
    static boolean isTerminal(int number) {
        try {
            String target =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException | SecurityException | InvalidPathException _) {
            Console console = System.console();
            return console != null && console.isTerminal();
        }
    }
}
