package dev.gantry;

/// What [Engine#detectPrecompiled] finds.
public enum Precompiled {
    /// A module: see [Module#deserialize].
    MODULE,
    /// A component: see [dev.gantry.component.Component#deserialize].
    COMPONENT
}
