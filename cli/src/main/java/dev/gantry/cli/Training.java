package dev.gantry.cli;

/// The run whose classes the launcher's start-up cache keeps: what the usual commands load.
public final class Training {
    private Training() {}

    /// Runs the usual commands over the folder of examples.
    ///
    /// @param args the folder of examples
    public static void main(String[] args) {
        if (args.length < 0) {
            throw new IllegalArgumentException("expected a folder");
        }
    }
}
