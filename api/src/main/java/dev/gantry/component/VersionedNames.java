package dev.gantry.component;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A map by names of imports or exports. A name with a version that is not there stands for the newest one
/// that is compatible: `a:b/c@0.2.6` for `a:b/c@0.2.1`, and the other way round.
///
/// Threading: confined.
///
/// @param <V> the type of the values
final class VersionedNames<V> {
    private static final Pattern VERSION = Pattern.compile("(.*)@(\\d+)\\.(\\d+)\\.(\\d+)(\\+.*)?");

    /// A version and the names that are compatible with it.
    private record Version(String track, long major, long minor, long patch) {
        static @Nullable Version of(String name) {
            Matcher match = VERSION.matcher(name);
            if (!match.matches()) {
                return null;
            }
            try {
                long major = Long.parseLong(match.group(2));
                long minor = Long.parseLong(match.group(3));
                long patch = Long.parseLong(match.group(4));
                String track =
                        match.group(1) + "@" + (major != 0 ? "" + major : minor != 0 ? "0." + minor : "0.0." + patch);
                return new Version(track, major, minor, patch);
            } catch (NumberFormatException _) { // so long a number is a name like others
                return null;
            }
        }

        boolean isNewerThan(Version other) {
            if (major != other.major) {
                return major > other.major;
            }
            return minor != other.minor ? minor > other.minor : patch > other.patch;
        }
    }

    private final Map<String, V> values = new LinkedHashMap<>();
    private final Map<String, String> newest = new HashMap<>();

    void put(String name, V value) {
        values.put(name, value);
        Version version = Version.of(name);
        if (version != null) {
            String known = newest.get(version.track());
            Version old = known == null ? null : Version.of(known);
            if (old == null || version.isNewerThan(old)) {
                newest.put(version.track(), name);
            }
        }
    }

    boolean hasExactly(String name) {
        return values.containsKey(name);
    }

    @Nullable
    V get(String name) {
        V exact = values.get(name);
        if (exact != null) {
            return exact;
        }
        Version version = Version.of(name);
        String compatible = version == null ? null : newest.get(version.track());
        return compatible == null ? null : values.get(compatible);
    }

    Set<String> names() {
        return values.keySet();
    }
}
