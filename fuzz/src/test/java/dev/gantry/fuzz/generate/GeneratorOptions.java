package dev.gantry.fuzz.generate;

import dev.gantry.wasm.WasmFeature;
import java.util.EnumSet;
import java.util.Set;

/// What modules to generate.
///
/// @param features        whose instructions and types occur
/// @param maxInstructions about how many instructions a function has at most, without what makes their operands
/// @param isComparable    results do not depend on what the specification leaves open: the bits of NaNs are never
/// seen,
///                        and whatever grows has a maximum
/// @param isForScripts    exports and imports are such that JavaScript can call and provide them
public record GeneratorOptions(
        Set<WasmFeature> features, int maxInstructions, boolean isComparable, boolean isForScripts) {
    private static final int MAX_INSTRUCTIONS = 24;

    /// Copies the set.
    public GeneratorOptions {
        features = Set.copyOf(features);
    }

    /// All features that the engine has, results comparable between settings of the engine.
    public static GeneratorOptions all() {
        Set<WasmFeature> features = EnumSet.allOf(WasmFeature.class);
        features.remove(WasmFeature.LEGACY_EXCEPTIONS);
        return new GeneratorOptions(features, MAX_INSTRUCTIONS, true, false);
    }

    /// All features that the engine has, and bits of NaNs are seen: for engines that make them canonical.
    public static GeneratorOptions withNanBits() {
        return new GeneratorOptions(all().features, MAX_INSTRUCTIONS, false, false);
    }

    /// What V8 has too and gives one result for.
    public static GeneratorOptions comparableWithV8() {
        Set<WasmFeature> features = EnumSet.copyOf(WasmFeature.defaults());
        features.remove(WasmFeature.RELAXED_SIMD);
        return new GeneratorOptions(features, MAX_INSTRUCTIONS, true, true);
    }

    /// Whether a feature is wanted.
    public boolean has(WasmFeature feature) {
        return features.contains(feature);
    }
}
