package dev.gantry.winch;

/// Emits accesses that are atomic.
///
/// Threading: no state.
final class AtomicEmitter {
    private AtomicEmitter() {}

    /// Emits an instruction.
    ///
    /// @param op a constant of [dev.gantry.wasm.Ops]
    static void emit(Emission state, int op) {
        GenericEmitter.emit(state, op);
    }
}
