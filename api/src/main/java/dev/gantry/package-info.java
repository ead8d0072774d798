/// The public API: modules in, functions out. Names, grouping and behaviour follow Wasmtime's embedding API in Java's
/// idiom.
///
/// ```
/// Engine ──▶ Module.of(engine, bytes) ──▶ Linker or Instance.of(store, …) ──▶ Instance ──▶ Func.as(…), Func.call(Val…)
///        └─▶ Store.of(engine): what belongs to one guest
/// ```
///
/// [Engine], [Module], [Linker] and [InstancePre] may be used by many threads; a [Store] and everything that belongs to
/// it is used by one thread at a time, which is checked.
///
/// What runs the code is found by [java.util.ServiceLoader] on the module path or class path: at least one
/// [strategy][Strategy] must be there, and for modules that make objects a [collector][Collector]. Machine code, the
/// best strategy on Linux on x86-64, needs native access of the module `dev.gantry.runtime`: start the JVM with
/// `--enable-native-access=dev.gantry.runtime`, or `--enable-native-access=ALL-UNNAMED` with the engine on the class
/// path. Without the option the JVM prints a warning when the first engine is made; where native access is denied, and
/// on all other platforms, engines take the interpreter if it is there. [Engine#strategy] says what was taken,
/// [Engine#passedOver] why it was nothing better.
package dev.gantry;
