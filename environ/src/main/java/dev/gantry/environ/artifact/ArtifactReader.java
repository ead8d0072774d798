package dev.gantry.environ.artifact;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.Tunables;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.component.ComponentTranslation;
import dev.gantry.environ.component.Inliner;
import dev.gantry.environ.spi.Machine;
import dev.gantry.wasm.ArtifactException;
import dev.gantry.wasm.ArtifactException.Reason;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.module.ModuleDef;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/// Reads artifacts. Nothing is validated or compiled: code, data and custom sections stay where they are in the
/// file, functions and their tables are read when they are needed.
///
/// Whatever is wrong by accident is found: the container ([ElfImage]) guards every byte with checksums, and the
/// settings must be those of the engine. An artifact that someone forged may still make the guest do anything, as
/// if its module were another one.
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
        checkFits(image, ArtifactKind.MODULE, engine);
        try {
            return ModuleSections.ONLY.read(image, outline(image), engine, types);
        } catch (IllegalArgumentException e) {
            throw forged(e);
        }
    }

    /// Reads the artifact of a component. The component is put together again, and so gets its flat form; nothing
    /// of it is validated or compiled.
    ///
    /// @param image  the file
    /// @param engine what the artifact must have been made with
    /// @param types  the engine's types; those of the modules are added
    /// @return the artifact
    /// @throws ArtifactException if it does not fit the engine
    public static ComponentArtifact readComponent(ElfImage image, ArtifactInfo engine, TypeRegistry types) {
        checkFits(image, ArtifactKind.COMPONENT, engine);
        ComponentDef component = componentOutline(image);
        ComponentTranslation translation = inline(component, types);
        List<Artifact> modules = new ArrayList<>();
        try {
            for (Definition.CoreModule module : translation.modules()) {
                modules.add(ModuleSections.of(modules.size()).read(image, module.module(), engine, types));
            }
        } catch (IllegalArgumentException e) {
            throw forged(e);
        }
        return new ComponentArtifact(component, translation, modules, image);
    }

    private static void checkFits(ElfImage image, ArtifactKind kind, ArtifactInfo engine) {
        if (image.kind() != kind) {
            throw new ArtifactException(Reason.KIND, "artifact of a " + image.kind() + ", expected a " + kind);
        }
        engine.check(text(image, ArtifactWriter.INFO));
        if (!image.machine().isOfHost()) {
            throw new ArtifactException(
                    Reason.SETTINGS, "artifact for " + image.machine() + ", expected " + Machine.ofHost());
        }
    }

    /// What the checksums do not find.
    private static ArtifactException forged(Throwable e) {
        return ElfImage.damaged(String.valueOf(e.getMessage()));
    }

    /// The component in an artifact, whatever engine made it.
    ///
    /// @param image the artifact
    /// @return the component, its modules without bodies
    /// @throws ArtifactException if it cannot be read
    public static ComponentDef componentOutline(ElfImage image) {
        try {
            ElfImage.Section section = image.section(ArtifactWriter.COMPONENT);
            return ComponentReader.readOutline(image.bytes(), section.offsetBytes(), section.end());
        } catch (MalformedException | ValidationException e) {
            throw forged(e);
        }
    }

    private static ComponentTranslation inline(ComponentDef component, TypeRegistry types) {
        try {
            return Inliner.inline(component, types);
        } catch (ValidationException
                | UnsupportedException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | ClassCastException
                | NullPointerException
                | AssertionError e) { // what cannot be in a valid component can be in a forged one
            throw forged(e);
        }
    }

    /// A module in an artifact, for tools, which do not run it.
    ///
    /// @param module    the module, without bodies
    /// @param functions its functions, in the order of the symbols
    /// @param text      the name of the section with its code
    /// @param code      a copy of its code
    /// @param symbols   the symbols of its code
    @SuppressWarnings("ArrayRecordComponent") // a view that nobody compares
    public record StoredModule(
            ModuleDef module, FunctionTable functions, String text, byte[] code, List<ElfImage.Symbol> symbols) {}

    /// The modules in an artifact of a module or a component, whatever engine made it.
    ///
    /// @param image the artifact
    /// @return the modules: one, or those of the component in the order of their sections
    /// @throws ArtifactException if they cannot be read
    public static List<StoredModule> modules(ElfImage image) {
        if (image.kind() == ArtifactKind.MODULE) {
            return List.of(stored(image, outline(image), ModuleSections.ONLY));
        }
        List<StoredModule> modules = new ArrayList<>();
        ComponentTranslation translation = inline(componentOutline(image), new TypeRegistry());
        for (Definition.CoreModule module : translation.modules()) {
            modules.add(stored(image, module.module(), ModuleSections.of(modules.size())));
        }
        return modules;
    }

    private static StoredModule stored(ElfImage image, ModuleDef module, ModuleSections names) {
        return new StoredModule(
                module,
                functions(image, module, names),
                names.text(),
                names.code(image),
                image.symbols().stream()
                        .filter(symbol -> symbol.section().equals(names.text()))
                        .toList());
    }

    /// The module in an artifact, without bodies.
    private static ModuleDef outline(ElfImage image) {
        try {
            ElfImage.Section section = image.section(ArtifactWriter.MODULE);
            return ModuleReader.readOutline(image.bytes(), section.offsetBytes(), section.end());
        } catch (MalformedException | ValidationException e) {
            throw forged(e);
        }
    }

    private static FunctionTable functions(ElfImage image, ModuleDef module, ModuleSections names) {
        try {
            ModuleTranslation translation = ModuleTranslation.restore(
                    module, EnumSet.allOf(WasmFeature.class), new TypeRegistry(), Tunables.defaults(), new BitSet());
            return new StoredFunctions(image, new ModuleKeys(translation), names);
        } catch (IllegalArgumentException e) {
            throw forged(e);
        }
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
