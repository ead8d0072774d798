/// Reads the binary format of components into records, and writes records back.
package dev.gantry.wasm.component.binary;
