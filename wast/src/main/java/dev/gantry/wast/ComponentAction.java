package dev.gantry.wast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call of a function that an instance of a component exports.
///
/// @param id   the instance's `$id`, or null for the current one
/// @param name the export
/// @param args the arguments
public record ComponentAction(@Nullable String id, String name, List<ComponentValue> args) {}
