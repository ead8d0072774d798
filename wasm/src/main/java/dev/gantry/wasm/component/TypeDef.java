package dev.gantry.wasm.component;

import dev.gantry.wasm.types.ValType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A definition of a type, in the space of types.
///
/// @param type        the type
/// @param offsetBytes where the definition starts
public record TypeDef(DefinedType type, int offsetBytes) implements Declaration {

    /// A type as it is written.
    public sealed interface DefinedType permits ValueTypeDef, Func, Component, Instance, Resource {}

    /// A function type.
    ///
    /// @param isAsync whether calls may block
    /// @param params  the parameters
    /// @param result  the type of the result, or null if there is none
    public record Func(
            boolean isAsync,
            List<Labelled> params,
            @Nullable ValueType result) implements DefinedType {
        /// Copies the list.
        public Func {
            params = List.copyOf(params);
        }
    }

    /// The type of a component, with index spaces of its own.
    ///
    /// @param declarations what it consists of
    public record Component(List<Declaration> declarations) implements DefinedType {
        /// Copies the list.
        public Component {
            declarations = List.copyOf(declarations);
        }
    }

    /// The type of an instance, with index spaces of its own.
    ///
    /// @param declarations what it consists of, no imports
    public record Instance(List<Declaration> declarations) implements DefinedType {
        /// Copies the list.
        public Instance {
            declarations = List.copyOf(declarations);
        }
    }

    /// A new resource.
    ///
    /// @param rep        the core type of its representation
    /// @param destructor the index of a core function, or [#NO_DESTRUCTOR]
    public record Resource(ValType rep, int destructor) implements DefinedType {
        /// The value of `destructor` where there is none.
        public static final int NO_DESTRUCTOR = -1;
    }

    /// A parameter or field.
    ///
    /// @param label its name
    /// @param type  its type
    public record Labelled(String label, ValueType type) {}
}
