package dev.gantry.wasm.component.types;

import dev.gantry.wasm.types.ExternType;
import java.util.Map;

/// The type of a core module. Types in it are named by their canonical ids ([dev.gantry.wasm.types.HeapType.Id]).
///
/// @param imports the imports, by both names, in order
/// @param exports the exports, by name, in order
/// @param facts   what is known of it
public record ModuleType(Map<ImportName, ExternType> imports, Map<String, ExternType> exports, TypeFacts facts) {
    /// The names of an import.
    ///
    /// @param module the first name
    /// @param name   the second name
    public record ImportName(String module, String name) {}

    /// A module type.
    ///
    /// @param imports the imports, by both names, in order
    /// @param exports the exports, by name, in order
    /// @return the type
    public static ModuleType of(Map<ImportName, ExternType> imports, Map<String, ExternType> exports) {
        TypeFacts leaf = TypeFacts.LEAF;
        return new ModuleType(
                Copies.of(imports),
                Copies.of(exports),
                new TypeFacts(1L + imports.size() + exports.size(), 1, false, false, false, leaf.bytes64(), 1));
    }
}
