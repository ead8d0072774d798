package dev.gantry.wasi;

/// What a guest may do below a preopened directory. Threading: *immutable*.
public enum DirPerms {
    /// Look up, list and read; every change is answered with `perm`.
    READ_ONLY,
    /// Everything.
    READ_WRITE
}
