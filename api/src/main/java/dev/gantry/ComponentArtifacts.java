package dev.gantry;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.artifact.ArtifactBuilder;
import dev.gantry.environ.artifact.ArtifactReader;
import dev.gantry.environ.artifact.ArtifactWriter;
import dev.gantry.environ.artifact.ComponentArtifact;
import dev.gantry.environ.artifact.ElfImage;
import dev.gantry.environ.component.ComponentTranslation;
import dev.gantry.environ.component.Inliner;
import dev.gantry.environ.spi.EngineObserver;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.component.text.ComponentNames;
import dev.gantry.wasm.component.text.ComponentParser;
import dev.gantry.wasm.component.validate.ComponentValidator;
import dev.gantry.wasm.component.validate.ValidComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/// From the binary of a component to its artifact, and between artifacts and files.
///
/// ```text
///   binary ─ComponentReader─ComponentValidator─▶ ValidComponent ─Inliner─▶ flat form ─Compiler─▶ ComponentArtifact
/// ```
///
/// Modules are decoded and validated as parts of their component, once.
///
/// Threading: stateless.
final class ComponentArtifacts {
    private ComponentArtifacts() {}

    /// The binary of a component; text is parsed.
    ///
    /// @param bytes the binary, or the text in UTF-8
    /// @param name  what messages call it
    static byte[] binary(byte[] bytes, String name) {
        return bytes.length > 0 && bytes[0] == 0 ? bytes : ComponentParser.parseComponent(bytes, name);
    }

    /// Compiles a component, or finds it in the engine's cache.
    static ComponentArtifact compile(Engine engine, byte[] binary) {
        engine.checkOpen();
        ModuleCache cache = engine.moduleCache();
        return cache == null || !cache.keeps(binary) ? build(engine, binary) : cache.getComponent(engine, binary);
    }

    /// Compiles a component.
    static ComponentArtifact build(Engine engine, byte[] binary) {
        EngineObserver observer = engine.observer();
        EngineObserver.Compilation watched =
                observer == null ? null : observer.compiling(engine.strategy().name());
        try (ValidComponent valid = validate(engine, binary)) {
            ComponentDef component = valid.component();
            ComponentTranslation translation = Inliner.inline(component, engine.types());
            List<ModuleTranslation> modules = new ArrayList<>();
            for (Definition.CoreModule module : translation.modules()) {
                modules.add(ModuleTranslation.of(
                        valid.takeModule(module), engine.settings().features(), engine.types(), engine.tunables()));
            }
            List<Artifact> artifacts = ArtifactBuilder.build(
                    engine.strategy().name(),
                    engine.compiler(),
                    modules,
                    engine.settings().parallelCompilation());
            if (watched != null) {
                ended(watched, component, artifacts);
            }
            return new ComponentArtifact(component, translation, artifacts, null);
        }
    }

    private static void ended(EngineObserver.Compilation watched, ComponentDef component, List<Artifact> modules) {
        int functions = 0;
        long codeBytes = 0;
        for (Artifact module : modules) {
            functions += module.module().def().funcs().size();
            codeBytes += module.text().limit();
        }
        watched.ended(ComponentNames.nameOf(component), functions, component.bytes().length, codeBytes);
    }

    /// Checks a component.
    ///
    /// @return the valid component, to be closed
    static ValidComponent validate(Engine engine, byte[] binary) {
        engine.checkOpen();
        Set<WasmFeature> features = engine.settings().features();
        Executor executor = engine.settings().parallelCompilation() ? ForkJoinPool.commonPool() : Runnable::run;
        return ComponentValidator.validate(
                ComponentReader.read(binary, features), features, engine.types().interner(), executor);
    }

    /// Loads a component that was compiled before.
    static ComponentArtifact read(Engine engine, byte[] bytes) {
        engine.checkOpen();
        return ArtifactReader.readComponent(ElfImage.read(bytes), engine.artifactInfo(), engine.types());
    }

    /// The artifact as a file.
    static byte[] write(Engine engine, ComponentArtifact artifact) {
        return ArtifactWriter.write(artifact, engine.artifactInfo());
    }
}
