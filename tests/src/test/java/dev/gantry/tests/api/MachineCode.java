package dev.gantry.tests.api;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.runtime.platform.Platform;

/// Whether tests of machine code can run here.
final class MachineCode {
    private MachineCode() {}

    /// Skips the test where a strategy cannot run: `winch` on other systems, and where it is switched off.
    static void assume(String strategy) {
        assumeTrue(Platform.isAvailable() || !strategy.equals("winch"), "SKIPPED: no machine code here");
    }
}
