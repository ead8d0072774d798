import org.jspecify.annotations.NullMarked;

/// WASI preview 1 on java.nio.
@NullMarked
module dev.gantry.wasi {
    requires static transitive org.jspecify;
    requires transitive dev.gantry;
}
