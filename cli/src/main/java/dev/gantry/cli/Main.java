package dev.gantry.cli;

/// The `gantry` command.
public final class Main {
    private Main() {}

    /// Runs the command and ends the JVM with its exit code.
    ///
    /// @param args the command line
    public static void main(String[] args) {
        System.exit(0);
    }
}
