package dev.gantry.environ.component;

import dev.gantry.wasm.component.StringEncoding;
import org.jspecify.annotations.Nullable;

/// The options of a lifted or lowered function.
///
/// Threading: immutable.
///
/// @param instance   the number of the component instance that the function belongs to
/// @param encoding   how strings are encoded
/// @param memory     the memory, or null
/// @param is64       whether the memory has 64-bit addresses
/// @param realloc    the function that makes room, or null
/// @param postReturn the function that cleans up, or null
public record OptionsDef(
        int instance,
        StringEncoding encoding,
        @Nullable CoreDef memory,
        boolean is64,
        @Nullable CoreDef realloc,
        @Nullable CoreDef postReturn) {}
