/// The single-pass compiler for x86-64.
///
/// ```text
///   body ──InstrReader──▶ FunctionCompiler ──▶ emitter of the family ──Operands──▶ CodeBuffer ──▶ CompiledFunction
///                                                     │
///                                                     └──▶ Stubs: traps and slow paths, behind the function
/// ```
///
/// One pass over the instructions, with a stack of what is known of the operands ([dev.gantry.winch.Operands]). Locals
/// live in the frame; operands are in registers until control joins or something is called. What has no code of its own
/// is a request to the runtime ([dev.gantry.winch.GenericEmitter]). Registers, frames and requests are those of
/// docs/native.md.
package dev.gantry.winch;
