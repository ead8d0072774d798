package dev.gantry;

import dev.gantry.runtime.StubSink;
import dev.gantry.runtime.vm.VmModule;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/// The file in which `perf` looks for the names of code that is in no library: a line for each function, with address
/// and size in hexadecimal and a name. Code that belongs to no module, but carries calls between it and Java, has lines
/// of its own as soon as one engine of the process asks for the file.
///
/// Addresses of code that was unloaded are used again; what is appended last counts for `perf`.
///
/// A file that cannot be written is given up with a warning: calls and modules do not fail for want of a profile.
///
/// Threading: thread-safe; each module is one write.
final class PerfMap implements StubSink {
    private final Path file;

    private volatile boolean isGivenUp;

    private PerfMap(Path file) {
        this.file = file;
    }

    private static final class OfProcess {
        static final PerfMap MAP =
                new PerfMap(Path.of("/tmp/perf-" + ProcessHandle.current().pid() + ".map"));
    }

    /// The file of this process.
    static PerfMap ofProcess() {
        return OfProcess.MAP;
    }

    /// Appends the functions of a module.
    void append(VmModule module) {
        if (isGivenUp) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        int imported = module.t().def().importedFuncs();
        module.code()
                .visitPlaces((definedIndex, address, bytes) ->
                        lines.append(line(address, bytes, name(module, imported + definedIndex))));
        if (!lines.isEmpty()) {
            append(lines.toString());
        }
    }

    @Override
    public void place(long address, long bytes, String name) {
        append(line(address, bytes, "[gantry] " + name));
    }

    private static String line(long address, long bytes, String name) {
        return Long.toHexString(address) + ' ' + Long.toHexString(bytes) + ' ' + name + '\n';
    }

    private void append(String lines) {
        if (isGivenUp) {
            return;
        }
        try {
            deleteIfOfOther();
            // no links: everybody may write to the folder
            try (OutputStream out = Files.newOutputStream(
                    file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS)) {
                out.write(lines.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private synchronized void giveUp(IOException e) {
        if (!isGivenUp) {
            isGivenUp = true;
            System.getLogger(PerfMap.class.getName())
                    .log(System.Logger.Level.WARNING, "no more lines for perf: cannot write " + file, e);
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
