import org.jspecify.annotations.NullMarked;

/// The WebAssembly language itself: opcodes, types, failures, the binary and text formats and validation.
///
/// Everything later in the pipeline reads instructions through [dev.gantry.wasm.Opcode] and
/// [dev.gantry.wasm.binary.InstrReader]; nothing else in the project knows an encoding.
@NullMarked
module dev.gantry.wasm {
    requires static transitive org.jspecify;

    exports dev.gantry.wasm;
    exports dev.gantry.wasm.binary;
    exports dev.gantry.wasm.component;
    exports dev.gantry.wasm.component.binary;
    exports dev.gantry.wasm.component.text;
    exports dev.gantry.wasm.component.types;
    exports dev.gantry.wasm.component.validate;
    exports dev.gantry.wasm.text;
    exports dev.gantry.wasm.types;
    exports dev.gantry.wasm.validate;
    exports dev.gantry.wasm.module;
}
