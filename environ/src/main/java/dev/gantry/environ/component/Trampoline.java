package dev.gantry.environ.component;

import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.NumType;
import java.util.List;

/// A core function of a component that is part of no module.
///
/// Threading: immutable.
public sealed interface Trampoline {
    /// The type of the function.
    ///
    /// @return the core type
    FuncType coreType();

    /// Calls a function that the component imports (R28).
    ///
    /// @param importedFunc its number in the list of imported functions
    /// @param type         its type
    /// @param options      how values pass: a number in the list of options
    /// @param coreType     the type as core code sees it
    record LowerImport(int importedFunc, ComponentFuncType type, int options, FuncType coreType)
            implements Trampoline {}

    /// A function lifted and lowered again where no instance can be entered: it always traps (R25). There is
    /// one for each type (R26).
    ///
    /// @param coreType the type as core code sees it
    record AlwaysTrap(FuncType coreType) implements Trampoline {}

    /// Makes a handle of a representation.
    ///
    /// @param resource the number of the resource
    /// @param instance the component instance whose handle it becomes
    record ResourceNew(int resource, int instance) implements Trampoline {
        @Override
        public FuncType coreType() {
            return FuncType.of(List.of(NumType.I32), List.of(NumType.I32));
        }
    }

    /// Gives the representation of a handle.
    ///
    /// @param resource the number of the resource
    /// @param instance the component instance whose handle it is
    record ResourceRep(int resource, int instance) implements Trampoline {
        @Override
        public FuncType coreType() {
            return FuncType.of(List.of(NumType.I32), List.of(NumType.I32));
        }
    }

    /// Drops a handle.
    ///
    /// @param resource the number of the resource
    /// @param instance the component instance whose handle it is
    record ResourceDrop(int resource, int instance) implements Trampoline {
        @Override
        public FuncType coreType() {
            return FuncType.of(List.of(NumType.I32), List.of());
        }
    }
}
