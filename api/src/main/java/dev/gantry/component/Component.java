package dev.gantry.component;

import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.environ.component.ComponentTranslation;
import dev.gantry.environ.component.Inliner;
import dev.gantry.internal.EngineAccess;
import dev.gantry.runtime.component.VmComponent;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.component.text.ComponentParser;
import dev.gantry.wasm.component.validate.ComponentValidator;
import dev.gantry.wasm.module.CodeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A compiled component. It holds no state of instances and can be instantiated any number of times.
///
/// Threading: thread-safe.
public final class Component {
    private final Engine engine;
    private final List<Module> modules;
    private final VmComponent vm;

    private Component(Engine engine, ComponentTranslation translation, List<Module> modules) {
        this.engine = engine;
        this.modules = List.copyOf(modules);
        this.vm = new VmComponent(
                translation, modules.stream().map(EngineAccess.INSTANCE::vm).toList());
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
        return ofBinary(engine, binary(bytes, "<bytes>"));
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
        return ofBinary(engine, binary(Files.readAllBytes(file), file.toString()));
    }

    private static byte[] binary(byte[] bytes, String name) {
        return bytes.length > 0 && bytes[0] == 0 ? bytes : ComponentParser.parseComponent(bytes, name);
    }

    /// Compiles a component from its binary form; text is refused (R105).
    ///
    /// @param engine the engine
    /// @param bytes  the binary; not copied, must not be changed
    /// @return the component
    /// @throws dev.gantry.wasm.WasmException see [#of]
    public static Component ofBinary(Engine engine, byte[] bytes) {
        ComponentDef def = validated(engine, bytes);
        ComponentTranslation translation = Inliner.inline(def, EngineAccess.INSTANCE.types(engine));
        List<Module> modules = new ArrayList<>();
        for (Definition.CoreModule module : translation.modules()) {
            CodeRange range = module.range();
            modules.add(Module.ofBinary(engine, Arrays.copyOfRange(bytes, range.start(), range.end())));
        }
        return new Component(engine, translation, modules);
    }

    /// Checks a component without compiling it.
    ///
    /// @param engine the engine, for its features
    /// @param bytes  the binary, or the text in UTF-8
    /// @throws dev.gantry.wasm.MalformedException   if it is neither
    /// @throws dev.gantry.wasm.ValidationException  if it breaks a rule or needs a disabled feature
    /// @throws dev.gantry.wasm.UnsupportedException if it has definitions that this build does not know
    public static void validate(Engine engine, byte[] bytes) {
        var _ = validated(engine, binary(bytes, "<bytes>"));
    }

    private static ComponentDef validated(Engine engine, byte[] binary) {
        EngineAccess.INSTANCE.checkOpen(engine);
        Set<WasmFeature> features = engine.config().features();
        ComponentDef def = ComponentReader.read(binary, features);
        ComponentValidator.validate(
                        def, features, EngineAccess.INSTANCE.types(engine).interner())
                .close();
        return def;
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
