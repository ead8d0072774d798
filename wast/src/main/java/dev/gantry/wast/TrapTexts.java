package dev.gantry.wast;

import java.nio.file.Path;

/// How a suite compares the texts of traps and link errors.
enum TrapTexts {
    /// The official suite: one is a prefix of the other.
    PREFIX {
        @Override
        boolean fit(String expected, String found) {
            return found.startsWith(expected) || expected.startsWith(found);
        }
    },
    /// Wasmtime's suite: one contains the other.
    SUBSTRING {
        @Override
        boolean fit(String expected, String found) {
            return found.contains(expected) || expected.contains(found);
        }
    };

    abstract boolean fit(String expected, String found);

    /// The suite's way, told by the folder.
    static TrapTexts of(Path file) {
        for (Path part : file.toAbsolutePath()) {
            if (part.toString().equals("wasmtime")) {
                return SUBSTRING;
            }
        }
        return PREFIX;
    }
}
