/// The types of WebAssembly as immutable records, and their canonical form.
package dev.gantry.wasm.types;
