/// The strategy `interpreter`: translates function bodies to compact register code, and runs that in a loop.
///
/// ```text
///  body (binary) --[Translator]--> FunctionCode (int[], handlers, address map) --[ArtifactBuilder]--> artifact
///                                                                                                      |
///                                                                                              [InterpreterCode]
///                                                                                                      v
///  host --[InterpreterFunc]--> Calls.finish --> Loop.run <--> HotLoop.run, Families, Calls, Handlers
/// ```
///
/// **Code.** [Code] is the table of instructions: a number, then operands, each an `int`. Operands of the wasm stack
/// have become slots of the frame; `local.get` and constants cost nothing where an instruction can read the local or
/// hold the constant, a `local.set` is mostly the destination of the instruction before it, a comparison and the branch
/// behind it are one instruction. So are frequent pairs: a sum and the load from it, an addition and the branch that
/// looks at the sum, a product and its sum; and a jump back to the condition of a loop decides it at once.
/// [Translator] and the translators of the families make it in one pass, with a virtual operand stack ([Operands]);
/// [Assembler] remembers the last instruction, which is all that joining pairs needs.
///
/// **Loops.** [HotLoop] executes what programs spend their time in. It calls nothing, since one call in a loop makes
/// HotSpot keep the loop's state in memory instead of registers; it cannot trap, and knows neither instance nor store.
/// What it cannot do it leaves to [Loop], by returning the place: calls, returns, globals, counting, accesses beyond
/// the array of memory 0, and all that is rare, which [Families] finds. Hot instructions take at least four `int`s,
/// so that the step to the next one is the same for all and computed once, after the instruction: whatever several
/// cases of a switch compute alike, HotSpot computes before the switch, for all of them.
///
/// **Frames.** All values lie in `long[]` slots of the store; a `v128` takes two. A frame, by distance from its frame
/// pointer:
///
/// ```text
///   -n … -1      parameters; results are left from -n on
///   0            where the frame is in its code (see [Frames])
///   1            link to the frame it calls
///   2 …          locals, then operands, each operand at its home
/// ```
///
/// A caller puts arguments to the homes of its topmost operands, which are the callee's parameters: nothing is copied,
/// and results appear where the arguments were. When a chunk of slots is full, the callee runs on the next one, and
/// then its arguments and results are copied.
///
/// **Calls.** One Java call of [Loop#run] for each wasm call, across instances too. Functions of the host are called
/// with the slots of their arguments. Calls are bounded by the number of frames and by slots; both bounds, and as a
/// last net an overflow of the Java stack, are the trap `call stack exhausted`. A tail call ends the loop of its
/// function; the caller starts it again for the next one.
///
/// **Traps and exceptions** are Java exceptions. An instruction that may trap has written its place to the frame first,
/// so the frames can be walked afterwards, from the outermost to the innermost. Functions with handlers are run by
/// [Handlers#run].
///
/// **Counting.** With fuel, every basic block starts with the instruction `FUEL`, which takes what the whole block
/// costs ([Translator]) or traps; with epochs, functions and loops start with `EPOCH`.
package dev.gantry.interpreter;
