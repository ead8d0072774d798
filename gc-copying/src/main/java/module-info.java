import org.jspecify.annotations.NullMarked;

/// The collector `copying`: two halves, of which one is in use.
@NullMarked
module dev.gantry.gc.copying {
    requires static transitive org.jspecify;
    requires transitive dev.gantry.environ;

    provides dev.gantry.environ.spi.GcRuntimeProvider with
            dev.gantry.gc.copying.CopyingCollector;
}
