package dev.gantry.wasm.component;

import java.util.List;

/// A component instance.
public sealed interface InstanceDef extends Definition {
    /// An instantiated component.
    ///
    /// @param component   the component's index
    /// @param args        what it is given for its imports
    /// @param offsetBytes where the definition starts
    record Instantiate(int component, List<Arg> args, int offsetBytes) implements InstanceDef {
        /// Copies the list.
        public Instantiate {
            args = List.copyOf(args);
        }
    }

    /// An instance made of things that exist.
    ///
    /// @param exports     its exports
    /// @param offsetBytes where the definition starts
    record Exports(List<Item> exports, int offsetBytes) implements InstanceDef {
        /// Copies the list.
        public Exports {
            exports = List.copyOf(exports);
        }
    }

    /// An argument of an instantiation.
    ///
    /// @param name  the name of the import it is for
    /// @param sort  what it is
    /// @param index its index
    record Arg(String name, Sort sort, int index) {}

    /// An export of an instance.
    ///
    /// @param name  its name
    /// @param sort  what is exported
    /// @param index its index
    record Item(ExternName name, Sort sort, int index) {}
}
