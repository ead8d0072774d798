package dev.gantry.wasm;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// A part of the language that can be switched on or off.
///
/// Threading: immutable.
public enum WasmFeature {
    /// The first version of WebAssembly; always on.
    MVP(true),
    /// Import and export of mutable globals.
    MUTABLE_GLOBALS(true),
    /// `i32.extend8_s` and its kin.
    SIGN_EXTENSION(true),
    /// `i32.trunc_sat_f32_s` and its kin.
    SATURATING_FLOAT_TO_INT(true),
    /// Several results, blocks with parameters.
    MULTI_VALUE(true),
    /// `memory.copy`, passive segments and their kin.
    BULK_MEMORY(true),
    /// `externref`, table instructions, several tables.
    REFERENCE_TYPES(true),
    /// 128-bit vectors.
    SIMD(true),
    /// Vector instructions with implementation-defined results.
    RELAXED_SIMD(true),
    /// `return_call` and its kin.
    TAIL_CALL(true),
    /// Several memories.
    MULTI_MEMORY(true),
    /// 64-bit memories and tables.
    MEMORY64(true),
    /// Arithmetic in constant expressions.
    EXTENDED_CONST(true),
    /// Typed function references.
    FUNCTION_REFERENCES(true),
    /// Structs, arrays, `i31`, recursive types and subtyping.
    GC(true),
    /// `try_table`, `throw`, tags.
    EXCEPTIONS(true),
    /// Shared memories and atomic instructions.
    THREADS(false),
    /// Memories with pages of one byte.
    CUSTOM_PAGE_SIZES(false),
    /// 128-bit integer arithmetic on pairs of `i64`.
    WIDE_ARITHMETIC(false),
    /// The custom section of branch hints is checked.
    BRANCH_HINTING(false),
    /// The former exception handling (`try`, `catch`, `delegate`): recognised, never accepted.
    LEGACY_EXCEPTIONS(false),
    /// Components: everything of the component model that has no feature of its own.
    COMPONENT_MODEL(true),
    /// Asynchronous functions, streams and futures of components.
    COMPONENT_MODEL_ASYNC(true),
    /// Asynchronous lifted functions without a callback.
    COMPONENT_MODEL_ASYNC_STACKFUL(false),
    /// Blocking variants of stream and future functions, asynchronous cancellation.
    COMPONENT_MODEL_MORE_ASYNC_BUILTINS(false),
    /// Cooperative threads of components.
    COMPONENT_MODEL_THREADING(false),
    /// Threads of components that share memory: recognised, never accepted.
    COMPONENT_MODEL_SHARED_THREADS(false),
    /// The type `error-context`.
    COMPONENT_MODEL_ERROR_CONTEXT(false),
    /// Lists whose length is part of their type.
    COMPONENT_MODEL_FIXED_LENGTH_LISTS(false),
    /// The type `map`.
    COMPONENT_MODEL_MAP(false),
    /// The attributes `implements` and `external-id` of names.
    COMPONENT_MODEL_IMPLEMENTS(false),
    /// The attribute `versionsuffix` of names.
    COMPONENT_MODEL_CANON_NAMES(false),
    /// Nested namespaces and packages in names of interfaces.
    COMPONENT_MODEL_NESTED_NAMES(false),
    /// Values as definitions, start functions of components.
    COMPONENT_MODEL_VALUES(false),
    /// 64-bit memories in canonical options.
    COMPONENT_MODEL_MEMORY64(false),
    /// Canonical definitions whose values are objects of the collector's heap.
    COMPONENT_MODEL_GC(false);

    private final boolean isDefault;

    WasmFeature(boolean isDefault) {
        this.isDefault = isDefault;
    }

    /// The features of WebAssembly 3.0.
    ///
    /// @return a new set
    public static Set<WasmFeature> defaults() {
        Set<WasmFeature> features = EnumSet.noneOf(WasmFeature.class);
        for (WasmFeature feature : values()) {
            if (feature.isDefault) {
                features.add(feature);
            }
        }
        return features;
    }

    /// The name on the command line and in messages, for example `tail-call`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
