package dev.gantry.wast;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.nio.file.Path;
import java.util.Map;

/// What differs between the suites: whose texts are compared how, and what names mean.
enum Suite {
    /// The official suite, and anything else: of two texts one is a prefix of the other.
    SPEC(false) {
        @Override
        boolean fits(String expected, Failure found) {
            return found.text().startsWith(expected) || expected.startsWith(found.text());
        }
    },
    /// Wasmtime's suite: its texts of traps contain the expected ones; only the phase of link errors counts; instances
    /// with an id can be imported from by that name; what the host cannot allocate ends a call.
    WASMTIME(true) {
        @Override
        boolean fits(String expected, Failure found) {
            String text = TEXTS.getOrDefault(found, found.text());
            return text.contains(expected) || expected.contains(text);
        }
    },
    /// The suite of the component model: the text does not count.
    COMPONENT_MODEL(false) {
        @Override
        boolean fits(String expected, Failure found) {
            return true;
        }
    };

    /// Where Wasmtime's texts are not those of the official suite.
    private static final Map<Failure, String> TEXTS = Map.of(
            Failure.UNDEFINED_ELEMENT, "undefined element: out of bounds table access",
            Failure.OUT_OF_BOUNDS_TABLE_ACCESS, "undefined element: out of bounds table access",
            Failure.EXPECTED_SHARED_MEMORY, "atomic wait on non-shared memory",
            Failure.NULL_STRUCTURE_REFERENCE, "null reference: null structure reference",
            Failure.NULL_ARRAY_REFERENCE, "null reference: null array reference",
            Failure.NULL_I31_REFERENCE, "null reference: null i31 reference");

    private final boolean isWasmtime;

    Suite(boolean isWasmtime) {
        this.isWasmtime = isWasmtime;
    }

    /// Whether the text of a failure is the expected one.
    abstract boolean fits(String expected, Failure found);

    /// Whether the text of a trap is the expected one, be it that of its failure or one that says more.
    boolean fits(String expected, Trap trap) {
        return fits(expected, trap.failure())
                || String.valueOf(trap.getMessage()).contains(expected);
    }

    /// Whether an instance with an id can be imported from by that name without being registered.
    boolean registersIds() {
        return isWasmtime;
    }

    /// Whether a failure to link may come in any words, and as a trap of a segment.
    boolean allowsAnyLinkError() {
        return isWasmtime;
    }

    /// Whether running out of host resources counts as a trap.
    boolean trapsForResources() {
        return isWasmtime;
    }

    /// The suite that a script belongs to, told by the folder.
    static Suite of(Path file) {
        for (Path part : file.toAbsolutePath()) {
            if (part.toString().equals("wasmtime")) {
                return WASMTIME;
            }
        }
        for (Path part : file.toAbsolutePath()) {
            if (part.toString().equals("component-model")) {
                return COMPONENT_MODEL;
            }
        }
        return SPEC;
    }
}
