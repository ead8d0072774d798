package dev.gantry.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a command puts what it makes: a file, or standard output.
final class OutputFile {
    /// What writes.
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private OutputFile() {}

    /// Writes content.
    ///
    /// @param name    a file, or null or `-` for standard output
    /// @param console has standard output
    /// @param content what is written
    /// @throws IOException if it cannot be written
    static void write(@Nullable String name, Console console, Content content) throws IOException {
        if (name == null || name.equals("-")) {
            content.writeTo(console.out());
            console.out().flush();
            return;
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(Path.of(name)))) {
            content.writeTo(out);
        }
    }
}
