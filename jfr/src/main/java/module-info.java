import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.gantry.jfr {
    requires static transitive org.jspecify;
    requires transitive dev.gantry.environ;
    requires jdk.jfr;

    provides dev.gantry.environ.spi.EngineObserver with
            dev.gantry.jfr.JfrEngineObserver;
    provides dev.gantry.environ.spi.GcObserver with
            dev.gantry.jfr.JfrObserver;
}
