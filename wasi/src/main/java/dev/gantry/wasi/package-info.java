/// WASI preview 1: what a guest is given, as a [WasiConfig], and its state while it runs, a [WasiContext] for each
/// store.
///
/// ```
/// WasiConfig ──▶ WasiContext ──▶ data of a Store; Wasi.addTo(linker, …) ──▶ Linker ──▶ Instance, func("_start")
/// ```
///
/// A guest sees nothing that it was not given: no files, no variables, no arguments, no standard streams.
package dev.gantry.wasi;
