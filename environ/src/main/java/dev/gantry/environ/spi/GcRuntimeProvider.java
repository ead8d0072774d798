package dev.gantry.environ.spi;

/// A garbage collector, found by [java.util.ServiceLoader]: layouts, a runtime and a description of its barriers (R111,
/// R112).
///
/// Threading: thread-safe.
public interface GcRuntimeProvider {
    /// The name by which users select the collector, for example `drc`. Asked first.
    ///
    /// @return lower-case letters, digits and hyphens
    String name();

    /// How objects lie in this collector's heaps. Asked once an engine.
    ///
    /// @return the layouts
    GcLayouts layouts();

    /// How compiled code allocates and which barriers it runs. Asked once an engine.
    ///
    /// @return the description
    GcCompiler compiler();

    /// Takes charge of a heap. Asked when a store needs its first object.
    ///
    /// @param heap    the bytes, all zero; they may have to grow before the first object fits
    /// @param types   the shapes of the objects
    /// @param roots   visits everything that refers into the heap from outside
    /// @param poisons whether to overwrite what is freed, so that stale references show
    /// @return an empty heap
    GcRuntime runtime(GcHeap heap, GcTypes types, GcRoots roots, boolean poisons);
}
