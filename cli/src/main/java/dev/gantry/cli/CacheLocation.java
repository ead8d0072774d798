package dev.gantry.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the command keeps compiled modules: the folder that `GANTRY_CACHE_DIR` names, else a folder below the user's
/// folder for caches.
final class CacheLocation {
    /// Names the folder; if it is empty, nothing is kept.
    static final String VARIABLE = "GANTRY_CACHE_DIR";

    private static final String USER_CACHES = "XDG_CACHE_HOME";

    private CacheLocation() {}

    /// The folder of the user who runs this process.
    static Optional<Path> ofUser() {
        return of(System.getenv(), System.getProperty("user.home"));
    }

    /// The folder of some user.
    ///
    /// @param environment the variables
    /// @param home        the user's folder, if there is one
    static Optional<Path> of(Map<String, String> environment, @Nullable String home) {
        try {
            String wanted = environment.get(VARIABLE);
            if (wanted != null) {
                return wanted.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Path.of(wanted).toAbsolutePath());
            }
            String caches = environment.get(USER_CACHES);
            if (caches != null && Path.of(caches).isAbsolute()) {
                return Optional.of(modules(Path.of(caches)));
            }
            return home == null || !Path.of(home).isAbsolute()
                    ? Optional.empty()
                    : Optional.of(modules(Path.of(home, ".cache")));
        } catch (InvalidPathException _) {
            return Optional.empty(); // it cannot be a folder, so nothing is kept there
        }
    }

    private static Path modules(Path caches) {
        return caches.resolve("gantry").resolve("modules");
    }
}
