package dev.gantry.environ.artifact;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.spi.CompiledFunction.Handler;
import dev.gantry.environ.spi.CompiledFunction.StackMap;
import dev.gantry.environ.spi.Machine;
import dev.gantry.environ.spi.OffsetTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// What compiling a module gives: one image of code with its tables, and the module's description. It was either made
/// just now or read from a file; [ArtifactWriter] writes it, [ArtifactReader] reads it.
///
/// Threading: immutable, on the condition that nobody writes to `text`.
///
/// @param strategy  the name of the compiler that made the code; only the executor of that name can run it
/// @param machine   what the code is for
/// @param tunables  what the code depends on
/// @param module    the module's description
/// @param text      all code, from position 0 to its limit
/// @param alignmentBytes what the address of the code must be a multiple of
/// @param functions where each function lies in `text`
public record Artifact(
        String strategy,
        Machine machine,
        Tunables tunables,
        ModuleTranslation module,
        ByteBuffer text,
        int alignmentBytes,
        FunctionTable functions) {
    /// The artifact of a module whose functions are not compiled, for executors that make them in another way.
    ///
    /// @param strategy the executor's name
    /// @param module   the module
    /// @return an artifact without functions
    public static Artifact withoutCode(String strategy, ModuleTranslation module) {
        return new Artifact(
                strategy,
                Machine.PORTABLE,
                module.tunables(),
                module,
                ByteBuffer.allocate(0),
                1,
                LinkedFunctions.of(List.of(), List.of()));
    }

    /// The code of one function.
    ///
    /// @param location where it lies
    /// @return a view, little-endian
    public ByteBuffer code(Location location) {
        return text.slice(location.offsetBytes(), location.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Where one function lies, with its tables; their offsets are relative to the function.
    ///
    /// @param offsetBytes start in the text
    /// @param sizeBytes   length
    /// @param traps       see `CompiledFunction`
    /// @param addressMap  see `CompiledFunction`
    /// @param stackMaps   see `CompiledFunction`
    /// @param handlers    see `CompiledFunction`
    public record Location(
            int offsetBytes,
            int sizeBytes,
            OffsetTable traps,
            OffsetTable addressMap,
            List<StackMap> stackMaps,
            List<Handler> handlers) {
        /// Copies the lists.
        public Location {
            stackMaps = List.copyOf(stackMaps);
            handlers = List.copyOf(handlers);
        }
    }
}
