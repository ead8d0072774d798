package dev.gantry;

import dev.gantry.runtime.vm.VmModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;

/// The file in which `perf` looks for the names of code that is in no library: a line for each function, with address
/// and size in hexadecimal and a name.
///
/// Addresses of code that was unloaded are used again; what is appended last counts for `perf`.
///
/// Threading: thread-safe; each module is one write.
final class PerfMap {
    private final Path file;

    private PerfMap(Path file) {
        this.file = file;
    }

    /// The file of this process.
    static PerfMap ofProcess() {
        return new PerfMap(Path.of("/tmp/perf-" + ProcessHandle.current().pid() + ".map"));
    }

    /// Appends the functions of a module.
    ///
    /// @throws UncheckedIOException if the file cannot be written
    void append(VmModule module) {
        StringBuilder lines = new StringBuilder();
        int imported = module.t().def().importedFuncs();
        module.code()
                .visitPlaces((definedIndex, address, bytes) -> lines.append(Long.toHexString(address))
                        .append(' ')
                        .append(Long.toHexString(bytes))
                        .append(' ')
                        .append(name(module, imported + definedIndex))
                        .append('\n'));
        if (lines.isEmpty()) {
            return;
        }
        try {
            write(StandardCharsets.UTF_8.encode(lines.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private void write(ByteBuffer lines) throws IOException {
        deleteIfOfOther();
        // no links: everybody may write to the folder
        Set<java.nio.file.OpenOption> options =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
        try (FileChannel channel = FileChannel.open(file, options)) {
            while (lines.hasRemaining()) {
                channel.write(lines);
            }
        }
    }

    /// Deletes what a former process of the same number has left.
    private void deleteIfOfOther() throws IOException {
        Instant start = ProcessHandle.current().info().startInstant().orElse(Instant.MIN);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                && Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(start)) {
            Files.delete(file);
        }
    }

    /// A name on one line, as in backtraces.
    private static String name(VmModule module, int funcIndex) {
        String owner = module.names().module();
        String func = module.names().func(funcIndex);
        String name = (owner == null ? "<unknown>" : owner) + "!"
                + (func == null ? "<wasm function " + funcIndex + ">" : func);
        return name.replaceAll("\\p{Cntrl}", "?");
    }
}
