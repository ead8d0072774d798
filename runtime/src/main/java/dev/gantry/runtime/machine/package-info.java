/// Runs machine code: the executor of compilers that make it, whatever compiler that is.
///
/// ```text
///   MachineCode      a module's code, published; what is known at each pc
///   MachineStore     a store's context, stack, function references; memories, tables, globals off the Java heap
///   MachineInstance  an instance's context
///   MachineFunc      a function: the entry from the host
///   MachineCall      the loop around Machine.enter and Machine.resume: requests of wasm code are served here
///   MachineActivation  the frames of a call, walked by frame pointers
///   Builtins, Instructions  what is requested
/// ```
///
/// docs/native.md is the agreement with compilers; `dev.gantry.runtime.platform` does everything that is restricted.
package dev.gantry.runtime.machine;
