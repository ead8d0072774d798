/// A decoded component: records over the bytes they were read from, in the order of the binary.
package dev.gantry.wasm.component;
