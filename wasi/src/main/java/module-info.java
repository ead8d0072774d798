import org.jspecify.annotations.NullMarked;

/// WASI preview 1 for guests of the engine: arguments, clocks, random bytes, sockets, and files of any `java.nio.file`
/// provider, behind directories that were handed over on purpose.
@NullMarked
module dev.gantry.wasi {
    requires static transitive org.jspecify;
    requires transitive dev.gantry;

    exports dev.gantry.wasi;
}
