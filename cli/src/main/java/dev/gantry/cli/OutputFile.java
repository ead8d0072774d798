package dev.gantry.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
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
        Path file = Path.of(name);
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            throw new FileSystemException(name, null, "is a folder");
        }
        if (folder != null && !Files.isDirectory(folder)) {
            throw new FileSystemException(name, null, "there is no folder " + folder);
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            content.writeTo(out);
        } catch (IOException e) {
            if (Files.isRegularFile(file)) { // the half of something is worse than nothing
                Files.delete(file);
            }
            throw e;
        }
    }
}
