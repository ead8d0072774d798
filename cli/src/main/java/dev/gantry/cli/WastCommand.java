package dev.gantry.cli;

import dev.gantry.Engine;
import dev.gantry.wast.Tally;
import dev.gantry.wast.WastRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// `gantry wast`: runs test scripts and counts what became of their directives.
final class WastCommand extends Command {
    private final Options options = new Options();
    private int jobs = Runtime.getRuntime().availableProcessors();

    WastCommand(Console console) {
        super(console, "wast", "Runs test scripts (.wast); folders recursively.");
    }

    @Override
    void declare(Syntax syntax) {
        syntax.operands("PATH...", 1, Integer.MAX_VALUE, "scripts, or folders of scripts")
                .option(List.of("-j", "--jobs"), "N", "how many scripts run at once", this::setJobs);
        options.declare(syntax);
    }

    private void setJobs(String text) {
        try {
            jobs = Integer.parseInt(text);
        } catch (NumberFormatException _) {
            jobs = 0;
        }
        if (jobs < 1) {
            throw new CommandException("--jobs: expected a number from 1 on, found " + text, ExitCodes.USAGE);
        }
    }

    @Override
    int run(List<String> operands) throws IOException {
        List<Path> paths = operands.stream().map(Path::of).toList();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new CommandException(path + ": no such file");
            }
        }
        try (Engine engine = EngineSettings.engine(options)) { // wrong settings are one error, not one for each script
            describe(engine);
        }
        WastRunner runner = new WastRunner(
                () -> EngineSettings.config(options),
                config -> options.toggledFeatures().forEach(config::feature),
                jobs);
        List<Path> files = WastRunner.collect(paths);
        AtomicInteger done = new AtomicInteger();
        Tally all;
        try {
            all = runner.run(files, (file, tally) -> {
                progress(done.incrementAndGet() + "/" + files.size() + " " + file);
                tally.failures().forEach(this::print);
            });
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted");
        }
        progress("");
        all.skipped().forEach((reason, count) -> print("skipped: " + reason + ": " + count));
        print(all.toString());
        return all.isSuccess() ? ExitCodes.OK : ExitCodes.ERROR;
    }

    private void progress(String text) {
        if (console().errIsTerminal()) {
            console().err().print("\r\u001b[K" + text);
            console().err().flush();
        }
    }

    /// Prints a line at once, over the progress line.
    private void print(String line) {
        try {
            progress("");
            console().println(line);
            console().out().flush();
        } catch (IOException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }
}
