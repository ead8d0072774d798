package dev.gantry.cli;

/// The `gantry` command as a process.
public final class Main {
    private Main() {}

    /// Runs the command and ends the JVM with its exit code.
    ///
    /// @param args the command line
    public static void main(String[] args) {
        int code = Cli.execute(Console.ofProcess(), args);
        // Only daemon threads are left. System.exit would load the JDK's logging first, which takes longer than
        // hello.wasm.
        if (code != ExitCodes.OK) {
            System.exit(code);
        }
    }
}
