package dev.gantry.environ;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.module.ModuleDef;
import java.util.Set;

/// A validated module with its types interned: what compilers read.
///
/// Threading: immutable.
///
/// @param def      the decoded module
/// @param features the features it was validated with
/// @param typeIds  the canonical id of each type index
/// @param tunables what its code is to depend on
public record ModuleTranslation(ModuleDef def, Set<WasmFeature> features, int[] typeIds, Tunables tunables) {}
