package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.component.StringEncoding;
import dev.gantry.wasm.types.NumType;

/// The options of a canonical definition, each at most once, defaults filled in.
///
/// @param encoding   how strings stand in memory
/// @param memory     the index of a core memory, or [#NONE]
/// @param isMemory64 whether the memory has 64-bit addresses
/// @param realloc    the index of a core function, or [#NONE]
/// @param postReturn the index of a core function, or [#NONE]
/// @param isAsync    whether the call is asynchronous
/// @param callback   the index of a core function, or [#NONE]
/// @param isGc       whether values are objects of the collector's heap
/// @param coreType   with `gc`, the canonical id of the type of a lowered function; or [#NONE]
public record CanonOptions(
        StringEncoding encoding,
        int memory,
        boolean isMemory64,
        int realloc,
        int postReturn,
        boolean isAsync,
        int callback,
        boolean isGc,
        int coreType) {
    /// The value of an index where there is none.
    public static final int NONE = -1;

    /// The type of addresses in the memory.
    ///
    /// @return `i32` or `i64`; `i32` if there is no memory
    public NumType addressType() {
        return isMemory64 ? NumType.I64 : NumType.I32;
    }
}
