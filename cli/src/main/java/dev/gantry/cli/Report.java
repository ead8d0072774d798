package dev.gantry.cli;

import dev.gantry.wasm.GuestException;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.WasmBacktrace;
import dev.gantry.wasm.WasmException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/// Turns errors into messages and exit codes. A Java stack trace is shown only when it is asked for.
final class Report {
    private static final String RED = "\u001b[1;31m";
    private static final String PLAIN = "\u001b[0m";

    private final Console console;
    private final boolean isVerbose;

    Report(Console console, boolean isVerbose) {
        this.console = console;
        this.isVerbose = isVerbose;
    }

    /// Prints an error, unless it is that nobody reads the output any more.
    ///
    /// @param subject the file it is about, or null
    /// @param error   the error
    /// @return the exit code
    int failure(@Nullable String subject, Throwable error) {
        if (isClosedPipe(error)) { // as with `| head`: whoever closed it knows
            return ExitCodes.ERROR;
        }
        String text = text(error);
        if (text.startsWith("internal error") && !isVerbose) {
            text += " (-v shows where)";
        }
        message(subject == null || text.startsWith(subject + ":") ? text : subject + ": " + text);
        WasmBacktrace backtrace = backtrace(error);
        if (backtrace != null && !backtrace.frames().isEmpty()) {
            console.err().println("wasm backtrace:");
            console.err().println(backtrace);
        }
        if (isVerbose) {
            error.printStackTrace(console.err());
        }
        return switch (error) {
            case Trap _ -> ExitCodes.TRAP;
            case CommandException wrong -> wrong.exitCode();
            default -> ExitCodes.ERROR;
        };
    }

    private static boolean isClosedPipe(Throwable error) {
        return error instanceof IOException
                && String.valueOf(error.getMessage()).endsWith("Broken pipe");
    }

    /// Prints one message.
    void message(String text) {
        console.err().println((console.hasColors() ? RED + "error:" + PLAIN : "error:") + " " + text);
    }

    private static @Nullable WasmBacktrace backtrace(Throwable error) {
        return switch (error) {
            case Trap trap -> trap.backtrace();
            case GuestException exception -> exception.backtrace();
            default -> null;
        };
    }

    /// An error in words.
    static String text(Throwable error) {
        return switch (error) {
            case Trap trap -> "trap: " + trap.getMessage();
            case WasmException wrong -> message(wrong);
            case CommandException wrong -> message(wrong);
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException failed when failed.getReason() != null -> failed.getReason();
            case IOException failed -> message(failed);
            case OutOfMemoryError _ -> "out of memory";
            default -> "internal error: " + error;
        };
    }

    private static String message(Exception error) {
        String message = error.getMessage();
        return message == null ? error.getClass().getSimpleName() : message;
    }
}
