package dev.gantry.environ.artifact;

import dev.gantry.environ.spi.FuncKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Functions that have just been compiled.
///
/// Threading: immutable.
///
/// @param keys      the functions, in order
/// @param locations where each one lies
/// @param byKey     the same, by key
record LinkedFunctions(List<FuncKey> keys, List<Artifact.Location> locations, Map<FuncKey, Artifact.Location> byKey)
        implements FunctionTable {
    /// Functions and where they lie.
    static LinkedFunctions of(List<FuncKey> keys, List<Artifact.Location> locations) {
        Map<FuncKey, Artifact.Location> byKey = HashMap.newHashMap(keys.size());
        for (int entry = 0; entry < keys.size(); entry++) {
            byKey.put(keys.get(entry), locations.get(entry));
        }
        return new LinkedFunctions(List.copyOf(keys), List.copyOf(locations), Map.copyOf(byKey));
    }

    @Override
    public int size() {
        return keys.size();
    }

    @Override
    public FuncKey key(int entry) {
        return keys.get(entry);
    }

    @Override
    public int offset(int entry) {
        return locations.get(entry).offsetBytes();
    }

    @Override
    public Artifact.Location location(int entry) {
        return locations.get(entry);
    }

    @Override
    public Artifact.@Nullable Location find(FuncKey key) {
        return byKey.get(key);
    }
}
