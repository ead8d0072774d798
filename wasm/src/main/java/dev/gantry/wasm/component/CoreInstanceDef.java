package dev.gantry.wasm.component;

import java.util.List;

/// A core instance.
public sealed interface CoreInstanceDef extends Definition {
    /// An instantiated core module.
    ///
    /// @param module      the module's index
    /// @param args        the instances that its imports are taken from, by their first name
    /// @param offsetBytes where the definition starts
    record Instantiate(int module, List<Arg> args, int offsetBytes) implements CoreInstanceDef {
        /// Copies the list.
        public Instantiate {
            args = List.copyOf(args);
        }
    }

    /// An instance made of things that exist.
    ///
    /// @param exports     its exports
    /// @param offsetBytes where the definition starts
    record Exports(List<Item> exports, int offsetBytes) implements CoreInstanceDef {
        /// Copies the list.
        public Exports {
            exports = List.copyOf(exports);
        }
    }

    /// An argument of an instantiation.
    ///
    /// @param name     the first name of the imports it is for
    /// @param instance the index of a core instance
    record Arg(String name, int instance) {}

    /// An export of an instance.
    ///
    /// @param name  its name
    /// @param sort  a core sort
    /// @param index the index of what is exported
    record Item(String name, Sort sort, int index) {}
}
