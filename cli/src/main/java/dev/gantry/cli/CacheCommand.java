package dev.gantry.cli;

import dev.gantry.CacheConfig;
import dev.gantry.ModuleCache;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `gantry cache`: the compiled modules that are kept for later runs.
final class CacheCommand extends Command {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    CacheCommand(Console console) {
        super(
                console,
                "cache",
                "Shows, clears or names the folder of modules that gantry run has compiled. It is the one that "
                        + CacheLocation.VARIABLE + " names, or gantry/modules in the user's folder for caches.");
    }

    @Override
    void declare(Syntax syntax) {
        syntax.operands(
                "show|clear|path",
                0,
                1,
                "show lists the modules (the default), clear deletes them," + " path prints the folder");
    }

    @Override
    int run(List<String> operands) throws IOException {
        String action = operands.isEmpty() ? "show" : operands.getFirst();
        Optional<Path> folder = CacheLocation.ofUser();
        if (folder.isEmpty()) {
            throw new CommandException("there is no folder for compiled modules");
        }
        ModuleCache cache = ModuleCache.at(CacheConfig.of(folder.get()));
        switch (action) {
            case "show" -> show(cache);
            case "clear" -> {
                int count = cache.clear();
                console().println("deleted " + modules(count) + " from " + cache.directory());
            }
            case "path" -> console().println(cache.directory().toString());
            default -> throw new CommandException("expected show, clear or path, found " + action, ExitCodes.USAGE);
        }
        return ExitCodes.OK;
    }

    private static String modules(int count) {
        return count == 1 ? "1 module" : count + " modules";
    }

    private void show(ModuleCache cache) throws IOException {
        List<ModuleCache.Entry> entries = cache.entries();
        long total = 0;
        if (!entries.isEmpty()) {
            console().println("last use       wasm   compiled  strategy     settings          module");
        }
        for (ModuleCache.Entry entry : entries.reversed()) {
            total += entry.bytes();
            console()
                    .println("%-8s %10s %10s  %-12s %-16s  %s"
                            .formatted(
                                    age(entry.lastUse()),
                                    entry.isReadable() ? size(entry.wasmBytes()) : "",
                                    size(entry.bytes()),
                                    entry.strategy(),
                                    entry.settings(),
                                    entry.isReadable() ? name(entry) : "(unreadable)")
                            .stripTrailing());
        }
        console()
                .println(modules(entries.size()) + ", " + size(total) + " of " + size(CacheConfig.DEFAULT_MAX_BYTES)
                        + ", in " + cache.directory());
    }

    private static String name(ModuleCache.Entry entry) {
        return entry.name().isEmpty() ? "(unnamed)" : Instructions.printable(entry.name());
    }

    /// A size in the largest unit that leaves a whole number before the point.
    static String size(long bytes) {
        int unit = 0;
        double size = bytes;
        while (size >= 1024 && unit < UNITS.length - 1) {
            size /= 1024;
            unit++;
        }
        return (unit == 0 ? Long.toString(bytes) : String.format(Locale.ROOT, "%.1f", size)) + " " + UNITS[unit];
    }

    private static String age(Instant time) {
        Duration age = Duration.between(time, Instant.now());
        if (age.toHours() < 1) {
            return "now";
        }
        return age.toDays() < 1 ? age.toHours() + " h" : age.toDays() + " d";
    }
}
