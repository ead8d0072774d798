/// What machine code needs of the operating system and the processor: the only package with restricted calls.
///
/// ```text
///   CodeRegion   |  code of module 1 | free |  code of module 2 | …      one range for the signal handler
///   stubs        |  enter, resume, exit, builtins, landing pad | handler | trampolines by signature | …
///   Stacks       |  guard | head-room | what wasm code uses             | top
///   NativeMemory |  committed: readable, writable | reserved | guard    |
/// ```
///
/// [Platform] is the operating system, [Machine] the way in and on, docs/native.md the agreement about registers
/// and frames. Nothing here knows of stores or modules beyond the layout of their contexts.
package dev.gantry.runtime.platform;
