package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.types.TypeFacts;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.TypeInterner;
import dev.gantry.wasm.validate.ValidModule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/// What the parts of the validation of a component and of those nested in it share.
///
/// Threading: confined to one thread.
final class ComponentContext {
    final Set<WasmFeature> features;
    final TypeInterner interner;
    final Executor executor;
    /// The types interned so far, each to be released once; and the validated modules.
    final List<Integer> heldTypes = new ArrayList<>();

    final IdentityHashMap<Definition.CoreModule, ValidModule> heldModules = new IdentityHashMap<>();

    private int offsetBytes;
    private long work;

    ComponentContext(Set<WasmFeature> features, TypeInterner interner, Executor executor) {
        Set<WasmFeature> copy = EnumSet.of(WasmFeature.MVP);
        copy.addAll(features);
        this.features = copy;
        this.interner = interner;
        this.executor = executor;
    }

    /// Says which definition is looked at; errors are reported there.
    void at(int offset) {
        offsetBytes = offset;
    }

    ValidationException fail(Failure failure, String detail) {
        return new ValidationException(failure, detail, offsetBytes, ValidationException.NO_FUNC, null);
    }

    boolean isOn(WasmFeature feature) {
        return features.contains(feature);
    }

    void require(WasmFeature feature, String what) {
        if (!isOn(feature)) {
            throw fail(Failure.FEATURE_DISABLED, what + " needs the feature " + feature);
        }
    }

    void limit(long count, int limit, String what) {
        if (count > limit) {
            throw fail(Failure.IMPLEMENTATION_LIMIT, count + " " + what + ", at most " + limit);
        }
    }

    /// Checks the size of a type that was put together.
    void checkSize(TypeFacts facts) {
        if (facts.size() >= Limits.COMPONENT_TYPE_SIZE) {
            throw fail(
                    Failure.IMPLEMENTATION_LIMIT,
                    "effective type size " + facts.size() + ", less than " + Limits.COMPONENT_TYPE_SIZE);
        }
        limit(facts.depth(), 2 * Limits.VALUE_TYPE_DEPTH, "types nested in a type");
    }

    /// Counts a step of a walk through types. Shared parts make types far larger than the binary that says them.
    void step() {
        if (++work > Limits.COMPONENT_WORK) {
            throw fail(Failure.IMPLEMENTATION_LIMIT, "types take more than " + Limits.COMPONENT_WORK + " comparisons");
        }
    }

    /// Interns a function type.
    ///
    /// @return its id
    int intern(FuncType type) {
        int id = interner.intern(SubType.of(type));
        heldTypes.add(id);
        return id;
    }

    /// Gives everything back that was interned.
    void release() {
        heldTypes.forEach(interner::release);
        heldTypes.clear();
        heldModules.values().forEach(ValidModule::close);
        heldModules.clear();
    }
}
