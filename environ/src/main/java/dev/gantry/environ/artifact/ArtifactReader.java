package dev.gantry.environ.artifact;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.spi.Machine;
import dev.gantry.wasm.ArtifactException;
import dev.gantry.wasm.ArtifactException.Reason;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.module.ModuleDef;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Map;

/// Reads artifacts. Nothing is validated or translated: code, data and custom sections stay where they are in the
/// file, functions and their tables are read when they are needed.
///
/// Whatever is wrong by accident is found: the container ([ElfImage]) guards every byte with checksums, and the
/// settings
/// must be those of the engine. An artifact that someone forged may still make the guest do anything, as if its
/// module were another one.
///
/// Threading: stateless.
public final class ArtifactReader {
    private ArtifactReader() {}

    /// Reads the artifact of a module.
    ///
    /// @param bytes  the file, not copied: nobody may write to it afterwards
    /// @param engine what the artifact must have been made with
    /// @param types  the engine's types; the module's are added
    /// @return the artifact
    /// @throws ArtifactException if it is no artifact, is damaged, or does not fit the engine
    public static Artifact readModule(byte[] bytes, ArtifactInfo engine, TypeRegistry types) {
        return readModule(ElfImage.read(bytes), engine, types);
    }

    /// Reads the artifact of a module.
    ///
    /// @param image  the file
    /// @param engine what the artifact must have been made with
    /// @param types  the engine's types; the module's are added
    /// @return the artifact
    /// @throws ArtifactException if it does not fit the engine
    public static Artifact readModule(ElfImage image, ArtifactInfo engine, TypeRegistry types) {
        if (image.kind() != ArtifactKind.MODULE) {
            throw new ArtifactException(Reason.KIND, "artifact of a " + image.kind() + ", expected a module");
        }
        engine.check(text(image, ArtifactWriter.INFO));
        if (!image.machine().isOfHost()) {
            throw new ArtifactException(
                    Reason.SETTINGS, "artifact for " + image.machine() + ", expected " + Machine.ofHost());
        }
        ModuleTranslation module = readTranslation(image, engine, types);
        return new Artifact(
                engine.strategy(),
                image.machine(),
                engine.tunables(),
                module,
                image.content(ArtifactWriter.TEXT),
                image.section(ArtifactWriter.TEXT).alignmentBytes(),
                new StoredFunctions(image, new ModuleKeys(module)));
    }

    private static ModuleTranslation readTranslation(ElfImage image, ArtifactInfo engine, TypeRegistry types) {
        try {
            ModuleDef outline = outline(image);
            BitSet escaped = BitSet.valueOf(image.content(ArtifactWriter.ESCAPED));
            return ModuleTranslation.restore(outline, engine.features(), types, engine.tunables(), escaped);
        } catch (IllegalArgumentException e) {
            throw ElfImage.damaged(String.valueOf(e.getMessage())); // forged, since the checksums fit
        }
    }

    /// The module in an artifact, whatever engine made it.
    ///
    /// @param image the artifact
    /// @return the module, without bodies
    /// @throws ArtifactException if it cannot be read
    public static ModuleDef outline(ElfImage image) {
        try {
            ElfImage.Section section = image.section(ArtifactWriter.MODULE);
            return ModuleReader.readOutline(image.bytes(), section.offsetBytes(), section.end());
        } catch (MalformedException | ValidationException e) {
            throw ElfImage.damaged(String.valueOf(e.getMessage()));
        }
    }

    /// The functions in an artifact, whatever engine made it: for tools, which do not run it.
    ///
    /// @param image the artifact
    /// @return the functions, in the order of the artifact's symbols
    /// @throws ArtifactException if they cannot be read
    public static FunctionTable functions(ElfImage image) {
        try {
            ModuleTranslation module = ModuleTranslation.restore(
                    outline(image),
                    EnumSet.allOf(WasmFeature.class),
                    new TypeRegistry(),
                    Tunables.defaults(),
                    new BitSet());
            return new StoredFunctions(image, new ModuleKeys(module));
        } catch (IllegalArgumentException e) {
            throw ElfImage.damaged(String.valueOf(e.getMessage())); // forged, since the checksums fit
        }
    }

    /// The code in an artifact.
    ///
    /// @param image the artifact
    /// @return a copy
    public static byte[] code(ElfImage image) {
        ByteBuffer content = image.content(ArtifactWriter.TEXT);
        byte[] code = new byte[content.remaining()];
        content.get(code);
        return code;
    }

    /// The hash of the binary that an artifact was made of.
    ///
    /// @param image the artifact
    /// @return its [SourceHash]
    /// @throws ArtifactException if there is none
    public static byte[] source(ElfImage image) {
        ByteBuffer content = image.content(ArtifactWriter.SOURCE);
        byte[] source = new byte[content.remaining()];
        content.get(source);
        return source;
    }

    /// The settings that an artifact was made with.
    ///
    /// @param image the artifact
    /// @return values by name, in order
    /// @throws ArtifactException if there are none
    public static Map<String, String> settings(ElfImage image) {
        return ArtifactInfo.parse(text(image, ArtifactWriter.INFO));
    }

    /// What an artifact says of the module in it.
    ///
    /// @param image the artifact
    /// @return values by name, in order
    /// @throws ArtifactException if it says nothing
    public static Map<String, String> about(ElfImage image) {
        return ArtifactInfo.parse(text(image, ArtifactWriter.ABOUT));
    }

    private static String text(ElfImage image, String section) {
        return StandardCharsets.UTF_8.decode(image.content(section)).toString();
    }
}
