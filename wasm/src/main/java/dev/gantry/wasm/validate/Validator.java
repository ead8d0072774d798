package dev.gantry.wasm.validate;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.TypeInterner;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/// The validation of modules, the second of the phases of a module's life.
///
/// ```text
///   ModuleDef ─▶ types ─▶ sections before the code ─▶ bodies, in parallel ─▶ data segments, hints ─▶ ValidModule
/// ```
///
/// If several rules are broken, the error with the lowest byte offset is thrown, however many threads work on it.
///
/// Threading: stateless.
///
/// @wasm valid
public final class Validator {
    private Validator() {}

    /// Validates a module, and its bodies in the common pool if there are many.
    ///
    /// @param module   the module
    /// @param features the features that are on
    /// @param interner where its types are interned
    /// @return the valid module, which holds its types in the interner
    /// @throws dev.gantry.wasm.ValidationException if the module is invalid
    /// @throws dev.gantry.wasm.MalformedException  if a body is malformed
    public static ValidModule validate(ModuleDef module, Set<WasmFeature> features, TypeInterner interner) {
        return validate(module, features, interner, ForkJoinPool.commonPool());
    }

    /// Validates a module, and its bodies by the threads of an executor if there are many.
    ///
    /// @param module   the module
    /// @param features the features that are on
    /// @param interner where its types are interned
    /// @param executor runs tasks that validate bodies; the calling thread takes part
    /// @return the valid module, which holds its types in the interner
    /// @throws dev.gantry.wasm.ValidationException if the module is invalid
    /// @throws dev.gantry.wasm.MalformedException  if a body is malformed
    public static ValidModule validate(
            ModuleDef module, Set<WasmFeature> features, TypeInterner interner, Executor executor) {
        return run(module, features, interner, executor);
    }

    /// Validates everything but the bodies, which [ValidModule#funcValidator] is for.
    ///
    /// @param module   the module
    /// @param features the features that are on
    /// @param interner where its types are interned
    /// @return the module, valid outside of its bodies, which holds its types in the interner
    /// @throws dev.gantry.wasm.ValidationException if the module is invalid
    public static ValidModule validateModule(ModuleDef module, Set<WasmFeature> features, TypeInterner interner) {
        return run(module, features, interner, null);
    }

    private static ValidModule run(
            ModuleDef module, Set<WasmFeature> features, TypeInterner interner, @Nullable Executor bodies) {
        ModuleContext context = new ModuleContext(module, features, interner);
        ModuleValidator sections = new ModuleValidator(context);
        boolean isValid = false;
        try {
            sections.validateBeforeCode();
            if (bodies != null) {
                BodiesValidator.validate(context, bodies);
            }
            sections.validateBehindCode();
            BranchHints.validate(context);
            isValid = true;
            return new ValidModule(context);
        } finally {
            if (!isValid) {
                TypeValidator.release(context);
            }
        }
    }
}
