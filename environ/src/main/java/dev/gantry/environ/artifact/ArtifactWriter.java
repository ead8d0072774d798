package dev.gantry.environ.artifact;

import dev.gantry.environ.spi.Machine;
import dev.gantry.wasm.binary.ModuleOutline;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.binary.ComponentOutline;
import dev.gantry.wasm.component.text.ComponentNames;
import dev.gantry.wasm.module.ModuleDef;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes artifacts: the same artifact gives the same bytes (R107).
///
/// ```text
///   .gantry.info     the settings, as text (ArtifactInfo)
///   .gantry.about    what the module is, as text, for people
///   .gantry.source   the SHA-256 of the module's binary
///   .text            the code of all functions
///   .gantry.module   the module without bodies (ModuleOutline)
///   .gantry.escaped  the functions that may become references, one bit each
///   .gantry.funcs …  functions and their tables (StoredFunctions)
///   .symtab          a symbol for each function (R104)
/// ```
///
/// In the artifact of a component, `.gantry.component` holds the component with all its modules, again without bodies
/// (ComponentOutline). The sections with code and what is known of it are there for each module, with its number
/// behind their names ([ModuleSections]).
///
/// Everything is in a form of its own that any program can read (R109); Java's serialization has no part in it.
///
/// Threading: stateless.
public final class ArtifactWriter {
    static final String INFO = ".gantry.info";
    static final String ABOUT = ".gantry.about";
    static final String SOURCE = ".gantry.source";
    static final String MODULE = ".gantry.module";
    static final String COMPONENT = ".gantry.component";

    private ArtifactWriter() {}

    /// Writes the artifact of a module; one that was read is written as it was.
    ///
    /// @param artifact the artifact
    /// @param build    the build of the engine, see [BuildId]
    /// @return a file for [ArtifactReader]
    public static byte[] write(Artifact artifact, String build) {
        if (artifact.functions() instanceof StoredFunctions stored) {
            return stored.image().bytes().clone();
        }
        byte[] source = SourceHash.of(artifact.module().def().bytes());
        ArtifactInfo info = new ArtifactInfo(
                build,
                artifact.strategy(),
                artifact.tunables(),
                artifact.module().features());
        ModuleDef def = artifact.module().def();
        ElfWriter out = new ElfWriter(ArtifactKind.MODULE, artifact.machine());
        writeHead(info, about(artifact.module().names().module(), def.range().size(), List.of(artifact)), source, out);
        ModuleSections.ONLY.writeText(artifact, out);
        out.section(MODULE, ModuleOutline.write(def));
        ModuleSections.ONLY.writeFunctions(artifact, out);
        return out.finish();
    }

    /// Writes the artifact of a component; one that was read is written as it was.
    ///
    /// @param artifact the artifact
    /// @param engine   what its code was made with
    /// @return a file for [ArtifactReader]
    /// @throws dev.gantry.wasm.UnsupportedException if there are more modules than a file can have sections for
    public static byte[] write(ComponentArtifact artifact, ArtifactInfo engine) {
        ElfImage image = artifact.image();
        if (image != null) {
            return image.bytes().clone();
        }
        byte[] source = SourceHash.of(artifact.component().bytes());
        ComponentDef component = artifact.component();
        List<Artifact> modules = artifact.modules();
        Machine machine =
                modules.isEmpty() ? Machine.PORTABLE : modules.getFirst().machine();
        ElfWriter out = new ElfWriter(ArtifactKind.COMPONENT, machine);
        writeHead(
                engine,
                about(ComponentNames.nameOf(component), component.range().size(), modules) + "modules: "
                        + modules.size() + "\n",
                source,
                out);
        out.section(COMPONENT, ComponentOutline.write(component));
        for (int module = 0; module < modules.size(); module++) {
            ModuleSections names = ModuleSections.of(module);
            names.writeText(modules.get(module), out);
            names.writeFunctions(modules.get(module), out);
        }
        return out.finish();
    }

    private static void writeHead(ArtifactInfo info, String about, byte[] source, ElfWriter out) {
        out.section(INFO, utf8(info.text()));
        out.section(ABOUT, utf8(about));
        out.section(SOURCE, source);
    }

    private static String about(@Nullable String name, int sizeBytes, List<Artifact> modules) {
        long functions = 0;
        for (Artifact module : modules) {
            functions += module.module().def().funcs().size();
        }
        return (name == null ? "" : "name: " + name.replace('\n', ' ') + "\n")
                + "wasm bytes: " + sizeBytes + "\n"
                + "functions: " + functions + "\n";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
