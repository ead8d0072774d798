package dev.gantry.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the sub-command that a command line names, and runs it. A command line that names none means `run`.
final class Cli {
    private static final List<String> NAMES =
            List.of("run", "wast", "validate", "parse", "print", "compile", "objdump", "explore", "settings", "cache");
    /// Commands that the overview says everything of.
    private static final List<String> WITHOUT_HELP = List.of("help", "version");

    private static final int COLUMN = 12;

    /// What is meant as a command, not as a file.
    private static final Pattern WORD = Pattern.compile("[a-z]+");

    private Cli() {}

    private static @Nullable Command command(String name, Console console) {
        return switch (name) {
            case "run" -> new RunCommand(console);
            case "wast" -> new WastCommand(console);
            case "validate" -> new ValidateCommand(console);
            case "parse" -> new ParseCommand(console);
            case "print" -> new PrintCommand(console);
            case "compile" -> new CompileCommand(console);
            case "objdump" -> new ObjdumpCommand(console);
            case "explore" -> new ExploreCommand(console);
            case "settings" -> new SettingsCommand(console);
            case "cache" -> new CacheCommand(console);
            default -> null;
        };
    }

    /// Runs a command line.
    ///
    /// @param console where it reads and writes
    /// @param args    the command line
    /// @return the exit code
    static int execute(Console console, String... args) {
        int code;
        try {
            code = dispatch(console, args);
            console.out().flush();
        } catch (IOException e) {
            code = new Report(console, false).failure(null, e);
        }
        console.err().flush();
        return code;
    }

    private static int dispatch(Console console, String[] args) throws IOException {
        if (args.length == 0) {
            console.err().print(overview(console));
            return ExitCodes.USAGE;
        }
        return switch (args[0]) {
            case "-h", "--help", "help" -> {
                if (args.length == 1) {
                    console.print(overview(console));
                    yield ExitCodes.OK;
                }
                Command command = command(args[1], console);
                if (command == null && WITHOUT_HELP.contains(args[1])) {
                    console.print(overview(console));
                    yield ExitCodes.OK;
                }
                if (command == null) {
                    yield unknown(console, args[1] + ": no such command");
                }
                console.print(command.declared().help());
                yield ExitCodes.OK;
            }
            case "-V", "--version", "version" -> {
                console.print(version());
                yield ExitCodes.OK;
            }
            default -> {
                Command command = command(args[0], console);
                if (command != null) {
                    yield command.execute(Arrays.asList(args).subList(1, args.length));
                }
                yield WORD.matcher(args[0]).matches() && !Files.exists(Path.of(args[0]))
                        ? unknown(console, args[0] + ": no such command, and no such file")
                        : new RunCommand(console).execute(List.of(args));
            }
        };
    }

    private static int unknown(Console console, String text) {
        int code = new Report(console, false).failure(null, new CommandException(text, ExitCodes.USAGE));
        console.err().println("try: gantry --help");
        return code;
    }

    private static String overview(Console console) {
        StringBuilder text = new StringBuilder("""
                usage: gantry COMMAND [options] ARGS
                       gantry [options] FILE [ARGS]      (means: gantry run)
                Runs and examines WebAssembly.

                """);
        for (String name : NAMES) {
            Command command = command(name, console);
            if (command != null) {
                Syntax.wrap(text, "  " + name, COLUMN, command.declared().description());
            }
        }
        return text.append("""
                  help      Shows the options of a command: gantry help run.
                  version   Shows the version.

                Exit codes: the guest's own; 134 for a trap; 1 for other errors; 2 for a
                wrong command line.
                """).toString();
    }

    private static String version() {
        String version = Cli.class.getPackage().getImplementationVersion();
        return "gantry " + (version == null ? "(development build)" : version) + "\nJava " + Runtime.version() + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + "\n";
    }
}
