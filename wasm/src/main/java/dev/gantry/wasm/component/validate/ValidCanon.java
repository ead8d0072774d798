package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.component.types.ResolvedFuncType;
import org.jspecify.annotations.Nullable;

/// What validation found out about a canonical definition.
///
/// @param options  its options, with defaults filled in
/// @param coreType the canonical id of the type of the core function: the one that is lifted, or the one that is made
/// @param funcType the type of the function that is lifted or lowered, or null for functions of the host
public record ValidCanon(
        CanonOptions options, int coreType, @Nullable ResolvedFuncType funcType) {}
