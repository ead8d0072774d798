package dev.gantry.wasm.component.types;

import dev.gantry.wasm.types.ExternType;
import java.util.Map;

/// The type of a core instance. Types in it are named by their canonical ids.
///
/// @param exports the exports, by name, in order
public record CoreInstanceType(Map<String, ExternType> exports) {
    /// Copies the map.
    public CoreInstanceType {
        exports = Copies.of(exports);
    }
}
