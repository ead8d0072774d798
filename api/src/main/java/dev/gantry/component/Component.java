package dev.gantry.component;

import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.environ.component.ComponentTranslation;
import dev.gantry.internal.EngineAccess;
import dev.gantry.runtime.component.VmComponent;
import dev.gantry.environ.component.Inliner;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.module.CodeRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A compiled component. It holds no state of instances and can be instantiated any number of times.
///
/// Threading: thread-safe.
public final class Component {
    private final Engine engine;
    private final List<Module> modules;
    private final VmComponent vm;

    Component(Engine engine, ComponentTranslation translation, List<Module> modules) {
        this.engine = engine;
        this.modules = List.copyOf(modules);
        this.vm = new VmComponent(
                translation, modules.stream().map(EngineAccess.INSTANCE::vm).toList());
    }

    /// Compiles a component from its binary form.
    ///
    /// @param engine the engine
    /// @param bytes  the binary; not copied, must not be changed
    /// @return the component
    /// @throws dev.gantry.wasm.MalformedException   if it is no component, with the position
    /// @throws dev.gantry.wasm.ValidationException  if it breaks a rule of validation or needs a disabled
    ///     feature
    /// @throws dev.gantry.wasm.UnsupportedException if it needs something that this build does not have
    public static Component ofBinary(Engine engine, byte[] bytes) {
        EngineAccess.INSTANCE.checkOpen(engine);
        ComponentDef def = ComponentReader.read(bytes, engine.config().features());
        ComponentTranslation translation = Inliner.inline(def, EngineAccess.INSTANCE.types(engine));
        List<Module> modules = new ArrayList<>();
        for (Definition.CoreModule module : translation.modules()) {
            CodeRange range = module.range();
            modules.add(Module.ofBinary(engine, Arrays.copyOfRange(bytes, range.start(), range.end())));
        }
        return new Component(engine, translation, modules);
    }

    /// The engine that it was compiled for.
    ///
    /// @return the engine
    public Engine engine() {
        return engine;
    }

    /// What instances need, by name. Types of resources in it are those of this component; an instance has
    /// others.
    ///
    /// @return the types of all imports, in order
    public Map<String, ItemType> imports() {
        return types().imports(vm.translation().imports());
    }

    /// What instances have, by name. Types of resources in it are those of this component; an instance has
    /// others.
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
