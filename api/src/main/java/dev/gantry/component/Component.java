package dev.gantry.component;

import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.environ.artifact.ComponentArtifact;
import dev.gantry.internal.EngineAccess;
import dev.gantry.runtime.component.VmComponent;
import dev.gantry.wasm.component.text.ComponentParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A compiled component. It holds no state of instances and can be instantiated any number of times.
///
/// Threading: thread-safe.
public final class Component {
    private final Engine engine;
    private final ComponentArtifact artifact;
    private final List<Module> modules;
    private final VmComponent vm;

    private Component(Engine engine, ComponentArtifact artifact) {
        this.engine = engine;
        this.artifact = artifact;
        this.modules = EngineAccess.INSTANCE.modules(engine, artifact.modules());
        this.vm = new VmComponent(
                artifact.translation(),
                modules.stream().map(EngineAccess.INSTANCE::vm).toList());
    }

    /// Compiles a component from its binary or text form, told apart by the first byte.
    ///
    /// @param engine the engine
    /// @param bytes  the binary, or the text in UTF-8; not copied, must not be changed
    /// @return the component
    /// @throws dev.gantry.wasm.MalformedException   if it is neither, with the position
    /// @throws dev.gantry.wasm.ValidationException  if it breaks a rule or needs a disabled feature
    /// @throws dev.gantry.wasm.UnsupportedException if it needs something that this build does not have
    public static Component of(Engine engine, byte[] bytes) {
        return new Component(engine, EngineAccess.INSTANCE.compileComponent(engine, bytes, "<bytes>"));
    }

    /// Compiles a component from its text form.
    ///
    /// @param engine the engine
    /// @param text   the text
    /// @return the component
    /// @throws dev.gantry.wasm.WasmException see [#of]
    public static Component ofText(Engine engine, String text) {
        return ofBinary(engine, ComponentParser.parseComponent(text));
    }

    /// Compiles the component in a file, binary or text. Text errors name the file.
    ///
    /// @param engine the engine
    /// @param file   the file
    /// @return the component
    /// @throws IOException if it cannot be read
    /// @throws dev.gantry.wasm.WasmException see [#of]
    public static Component fromFile(Engine engine, Path file) throws IOException {
        return new Component(
                engine, EngineAccess.INSTANCE.compileComponent(engine, Files.readAllBytes(file), file.toString()));
    }

    /// Compiles a component from its binary form; text is refused (R105).
    ///
    /// @param engine the engine
    /// @param bytes  the binary; not copied, must not be changed
    /// @return the component
    /// @throws dev.gantry.wasm.WasmException see [#of]
    public static Component ofBinary(Engine engine, byte[] bytes) {
        return new Component(engine, EngineAccess.INSTANCE.compileComponent(engine, bytes));
    }

    /// Loads a component that was compiled before, without validating or compiling it again (R97). No compiler
    /// needs to be there (R146).
    ///
    /// Damage by accident is found. The artifact must come from somewhere that is trusted all the same: what a
    /// forged one does is not bounded by what its component would be allowed to do.
    ///
    /// @param engine an engine with the settings that the component was compiled under
    /// @param bytes  what [#serialize] or [Engine#precompileComponent] gave; not copied, must not be changed
    /// @return the component
    /// @throws dev.gantry.wasm.ArtifactException if the bytes are something else, for example the artifact of a
    ///     module, are damaged, or were made by another build, strategy or under other settings
    public static Component deserialize(Engine engine, byte[] bytes) {
        return new Component(engine, EngineAccess.INSTANCE.readComponent(engine, bytes));
    }

    /// Loads a file with a component that was compiled before.
    ///
    /// @param engine an engine with the settings that the component was compiled under
    /// @param file   the file
    /// @return the component
    /// @throws IOException                       if it cannot be read
    /// @throws dev.gantry.wasm.ArtifactException see [#deserialize]
    public static Component deserializeFile(Engine engine, Path file) throws IOException {
        return deserialize(engine, Files.readAllBytes(file));
    }

    /// Checks a component without compiling it.
    ///
    /// @param engine the engine, for its features
    /// @param bytes  the binary, or the text in UTF-8
    /// @throws dev.gantry.wasm.MalformedException   if it is neither
    /// @throws dev.gantry.wasm.ValidationException  if it breaks a rule or needs a disabled feature
    /// @throws dev.gantry.wasm.UnsupportedException if it has definitions that this build does not know
    public static void validate(Engine engine, byte[] bytes) {
        EngineAccess.INSTANCE.validateComponent(engine, bytes);
    }

    /// The compiled component as bytes, with all its modules, for [#deserialize] in this or another process. Equal
    /// components give equal bytes under equal settings.
    ///
    /// @return an artifact (R101)
    /// @throws dev.gantry.wasm.UnsupportedException if it has several thousand modules
    public byte[] serialize() {
        return EngineAccess.INSTANCE.write(engine, artifact);
    }

    /// The engine that it was compiled for.
    ///
    /// @return the engine
    public Engine engine() {
        return engine;
    }

    /// What instances need, by name. Types of resources in it are those of this component; an instance has others.
    ///
    /// @return the types of all imports, in order
    public Map<String, ItemType> imports() {
        return types().imports(vm.translation().imports());
    }

    /// What instances have, by name. Types of resources in it are those of this component; an instance has others.
    ///
    /// @return the types of all exports, in order
    public Map<String, ItemType> exports() {
        return types().exports(vm.translation().exports());
    }

    private Types types() {
        return new Types(resource -> ResourceType.unbound(this, resource));
    }

    Module module(int index) {
        return modules.get(index);
    }

    VmComponent vm() {
        return vm;
    }
}
