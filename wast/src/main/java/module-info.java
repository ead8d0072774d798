import org.jspecify.annotations.NullMarked;

/// The runner of WebAssembly test scripts.
@NullMarked
module dev.gantry.wast {
    requires static transitive org.jspecify;
    requires transitive dev.gantry;

    exports dev.gantry.wast;
}
