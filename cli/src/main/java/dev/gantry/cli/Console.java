package dev.gantry.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// What a command reads from and writes to. Standard output is a plain stream, because `PrintStream` would swallow the
/// error of a full disk.
///
/// Threading: confined to one command at a time.
///
/// @param in            standard input
/// @param out           standard output; whoever runs the command flushes it at the end
/// @param err           where messages go
/// @param isProcess     whether these are the streams of this process
/// @param outIsPlain    whether standard output is known to be a file or a pipe
/// @param outIsTerminal whether standard output is a terminal
/// @param errIsTerminal whether messages go to a terminal
record Console(
        InputStream in,
        OutputStream out,
        PrintStream err,
        boolean isProcess,
        boolean outIsPlain,
        boolean outIsTerminal,
        boolean errIsTerminal) {
    /// Numbers of the streams that are terminals, as the launcher found them. The JDK would tell only of both together.
    private static final String TERMINALS_PROPERTY = "gantry.terminals";

    /// The streams of this process.
    static Console ofProcess() {
        String known = System.getProperty(TERMINALS_PROPERTY);
        String terminals = known == null ? "" : known;
        return new Console(
                System.in,
                new BufferedOutputStream(new StandardOutput(), 1 << 15),
                System.err,
                true,
                known != null && !terminals.contains("1"),
                terminals.contains("1"),
                terminals.contains("2"));
    }

    /// Other streams, none of them a terminal.
    static Console of(InputStream in, OutputStream out, OutputStream err) {
        return new Console(in, out, new PrintStream(err, true, StandardCharsets.UTF_8), false, false, false, false);
    }

    /// Whether messages may be coloured.
    boolean hasColors() {
        String unwanted = System.getenv("NO_COLOR");
        return errIsTerminal && (unwanted == null || unwanted.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
    }

    /// Writes a line to standard output.
    ///
    /// @throws IOException if it cannot be written
    void println(String line) throws IOException {
        print(line);
        out.write('\n');
    }

    /// Writes text to standard output.
    ///
    /// @throws IOException if it cannot be written
    void print(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
