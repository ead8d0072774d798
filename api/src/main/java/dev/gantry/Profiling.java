package dev.gantry;

/// Profilers of the system that an engine can tell where its code is.
public enum Profiling {
    /// None.
    NONE,
    /// Linux `perf`: a line for each function of machine code in `/tmp/perf-PID.map`, appended when its module is
    /// loaded. Has no effect on strategies without machine code. If the file cannot be written, a [System.Logger]
    /// is warned once, and nothing is written any more.
    PERF_MAP
}
