/// The text format of components: parser and printer.
package dev.gantry.wasm.component.text;
