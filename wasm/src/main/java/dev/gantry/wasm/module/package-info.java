/// A decoded module: what the sections say, with function bodies left in place as byte ranges.
package dev.gantry.wasm.module;
