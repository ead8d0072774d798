/// Types of components with everything that they name resolved: no indices, and resources by identity.
package dev.gantry.wasm.component.types;
