/// The text format: lexer, parser, printer.
package dev.gantry.wasm.text;
