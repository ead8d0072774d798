import org.jspecify.annotations.NullMarked;

/// The strategy `winch`: machine code in a single pass over the instructions.
@NullMarked
module dev.gantry.winch {
    requires static transitive org.jspecify;
    requires dev.gantry.environ;
    requires dev.gantry.asm;

    provides dev.gantry.environ.spi.CompilerProvider with
            dev.gantry.winch.WinchProvider;
}
