package dev.gantry.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// One run of the command in this JVM, with what it printed.
///
/// @param code the exit code
/// @param out  standard output
/// @param err  messages
record CliRun(int code, String out, String err) {
    /// Runs a command line with empty input.
    static CliRun of(String... args) {
        return withInput(new byte[0], args);
    }

    /// Runs a command line.
    static CliRun withInput(byte[] input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Cli.execute(Console.of(new ByteArrayInputStream(input), out, err), args);
        return new CliRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /// Runs a command line whose standard output is full.
    static CliRun withFullDisk(String... args) {
        return withOutputThatFails("No space left on device", args);
    }

    /// Runs a command line whose standard output fails with a message of the system's.
    static CliRun withOutputThatFails(String message, String... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream full = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException(message);
            }
        };
        int code = Cli.execute(Console.of(new ByteArrayInputStream(new byte[0]), full, err), args);
        return new CliRun(code, "", err.toString(StandardCharsets.UTF_8));
    }
}
