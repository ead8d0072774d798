package dev.gantry;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.artifact.ArtifactBuilder;
import dev.gantry.environ.artifact.ArtifactReader;
import dev.gantry.environ.artifact.ArtifactWriter;
import dev.gantry.environ.spi.EngineObserver;
import dev.gantry.runtime.vm.VmModule;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.module.Export;
import dev.gantry.wasm.module.Import;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.text.TextParser;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.TagType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A compiled module. It holds no state of instances and can be instantiated any number of times, in any store of
/// its engine.
///
/// Threading: thread-safe.
public final class Module implements AutoCloseable {
    private final Engine engine;
    private final VmModule vm;
    private final boolean isOfComponent;
    private volatile boolean isClosed;

    private Module(Engine engine, VmModule vm, boolean isOfComponent) {
        this.engine = engine;
        this.vm = vm;
        this.isOfComponent = isOfComponent;
    }

    /// The modules of a component.
    static List<Module> ofComponent(Engine engine, List<Artifact> artifacts) {
        List<Module> modules = new ArrayList<>(artifacts.size());
        for (VmModule vm : HostCalls.withRoom(() -> engine.load(artifacts))) {
            modules.add(new Module(engine, vm, true));
        }
        return modules;
    }

    /// Compiles a module from its binary or text form, told apart by the first bytes.
    ///
    /// @param engine the engine
    /// @param bytes  the binary, or the text in UTF-8; not copied, must not be changed
    /// @return the module
    /// @throws dev.gantry.wasm.MalformedException   if it is neither, with the position
    /// @throws dev.gantry.wasm.ValidationException  if it breaks a rule of validation or needs a disabled feature
    /// @throws dev.gantry.wasm.UnsupportedException if the strategy lacks a feature that it needs
    /// @throws ResourceLimitException               if there is no room for its machine code
    public static Module of(Engine engine, byte[] bytes) {
        return compile(engine, isBinary(bytes) ? bytes : TextParser.parseModule(text(bytes, "<bytes>")));
    }

    /// Compiles a module from its binary form; text is refused (R105).
    ///
    /// @param engine the engine
    /// @param bytes  the binary; not copied, must not be changed
    /// @return the module
    /// @throws dev.gantry.wasm.WasmException see [#of]
    public static Module ofBinary(Engine engine, byte[] bytes) {
        return compile(engine, bytes);
    }

    /// Compiles a module from its text form.
    ///
    /// @param engine the engine
    /// @param text   the text
    /// @return the module
    /// @throws dev.gantry.wasm.WasmException see [#of]
    public static Module ofText(Engine engine, String text) {
        return compile(engine, TextParser.parseModule(text));
    }

    /// Compiles the module in a file, binary or text. Text errors name the file.
    ///
    /// @param engine the engine
    /// @param file   the file
    /// @return the module
    /// @throws IOException if it cannot be read
    /// @throws dev.gantry.wasm.WasmException see [#of]
    public static Module fromFile(Engine engine, Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return compile(
                engine,
                isBinary(bytes) ? bytes : TextParser.parseModule(text(bytes, file.toString()), file.toString()));
    }

    /// Loads a module that was compiled before, without validating or compiling it again (R97). No compiler needs
    /// to be there (R146).
    ///
    /// Damage by accident is found. The artifact must come from somewhere that is trusted all the same: what a
    /// forged one does is not bounded by what its module would be allowed to do.
    ///
    /// @param engine an engine with the settings that the module was compiled under
    /// @param bytes  what [#serialize] or [Engine#precompileModule] gave; not copied, must not be changed
    /// @return the module
    /// @throws dev.gantry.wasm.ArtifactException if the bytes are something else, are damaged, or were made by
    ///     another build, strategy or under other settings
    /// @throws ResourceLimitException            if there is no room for its machine code
    public static Module deserialize(Engine engine, byte[] bytes) {
        engine.checkOpen();
        Artifact artifact = ArtifactReader.readModule(bytes, engine.artifactInfo(), engine.types());
        return load(engine, artifact);
    }

    /// Loads a file with a module that was compiled before.
    ///
    /// @param engine an engine with the settings that the module was compiled under
    /// @param file   the file
    /// @return the module
    /// @throws IOException                       if it cannot be read
    /// @throws dev.gantry.wasm.ArtifactException see [#deserialize]
    public static Module deserializeFile(Engine engine, Path file) throws IOException {
        return deserialize(engine, Files.readAllBytes(file));
    }

