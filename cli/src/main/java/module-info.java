import org.jspecify.annotations.NullMarked;

/// The gantry command.
@NullMarked
module dev.gantry.cli {
    requires static transitive org.jspecify;
    requires dev.gantry;
    requires dev.gantry.asm;
    requires dev.gantry.environ;
    requires dev.gantry.wasi;
    requires dev.gantry.wast;
}
