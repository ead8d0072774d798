package dev.gantry.wast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that a script does with an instance.
public sealed interface Action {
    /// Calls an exported function.
    ///
    /// @param id   the instance's `$id`, or null for the current one
    /// @param name the export
    /// @param args the arguments
    record Invoke(@Nullable String id, String name, List<Constant> args) implements Action {}

    /// Reads an exported global.
    ///
    /// @param id   the instance's `$id`, or null for the current one
    /// @param name the export
    record Get(@Nullable String id, String name) implements Action {}
}
