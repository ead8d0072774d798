package dev.gantry.wasm.component;

import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.RecGroup;
import java.util.List;

/// Definitions of core types. They name each other by their index in the space of core types
/// ([dev.gantry.wasm.types.HeapType.Index]).
public sealed interface CoreTypeDef extends Declaration {
    /// A recursion group; it adds as many indices as it has types.
    ///
    /// @param group       the group
    /// @param offsetBytes where the definition starts
    record Rec(RecGroup group, int offsetBytes) implements CoreTypeDef {}

    /// The type of a core module, with an index space of its own.
    ///
    /// @param declarations what it consists of
    /// @param offsetBytes  where the definition starts
    record Module(List<ModuleDecl> declarations, int offsetBytes) implements CoreTypeDef {
        /// Copies the list.
        public Module {
            declarations = List.copyOf(declarations);
        }
    }

    /// What the type of a core module consists of.
    sealed interface ModuleDecl {
        /// Where the declaration starts.
        ///
        /// @return bytes from the start of the outermost binary
        int offsetBytes();

        /// A recursion group.
        ///
        /// @param group       the group
        /// @param offsetBytes where the declaration starts
        record Type(RecGroup group, int offsetBytes) implements ModuleDecl {}

        /// An import.
        ///
        /// @param module      the first name
        /// @param name        the second name
        /// @param type        what is imported, with types by index of the module type
        /// @param offsetBytes where the declaration starts
        record Import(String module, String name, ExternType type, int offsetBytes) implements ModuleDecl {}

        /// An export.
        ///
        /// @param name        its name
        /// @param type        what is exported, with types by index of the module type
        /// @param offsetBytes where the declaration starts
        record Export(String name, ExternType type, int offsetBytes) implements ModuleDecl {}

        /// A core type of an enclosing scope.
        ///
        /// @param count       how many scopes further out it is; 0 is the module type itself
        /// @param index       its index there
        /// @param offsetBytes where the declaration starts
        record OuterType(int count, int index, int offsetBytes) implements ModuleDecl {}
    }
}
