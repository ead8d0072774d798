package dev.gantry.runtime.vm;

import dev.gantry.wasm.types.ExternType;
import org.jspecify.annotations.Nullable;

/// What can be imported and exported.
///
/// @wasm syntax-externaddr
public sealed interface VmExtern permits VmFunc, VmTable, VmMemory, VmGlobal, VmTag {
    /// The type as an importer sees it: with ids, and with the present size of memories and tables as the minimum.
    ///
    /// @return the type
    ExternType externType();

    /// The store that it belongs to.
    ///
    /// @return the store, or null for shared memories, which may be used in all stores of an engine
    @Nullable
    VmStore home();
}
