import org.jspecify.annotations.NullMarked;

/// What users see.
@NullMarked
module dev.gantry {
    requires static transitive org.jspecify;
    requires transitive dev.gantry.wasm;
    requires dev.gantry.environ;
    requires dev.gantry.runtime;
}
