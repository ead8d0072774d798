package dev.gantry.wasm.validate;

/// What validation found out about a body, for those who translate it.
///
/// @param maxOperands the largest height of the operand stack, in operands
/// @param maxNesting  the largest number of blocks around an instruction, the body itself not counted
/// @param hasTryTable whether there is a `try_table`
public record FuncFacts(int maxOperands, int maxNesting, boolean hasTryTable) {}