    /// Checks a module without compiling it.
    ///
    /// @param engine the engine, for its features
    /// @param bytes  the binary, or the text in UTF-8
    /// @throws dev.gantry.wasm.MalformedException  if it is neither
    /// @throws dev.gantry.wasm.ValidationException if it breaks a rule of validation or needs a disabled feature
    public static void validate(Engine engine, byte[] bytes) {
        byte[] binary = isBinary(bytes) ? bytes : TextParser.parseModule(text(bytes, "<bytes>"));
        translate(engine, binary);
    }

    /// Checks a binary module without compiling it; text is refused.
    ///
    /// @param engine the engine, for its features
    /// @param bytes  the binary
    /// @throws dev.gantry.wasm.WasmException see [#validate]
    public static void validateBinary(Engine engine, byte[] bytes) {
        translate(engine, bytes);
    }

    private static boolean isBinary(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == 0;
    }

    private static String text(byte[] bytes, String name) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException(
                    Failure.MAGIC_HEADER_NOT_DETECTED, name + " is neither a wasm binary nor UTF-8 text", 0);
        }
    }

    private static ModuleTranslation translate(Engine engine, byte[] binary) {
        return ModuleTranslation.translate(
                binary,
                engine.settings().features(),
                engine.types(),
                engine.tunables(),
                engine.settings().parallelCompilation());
    }

    static Artifact build(Engine engine, byte[] binary) {
        EngineObserver observer = engine.observer();
        EngineObserver.Compilation watched =
                observer == null ? null : observer.compiling(engine.strategy().name());
        ModuleTranslation translation = translate(engine, binary);
        Artifact artifact = ArtifactBuilder.build(
                engine.strategy().name(),
                engine.compiler(),
                translation,
                engine.settings().parallelCompilation());
        if (watched != null) {
            watched.ended(
                    translation.names().module(),
                    translation.def().funcs().size(),
                    binary.length,
                    artifact.text().limit());
        }
        return artifact;
    }

    private static Module compile(Engine engine, byte[] binary) {
        engine.checkOpen();
        ModuleCache cache = engine.moduleCache();
        Artifact artifact = cache == null || !cache.keeps(binary) ? build(engine, binary) : cache.get(engine, binary);
        return load(engine, artifact);
    }

    private static Module load(Engine engine, Artifact artifact) {
        return new Module(engine, HostCalls.withRoom(() -> engine.load(artifact)), false);
    }

    /// The compiled module as bytes, for [#deserialize] in this or another process. Equal modules give equal bytes
    /// under equal settings.
    ///
    /// @return an artifact
    /// @throws IllegalStateException if it is a module of a component, which is serialized as a whole (R100)
    public byte[] serialize() {
        if (isOfComponent) {
            throw new IllegalStateException("expected a module of its own, found one of a component");
        }
        return ArtifactWriter.write(vm.artifact(), engine.artifactInfo().build());
    }

    /// The engine that it was compiled for.
    ///
    /// @return the engine
    public Engine engine() {
        return engine;
    }

    /// The name from the name section.
    ///
    /// @return the name, if there is one
    public Optional<String> name() {
        return Optional.ofNullable(vm.names().module());
    }

    /// What instances need.
    ///
    /// @return the imports, in order
    public List<ImportType> imports() {
        return vm.t().def().imports().stream()
                .map(entry -> new ImportType(entry.module(), entry.name(), canonical(entry)))
                .toList();
    }

    /// What instances have.
    ///
    /// @return the exports, in order
    public List<ExportType> exports() {
        return vm.t().def().exports().stream()
                .map(entry -> new ExportType(entry.name(), canonical(entry)))
                .toList();
    }

    private ExternType canonical(Import entry) {
        return vm.t().canonical(entry.type());
    }

    private ExternType canonical(Export entry) {
        ModuleDef def = vm.t().def();
        ExternType type = switch (entry.kind()) {
            case FUNC -> new ExternType.Func(new HeapType.Index(def.funcSpace()[entry.index()]));
            case TABLE -> def.tableSpace().get(entry.index());
            case MEMORY -> def.memorySpace().get(entry.index());
            case GLOBAL -> def.globalSpace().get(entry.index());
            case TAG -> new TagType(new HeapType.Index(def.tagSpace()[entry.index()]));
        };
        return vm.t().canonical(type);
    }

    /// Closes the module: it cannot be instantiated any more. Existing instances stay usable.
    @Override
    public void close() {
        isClosed = true;
    }

    VmModule vm() {
        if (isClosed) {
            throw new IllegalStateException("the module is closed");
        }
        return vm;
    }
}
