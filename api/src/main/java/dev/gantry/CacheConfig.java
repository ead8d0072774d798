package dev.gantry;

import java.nio.file.Path;
import java.time.Duration;

/// Where and how long compiled modules are kept: see [Config#cache(CacheConfig)].
///
/// Whoever can write to the folder decides what code runs; it should belong to the user alone.
///
/// Threading: immutable.
///
/// @param directory      the folder, which is made when something is kept; of any file system
/// @param maxBytes       how large all files together may become, about
/// @param maxAge         how long a module is kept that nobody uses
/// @param minModuleBytes the size of the smallest binary that is kept; compiling smaller ones takes little time
public record CacheConfig(Path directory, long maxBytes, Duration maxAge, int minModuleBytes) {
    /// 512 MiB.
    public static final long DEFAULT_MAX_BYTES = 512L << 20;
    /// 30 days.
    public static final Duration DEFAULT_MAX_AGE = Duration.ofDays(30);
    /// 32 KiB.
    public static final int DEFAULT_MIN_MODULE_BYTES = 32 << 10;

    /// Checks the bounds.
    ///
    /// @throws IllegalArgumentException if one is negative
    public CacheConfig {
        if (maxBytes < 0 || maxAge.isNegative() || minModuleBytes < 0) {
            throw new IllegalArgumentException(
                    "expected bounds that are not negative, found " + maxBytes + ", " + maxAge + ", " + minModuleBytes);
        }
    }

    /// A cache with the default bounds.
    ///
    /// @param directory the folder
    /// @return the settings
    public static CacheConfig of(Path directory) {
        return new CacheConfig(directory, DEFAULT_MAX_BYTES, DEFAULT_MAX_AGE, DEFAULT_MIN_MODULE_BYTES);
    }

    /// The same with another bound on the size.
    ///
    /// @param bytes how large all files together may become
    /// @return the settings
    public CacheConfig withMaxBytes(long bytes) {
        return new CacheConfig(directory, bytes, maxAge, minModuleBytes);
    }

    /// The same with another bound on the age.
    ///
    /// @param age how long a module is kept that nobody uses
    /// @return the settings
    public CacheConfig withMaxAge(Duration age) {
        return new CacheConfig(directory, maxBytes, age, minModuleBytes);
    }

    /// The same with another smallest size of modules.
    ///
    /// @param bytes the size of the smallest binary that is kept
    /// @return the settings
    public CacheConfig withMinModuleBytes(int bytes) {
        return new CacheConfig(directory, maxBytes, maxAge, bytes);
    }
}
