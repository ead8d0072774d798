package dev.gantry.environ.artifact;

import dev.gantry.wasm.binary.ModuleOutline;
import dev.gantry.wasm.module.ModuleDef;
import java.nio.charset.StandardCharsets;

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
/// Everything is in a form of its own that any program can read (R109); Java's serialization has no part in it.
///
/// Threading: stateless.
public final class ArtifactWriter {
    static final String INFO = ".gantry.info";
    static final String ABOUT = ".gantry.about";
    static final String SOURCE = ".gantry.source";
    static final String TEXT = ".text";
    static final String MODULE = ".gantry.module";
    static final String ESCAPED = ".gantry.escaped";

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
        return write(artifact, build, SourceHash.of(artifact.module().def().bytes()));
    }

    /// Writes the artifact of a module that was compiled in this process.
    ///
    /// @param artifact the artifact
    /// @param build    the build of the engine, see [BuildId]
    /// @param source   the [SourceHash] of the module's binary
    /// @return a file for [ArtifactReader]
    public static byte[] write(Artifact artifact, String build, byte[] source) {
        ArtifactInfo info = new ArtifactInfo(
                build,
                artifact.strategy(),
                artifact.tunables(),
                artifact.module().features());
        ModuleDef def = artifact.module().def();
        ElfWriter out = new ElfWriter(ArtifactKind.MODULE, artifact.machine());
        out.section(INFO, utf8(info.text()));
        out.section(ABOUT, utf8(about(artifact)));
        out.section(SOURCE, source);
        out.code(TEXT, Math.max(Long.BYTES, artifact.alignmentBytes()), artifact.text());
        out.section(MODULE, ModuleOutline.write(def));
        out.section(ESCAPED, artifact.module().escapedFuncs().toByteArray());
        StoredFunctions.write(artifact.functions(), new ModuleKeys(artifact.module()), out);
        return out.finish();
    }

    private static String about(Artifact artifact) {
        ModuleDef def = artifact.module().def();
        String name = artifact.module().names().module();
        return (name == null ? "" : "name: " + name.replace('\n', ' ') + "\n")
                + "wasm bytes: " + def.bytes().length + "\n"
                + "functions: " + def.funcs().size() + "\n";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
