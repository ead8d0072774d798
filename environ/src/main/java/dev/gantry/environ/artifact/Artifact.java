package dev.gantry.environ.artifact;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.environ.spi.OffsetTable;
import java.util.SortedMap;

/// What compiling a module gives: one image of code with its tables, and the module's description.
///
/// Threading: immutable, on the condition that nobody writes to `text`.
///
/// @param strategy  the name of the compiler that made the code; only the executor of that name can run it
/// @param tunables  what the code depends on
/// @param module    the module's description
/// @param text      all code
/// @param functions where each function lies in `text`
public record Artifact(
        String strategy,
        Tunables tunables,
        ModuleTranslation module,
        byte[] text,
        SortedMap<FuncKey, Location> functions) {

    /// Where one function lies, with its tables; their offsets are relative to the function.
    ///
    /// @param offsetBytes start in the text
    /// @param sizeBytes   length
    /// @param traps       see `CompiledFunction`
    /// @param addressMap  see `CompiledFunction`
    public record Location(int offsetBytes, int sizeBytes, OffsetTable traps, OffsetTable addressMap) {}
}
