import org.jspecify.annotations.NullMarked;

/// Machine code: a buffer with labels and fixups, tables of machine instructions, a disassembler.
///
/// It knows nothing of WebAssembly.
@NullMarked
module dev.gantry.asm {
    requires static transitive org.jspecify;

    exports dev.gantry.asm to
            dev.gantry.cli,
            dev.gantry.runtime,
            dev.gantry.winch;
    exports dev.gantry.asm.x64 to
            dev.gantry.cli,
            dev.gantry.runtime,
            dev.gantry.winch;
}
