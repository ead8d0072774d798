/// Checks components, and resolves their types: what each index stands for.
package dev.gantry.wasm.component.validate;
