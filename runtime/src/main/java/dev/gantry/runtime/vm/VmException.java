package dev.gantry.runtime.vm;

import dev.gantry.wasm.WasmBacktrace;
import dev.gantry.wasm.types.RefType;

/// A wasm exception: what an `exnref` refers to.
///
/// Threading: confined to the store of its tag.
///
/// @wasm syntax-exninst
public final class VmException {
    /// The tag.
    public final VmTag tag;

    /// The payload in slots, not to be changed.
    public final long[] payload;

    /// The wasm frames that were active when it was made.
    public final WasmBacktrace backtrace;

    /// An exception.
    ///
    /// @param tag       its tag
    /// @param payload   the payload in slots, not copied
    /// @param backtrace the wasm frames active now
    public VmException(VmTag tag, long[] payload, WasmBacktrace backtrace) {
        this.tag = tag;
        this.payload = payload;
        this.backtrace = backtrace;
        if (tag.type.params().stream().anyMatch(RefType.class::isInstance)) {
            tag.store.adopt(this);
        }
    }
}
