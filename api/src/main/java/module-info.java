import org.jspecify.annotations.NullMarked;

/// What users see: engines, modules, stores, linkers, instances and their exports.
///
/// Strategies and collectors are found by [java.util.ServiceLoader]: put their modules on the module path. The best
/// that can run is taken, unless `Config` names another.
@NullMarked
module dev.gantry {
    requires static transitive org.jspecify;
    requires transitive dev.gantry.wasm;
    requires dev.gantry.environ;
    requires dev.gantry.runtime;

    exports dev.gantry;
    exports dev.gantry.component;

    uses dev.gantry.environ.spi.CompilerProvider;
    uses dev.gantry.environ.spi.EngineObserver;
    uses dev.gantry.environ.spi.GcObserver;
    uses dev.gantry.environ.spi.GcRuntimeProvider;
    uses dev.gantry.runtime.spi.ExecutorProvider;
}
