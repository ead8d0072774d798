package dev.gantry.runtime.vm;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.debug.LineTable;
import dev.gantry.environ.debug.Location;
import dev.gantry.wasm.WasmBacktrace;
import dev.gantry.wasm.binary.NameSection;
import dev.gantry.wasm.module.Export;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A module that can be instantiated: its description and its code.
///
/// Threading: thread-safe.
public final class VmModule {
    private final Artifact artifact;
    private final LoadedCode code;
    private final Map<String, Export> exports;
    private final LineTable lines;

    /// A module.
    ///
    /// @param artifact what the compiler made
    /// @param code     what the executor made of it
    public VmModule(Artifact artifact, LoadedCode code) {
        this.artifact = artifact;
        this.code = code;
        Map<String, Export> byName = new HashMap<>();
        for (Export export : artifact.module().def().exports()) {
            byName.put(export.name(), export);
        }
        this.exports = Map.copyOf(byName);
        this.lines = LineTable.of(artifact.module().def());
    }

    /// What the compiler made.
    ///
    /// @return the artifact
    public Artifact artifact() {
        return artifact;
    }

    /// The description.
    ///
    /// @return the translation
    public ModuleTranslation t() {
        return artifact.module();
    }

    /// The code.
    ///
    /// @return what the executor made
    public LoadedCode code() {
        return code;
    }

    /// The names of the name section.
    ///
    /// @return the names
    public NameSection names() {
        return t().names();
    }

    /// An export.
    ///
    /// @param name its name
    /// @return the export, or null if there is none of that name
    public @Nullable Export export(String name) {
        return exports.get(name);
    }

    /// Describes a frame.
    WasmBacktrace.Frame frame(int funcIndex, int moduleOffset) {
        int defined = funcIndex - t().def().importedFuncs();
        int start = defined < 0 ? 0 : t().def().funcs().get(defined).body().start();
        Location source =
                moduleOffset < 0 ? null : lines.lookupModuleOffset(moduleOffset).orElse(null);
        return new WasmBacktrace.Frame(
                names().module(),
                funcIndex,
                names().func(funcIndex),
                moduleOffset,
                moduleOffset < 0 ? -1 : moduleOffset - start,
                source == null ? null : source.file(),
                source == null ? 0 : source.line(),
                source == null ? 0 : source.column());
    }
}
