/// The binary format: reading and writing modules and instructions.
package dev.gantry.wasm.binary;
