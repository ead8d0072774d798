package dev.gantry.environ.component;

import dev.gantry.environ.component.ImportItem.CoreModuleType;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.TypeDef;
import dev.gantry.wasm.module.ModuleDef;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an index of a component stands for while it is instantiated with symbols.
sealed interface Item {
    /// A function.
    sealed interface Func extends Item {
        ComponentFuncType type();
    }

    /// An imported function.
    ///
    /// @param index its number in the list of imported functions
    record ImportedFunc(int index, ComponentFuncType type) implements Func {}

    /// A lifted function.
    ///
    /// @param callee   the core function
    /// @param options  how values pass: a number in the list of options
    /// @param instance the component instance that lifted it
    record LiftedFunc(CoreDef callee, ComponentFuncType type, int options, int instance) implements Func {}

    /// A type.
    ///
    /// @param type     what it is
    /// @param declared a type of components or instances as it is written, else null
    /// @param scope    where that stands, else null
    record Type(
            TypeItem type,
            TypeDef.@Nullable DefinedType declared,
            @Nullable Scope scope) implements Item {}

    /// An instance.
    ///
    /// @param items what it exports
    record Instance(Map<String, Item> items) implements Item {}

    /// A component, with the scope that it closes over (R13).
    record Component(ComponentDef def, Scope scope) implements Item {}

    /// A core module.
    sealed interface Module extends Item {}

    /// A module of the component.
    ///
    /// @param index its number in the list of modules
    record StaticModule(int index, ModuleDef def) implements Module {}

    /// An imported module.
    ///
    /// @param index its number in the list of imported modules
    record ImportedModule(int index, CoreModuleType type) implements Module {}
}
