package dev.gantry.cli;

import dev.gantry.Engine;
import java.io.IOException;
import java.util.List;

/// A sub-command. It is made for one command line and used once.
abstract class Command {
    private final Console console;
    private final Syntax syntax;
    private boolean isHelpAsked;
    private boolean isVerbose;

    Command(Console console, String name, String description) {
        this.console = console;
        this.syntax = new Syntax("gantry " + name, description);
    }

    /// Adds options and operands to the syntax.
    abstract void declare(Syntax syntax);

    /// Does what the command is for; the options have been read.
    ///
    /// @param operands as many as the syntax allows
    /// @return the exit code
    /// @throws IOException if standard output fails
    abstract int run(List<String> operands) throws IOException;

    /// Reads a command line and runs it.
    ///
    /// @param args the words behind the command
    /// @return the exit code
    final int execute(List<String> args) {
        Report report = new Report(console, false);
        try {
            List<String> operands = declared().parse(args);
            report = new Report(console, isVerbose);
            if (isHelpAsked) {
                console.print(syntax.help());
                return ExitCodes.OK;
            }
            syntax.checkOperands(operands);
            return run(operands);
        } catch (CommandException e) {
            int code = report.failure(null, e);
            if (code == ExitCodes.USAGE) {
                console.err().println("try: " + syntax.command() + " --help");
            }
            return code;
        } catch (IOException | RuntimeException | Error e) {
            return report.failure(null, e);
        }
    }

    /// The syntax with everything declared.
    final Syntax declared() {
        declare(syntax);
        return syntax.flag(
                        List.of("-v", "--verbose"),
                        "say more; show Java stack traces of errors",
                        () -> isVerbose = true)
                .flag(List.of("-h", "--help"), "show this help", () -> isHelpAsked = true);
    }

    /// Where the command reads and writes.
    final Console console() {
        return console;
    }

    /// Whether the user wants to know more.
    final boolean isVerbose() {
        return isVerbose;
    }

    /// Tells users who want to know more how an engine runs code.
    final void describe(Engine engine) {
        if (isVerbose) {
            EngineSettings.describe(engine).forEach(console.err()::println);
        }
    }

    /// Prints an error.
    ///
    /// @param subject the file it is about
    /// @param error   the error
    /// @return the exit code
    final int failure(String subject, Throwable error) {
        return new Report(console, isVerbose).failure(subject, error);
    }
}
