package dev.gantry.environ.artifact;

import dev.gantry.environ.Tunables;
import dev.gantry.wasm.ArtifactException;
import dev.gantry.wasm.ArtifactException.Reason;
import dev.gantry.wasm.WasmFeature;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/// What an artifact must have in common with the engine that loads it (R108): the build, the strategy, and the
/// settings on which code or validity depend. Artifacts hold it as text, one `name: value` a line, behind a line
/// with its hash.
///
/// Threading: immutable.
///
/// @param build    the build of the engine, see [BuildId]
/// @param strategy the name of the strategy
/// @param tunables what the code depends on
/// @param features the features that modules are validated with
public record ArtifactInfo(String build, String strategy, Tunables tunables, Set<WasmFeature> features) {
    private static final String HASH = "settings";
    private static final String BUILD = "build";
    private static final String STRATEGY = "strategy";
    private static final String FEATURES = "features";

    /// Copies the set.
    public ArtifactInfo {
        features = Set.copyOf(features);
    }

    /// The text form.
    ///
    /// @return lines that end with a line feed
    public String text() {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, String> value : values().entrySet()) {
            lines.append(value.getKey()).append(": ").append(value.getValue()).append('\n');
        }
        return HASH + ": " + hash(lines.toString()) + "\n" + lines;
    }

    private static String hash(String lines) {
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        return Checksum.text(new Checksum().add(bytes, 0, bytes.length).value());
    }

    private Map<String, String> values() {
        StringJoiner names = new StringJoiner(" ");
        for (WasmFeature feature : new TreeSet<>(features)) {
            names.add(feature.toString());
        }
        Map<String, String> values = new LinkedHashMap<>();
        values.put(BUILD, build);
        values.put(STRATEGY, strategy);
        values.put("consume-fuel", flag(tunables.consumeFuel()));
        values.put("epoch-interruption", flag(tunables.epochInterruption()));
        values.put("signals-based-traps", flag(tunables.signalsBasedTraps()));
        values.put("table-lazy-init", flag(tunables.tableLazyInit()));
        values.put("nan-canonicalization", flag(tunables.nanCanonicalization()));
        values.put("relaxed-simd-deterministic", flag(tunables.relaxedSimdDeterministic()));
        values.put("address-map", flag(tunables.addressMap()));
        values.put("opt-level", Integer.toString(tunables.optLevel()));
        values.put("collector", tunables.collector());
        values.put(FEATURES, names.toString());
        return values;
    }

    private static String flag(boolean isOn) {
        return isOn ? "y" : "n";
    }

    /// Checks that an artifact is one of an engine.
    ///
    /// @param found the text in the artifact
    /// @throws ArtifactException if it is not; the message names what differs
    public void check(String found) {
        if (found.equals(text())) {
            return;
        }
        Map<String, String> given = parse(found);
        Map<String, String> wanted = values();
        if (!build.equals(given.get(BUILD))) {
            throw new ArtifactException(
                    Reason.VERSION, "artifact of engine " + given.get(BUILD) + ", expected engine " + build);
        }
        if (!strategy.equals(given.get(STRATEGY))) {
            throw new ArtifactException(
                    Reason.STRATEGY, "artifact for strategy " + given.get(STRATEGY) + ", expected " + strategy);
        }
        StringJoiner differences = new StringJoiner(", ");
        wanted.forEach((name, value) -> {
            String other = given.getOrDefault(name, "");
            if (!other.equals(value)) {
                differences.add(
                        name.equals(FEATURES)
                                ? differentFeatures(other, value)
                                : name + "=" + other + " instead of " + value);
            }
        });
        throw new ArtifactException(Reason.SETTINGS, "artifact made with other settings: " + differences);
    }

    private static String differentFeatures(String found, String wanted) {
        Set<String> given = new TreeSet<>(List.of(found.split(" ", -1)));
        Set<String> expected = new TreeSet<>(List.of(wanted.split(" ", -1)));
        StringJoiner differences = new StringJoiner(", ").setEmptyValue(FEATURES + "=" + found);
        for (String feature : given) {
            if (!expected.contains(feature)) {
                differences.add(feature + "=y instead of n");
            }
        }
        for (String feature : expected) {
            if (!given.contains(feature)) {
                differences.add(feature + "=n instead of y");
            }
        }
        return differences.toString();
    }

    /// Takes the text form apart.
    ///
    /// @param text lines of names and values
    /// @return the values by name, in order
    public static Map<String, String> parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        return values;
    }

    /// The short name of the settings.
    ///
    /// @return 16 hexadecimal digits
    public String hash() {
        return Objects.requireNonNull(parse(text()).get(HASH));
    }
}
