/// Validation: every rule of the specification's validation chapter in one place.
package dev.gantry.wasm.validate;
