import org.jspecify.annotations.NullMarked;

/// The collector `drc`: deferred reference counting.
@NullMarked
module dev.gantry.gc.drc {
    requires static transitive org.jspecify;
    requires transitive dev.gantry.environ;

    provides dev.gantry.environ.spi.GcRuntimeProvider with
            dev.gantry.gc.drc.DrcCollector;
}
