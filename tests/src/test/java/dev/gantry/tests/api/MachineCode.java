package dev.gantry.tests.api;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// Whether tests of machine code can run here.
final class MachineCode {
    private MachineCode() {}

    /// Skips the test where a strategy cannot run: `winch` on other systems, and where it is switched off.
    static void assume(String strategy) {
        boolean isHere = System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64")
                && !"false".equals(System.getProperty("gantry.native"));
        assumeTrue(isHere || !strategy.equals("winch"), "SKIPPED: no machine code here");
    }
}
