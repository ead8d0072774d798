/// x86-64: registers, the table of instructions, the assembler and the disassembler that read it.
///
/// ```text
///  Inst (vendor's notation) ──▶ Encoding (64 bits a row) ──▶ X64Assembler ──▶ CodeBuffer
///                                                      └──▶ Disassembler ──▶ text
/// ```
package dev.gantry.asm.x64;
