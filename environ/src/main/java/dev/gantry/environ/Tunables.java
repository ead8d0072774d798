package dev.gantry.environ;

/// What compiled code depends on: code made under other tunables must not be loaded.
///
/// @param consumeFuel              code counts fuel and traps when there is none left
/// @param epochInterruption        code compares the engine's epoch with its store's deadline
/// @param signalsBasedTraps        machine code relies on faults instead of explicit checks; off without machine code
/// @param tableLazyInit            tables are filled with functions at first use instead of at instantiation (R133)
/// @param nanCanonicalization      every float result that is a NaN is the canonical one
/// @param relaxedSimdDeterministic relaxed vector instructions give the results of the deterministic profile
/// @param addressMap               code carries a map from code offsets to wasm offsets
/// @param optLevel                 0 for fast compilation to 2 for fast code
/// @param collector                the name of the collector whose barriers the code contains
public record Tunables(
        boolean consumeFuel,
        boolean epochInterruption,
        boolean signalsBasedTraps,
        boolean tableLazyInit,
        boolean nanCanonicalization,
        boolean relaxedSimdDeterministic,
        boolean addressMap,
        int optLevel,
        String collector) {
    /// The collector of engines that have none.
    public static final String NO_COLLECTOR = "none";

    /// Lazy tables, an address map, the highest optimization level, no collector; everything else off.
    ///
    /// @return the defaults
    public static Tunables defaults() {
        return new Tunables(false, false, false, true, false, true, true, 2, NO_COLLECTOR);
    }

    /// The same, but that code relies on faults.
    ///
    /// @return these tunables with signals
    public Tunables withSignalsBasedTraps() {
        return new Tunables(
                consumeFuel,
                epochInterruption,
                true,
                tableLazyInit,
                nanCanonicalization,
                relaxedSimdDeterministic,
                addressMap,
                optLevel,
                collector);
    }
}
