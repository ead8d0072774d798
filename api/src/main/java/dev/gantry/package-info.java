/// The public API. Names, grouping and behaviour follow Wasmtime's embedding API in Java's idiom.
///
/// [Engine], [Module], [Linker] and [InstancePre] may be used by many threads; a [Store] and everything that
/// belongs to
/// it is
/// used by one thread at a time.
package dev.gantry;
