package dev.gantry.wast;

import dev.gantry.Config;
import dev.gantry.wasm.WasmFeature;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a script's place and header say about the features it runs with.
final class ScriptSettings {
    private static final String PROPOSALS = "proposals";
    /// Names in headers that are not the names of features here.
    private static final Map<String, String> OTHER_NAMES =
            Map.of("gc_types", "gc", "branch_hinting", "branch_hinting", "exceptions", "exceptions");
    /// Header names of what this build does not have, with what it is called.
    private static final Map<String, String> NOT_BUILT = Map.of(
            "stack_switching", "stack switching",
            "shared_everything_threads", "shared-everything threads");

    /// What the component model's own scripts use without a header.
    private static final List<WasmFeature> COMPONENT_SUITE_FEATURES = List.of(
            WasmFeature.THREADS,
            WasmFeature.COMPONENT_MODEL_MORE_ASYNC_BUILTINS,
            WasmFeature.COMPONENT_MODEL_THREADING,
            WasmFeature.COMPONENT_MODEL_ASYNC_STACKFUL,
            WasmFeature.COMPONENT_MODEL_IMPLEMENTS,
            WasmFeature.COMPONENT_MODEL_FIXED_LENGTH_LISTS,
            WasmFeature.COMPONENT_MODEL_MAP);

    private ScriptSettings() {}

    /// Why a script is not run at all: because of its place or its header. Those of legacy exceptions run if these
    /// are asked for.
    static Optional<String> skipped(Path file, Map<String, String> header, Set<WasmFeature> features) {
        for (Path part : file.toAbsolutePath()) {
            if (part.toString().equals("legacy") && !features.contains(WasmFeature.LEGACY_EXCEPTIONS)) {
                return Optional.of("legacy exceptions");
            }
            if (part.toString().equals("custom-descriptors")) {
                return Optional.of("custom descriptors");
            }
        }
        return header.entrySet().stream()
                .filter(entry -> isOn(entry.getValue()) && NOT_BUILT.containsKey(entry.getKey()))
                .map(entry -> NOT_BUILT.getOrDefault(entry.getKey(), ""))
                .findFirst();
    }

    /// Sets the features that the folder and the header name.
    static void apply(Path file, Map<String, String> header, Config config) {
        proposal(file).ifPresent(proposal -> {
            feature(proposal).ifPresent(feature -> config.feature(feature, true));
            if (proposal.equals("threads")) {
                config.feature(WasmFeature.MULTI_MEMORY, false)
                        .feature(WasmFeature.MEMORY64, false)
                        .feature(WasmFeature.REFERENCE_TYPES, false);
            }
        });
        if (Suite.of(file) == Suite.COMPONENT_MODEL) {
            COMPONENT_SUITE_FEATURES.forEach(feature -> config.feature(feature, true));
        }
        if (file.getFileName().toString().startsWith("branch_hint")) {
            config.feature(WasmFeature.BRANCH_HINTING, true);
        }
        header.forEach((name, value) -> {
            feature(OTHER_NAMES.getOrDefault(name, name)).ifPresent(feature -> config.feature(feature, isOn(value)));
            if (name.equals("nan_canonicalization")) {
                config.nanCanonicalization(isOn(value));
            }
        });
    }

    static boolean hogsMemory(Map<String, String> header) {
        return isOn(header.getOrDefault("hogs_memory", "false"));
    }

    private static boolean isOn(String value) {
        return value.equals("true") || value.equals("yes");
    }

    private static Optional<String> proposal(Path file) {
        Path absolute = file.toAbsolutePath();
        for (int index = 0; index + 2 < absolute.getNameCount(); index++) {
            if (absolute.getName(index).toString().equals(PROPOSALS)) {
                return Optional.of(absolute.getName(index + 1).toString());
            }
        }
        return Optional.empty();
    }

    /// The feature of a name in a path or a header, with hyphens or underscores.
    static Optional<WasmFeature> feature(String name) {
        String constant = name.toUpperCase(Locale.ROOT).replace('-', '_');
        for (WasmFeature feature : WasmFeature.values()) {
            if (feature.name().equals(constant)) {
                return Optional.of(feature);
            }
        }
        return Optional.empty();
    }
}
