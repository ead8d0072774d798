import org.jspecify.annotations.NullMarked;

/// The collector `null`: objects are never reclaimed.
@NullMarked
module dev.gantry.gc.none {
    requires static transitive org.jspecify;
    requires transitive dev.gantry.environ;

    provides dev.gantry.environ.spi.GcRuntimeProvider with
            dev.gantry.gc.none.NullCollector;
}
