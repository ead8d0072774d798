package dev.gantry.runtime.machine;

import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.artifact.FunctionTable;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.wasm.ArtifactException;
import java.util.Arrays;

/// Where functions are in the code of a module. Offsets count from the start of that code.
///
/// Threading: immutable.
///
/// @param starts  where each entry of the table of functions starts, ascending
/// @param entries the entry of each function of the module's own
record CodeIndex(int[] starts, int[] entries) {
    /// Looks where functions are.
    ///
    /// @throws ArtifactException if the table of functions makes no sense
    static CodeIndex of(Artifact artifact) {
        return new CodeIndex(starts(artifact), entries(artifact));
    }

    private static int[] starts(Artifact artifact) {
        FunctionTable functions = artifact.functions();
        int[] starts = new int[functions.size()];
        int last = 0;
        for (int entry = 0; entry < starts.length; entry++) {
            starts[entry] = functions.offset(entry);
            if (starts[entry] < last || starts[entry] > artifact.text().limit()) {
                throw damaged("a function at " + starts[entry]);
            }
            last = starts[entry];
        }
        return starts;
    }

    private static int[] entries(Artifact artifact) {
        FunctionTable functions = artifact.functions();
        int[] entries = new int[artifact.module().def().funcs().size()];
        Arrays.fill(entries, -1);
        for (int entry = 0; entry < functions.size(); entry++) {
            if (functions.key(entry) instanceof FuncKey.WasmFunction(int definedIndex)) {
                if (definedIndex < 0 || definedIndex >= entries.length) {
                    throw damaged("function " + definedIndex);
                }
                entries[definedIndex] = entry;
            }
        }
        for (int function = 0; function < entries.length; function++) {
            if (entries[function] < 0) {
                throw damaged("function " + function + " without code");
            }
        }
        return entries;
    }

    private static ArtifactException damaged(String found) {
        return new ArtifactException(ArtifactException.Reason.DAMAGED, "the artifact is damaged: " + found);
    }
}
