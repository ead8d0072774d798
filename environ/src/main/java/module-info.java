import org.jspecify.annotations.NullMarked;

/// What lies between a validated module and code that runs: translation, layouts, types, and the interfaces of
/// compilers and collectors.
@NullMarked
module dev.gantry.environ {
    requires static transitive org.jspecify;
    requires transitive dev.gantry.wasm;

    exports dev.gantry.environ;
    exports dev.gantry.environ.artifact;
    exports dev.gantry.environ.component;
    exports dev.gantry.environ.debug to
            dev.gantry.runtime,
            dev.gantry;
    exports dev.gantry.environ.gc;
    exports dev.gantry.environ.spi;
}
