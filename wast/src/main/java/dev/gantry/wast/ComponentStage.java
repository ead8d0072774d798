package dev.gantry.wast;

import dev.gantry.wasm.UnsupportedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What runs the components of one script: an engine, a store, and a linker with what scripts expect of a host.
///
/// A step that this build cannot take throws [dev.gantry.wasm.UnsupportedException], whose feature becomes the reason
/// for which directives are skipped.
///
/// Threading: confined to one thread.
interface ComponentStage extends AutoCloseable {
    /// A component that was decoded, validated and compiled.
    interface Definition {
        /// Why it cannot be instantiated although it is valid.
        ///
        /// @return what this build lacks, or null
        default @Nullable UnsupportedException refusal() {
            return null;
        }
    }

    /// An instance of a component.
    interface Running {
        /// Calls an exported function.
        ///
        /// @param name the export
        /// @param args the arguments
        /// @return the result, or nothing
        /// @throws dev.gantry.wasm.Trap if the call traps
        List<ComponentValue> invoke(String name, List<ComponentValue> args);
    }

    /// Decodes, validates and compiles a component.
    ///
    /// @param binary the component
    /// @return the component
    /// @throws dev.gantry.wasm.MalformedException  if it cannot be decoded
    /// @throws dev.gantry.wasm.ValidationException if it is not valid
    Definition compile(byte[] binary);

    /// Instantiates a component. If it has a name, others can import what it exports from an instance of that name.
    ///
    /// @param definition what [#compile] returned
    /// @param id         the name of the instance, or null
    /// @return the instance
    /// @throws dev.gantry.wasm.LinkException if the imports do not fit
    /// @throws dev.gantry.wasm.Trap          if instantiation traps
    Running instantiate(Definition definition, @Nullable String id);

    @Override
    void close();
}
