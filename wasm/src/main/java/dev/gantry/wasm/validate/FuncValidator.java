package dev.gantry.wasm.validate;

/// Validates function bodies of one module, one at a time.
///
/// Threading: confined to one thread; several validators may work on the same module at the same time.
///
/// @wasm valid-func
public final class FuncValidator {
    private final InstrValidator instrs;

    FuncValidator(ModuleContext module) {
        this.instrs = new InstrValidator(module);
    }

    /// Validates a body.
    ///
    /// @param definedIndex the position of the function among those that the module defines
    /// @return facts about the body
    /// @throws dev.gantry.wasm.ValidationException if it is invalid
    /// @throws dev.gantry.wasm.MalformedException  if an instruction is malformed
    public FuncFacts validateBody(int definedIndex) {
        return instrs.validateBody(definedIndex);
    }
}
