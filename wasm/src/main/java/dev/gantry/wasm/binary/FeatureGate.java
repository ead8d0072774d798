package dev.gantry.wasm.binary;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.PackedType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StorageType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.types.VecType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Refuses what belongs to features that are switched off, and says which feature that is.
///
/// Threading: immutable.
public final class FeatureGate {
    private final Set<WasmFeature> features;
    /// Whether everything passes, so that types need not be looked at.
    private final boolean isOpen;

    /// A gate that lets some features pass; [WasmFeature#MVP] always passes.
    ///
    /// @param features the features that are on
    public FeatureGate(Set<WasmFeature> features) {
        Set<WasmFeature> copy = EnumSet.of(WasmFeature.MVP);
        copy.addAll(features);
        this.features = copy;
        this.isOpen = copy.size() == WasmFeature.values().length;
    }

    /// Whether a feature is on.
    ///
    /// @param feature the feature
    /// @return true if it is
    public boolean allows(WasmFeature feature) {
        return features.contains(feature);
    }

    /// Requires a feature.
    ///
    /// @param feature     the feature
    /// @param what        what needs it, for the message
    /// @param offsetBytes where
    /// @throws ValidationException with [Failure#FEATURE_DISABLED] if it is off
    public void require(WasmFeature feature, String what, int offsetBytes) {
        if (!allows(feature)) {
            throw new ValidationException(
                    Failure.FEATURE_DISABLED,
                    what + " needs the feature " + feature,
                    offsetBytes,
                    ValidationException.NO_FUNC,
                    null);
        }
    }

    /// Requires the feature that brings a value type.
    ///
    /// @param type        the type
    /// @param offsetBytes where
    /// @throws ValidationException with [Failure#FEATURE_DISABLED] if it is off
    public void requireType(ValType type, int offsetBytes) {
        if (isOpen) {
            return;
        }
        switch (type) {
            case NumType _ -> {}
            case VecType _ -> require(WasmFeature.SIMD, "type v128", offsetBytes);
            case RefType ref -> require(featureOf(ref), "type " + ref, offsetBytes);
        }
    }

    /// Requires the features that bring the types of a list.
    ///
    /// @param types       the types
    /// @param offsetBytes where
    /// @throws ValidationException with [Failure#FEATURE_DISABLED] if one is off
    public void requireTypes(List<ValType> types, int offsetBytes) {
        for (ValType type : types) {
            requireType(type, offsetBytes);
        }
    }

    /// Requires the features that bring a composite type.
    ///
    /// @param type        the type
    /// @param offsetBytes where
    /// @throws ValidationException with [Failure#FEATURE_DISABLED] if one is off
    public void requireType(CompositeType type, int offsetBytes) {
        if (isOpen) {
            return;
        }
        switch (type) {
            case FuncType func -> {
                requireTypes(func.params(), offsetBytes);
                requireTypes(func.results(), offsetBytes);
                if (func.results().size() > 1) {
                    require(WasmFeature.MULTI_VALUE, "a function type with several results", offsetBytes);
                }
            }
            case StructType struct -> {
                require(WasmFeature.GC, "a struct type", offsetBytes);
                for (FieldType field : struct.fields()) {
                    requireStorage(field.storage(), offsetBytes);
                }
            }
            case ArrayType array -> {
                require(WasmFeature.GC, "an array type", offsetBytes);
                requireStorage(array.element().storage(), offsetBytes);
            }
        }
    }

    private void requireStorage(StorageType type, int offsetBytes) {
        switch (type) {
            case ValType value -> requireType(value, offsetBytes);
            case PackedType _ -> {}
        }
    }

    private static WasmFeature featureOf(RefType type) {
        if (!(type.heap() instanceof AbsHeapType heap)) {
            assert type.heap() instanceof HeapType.Index : type;
            return WasmFeature.FUNCTION_REFERENCES;
        }
        return switch (heap) {
            case FUNC, EXTERN -> type.nullable() ? WasmFeature.REFERENCE_TYPES : WasmFeature.FUNCTION_REFERENCES;
            case EXN, NOEXN -> WasmFeature.EXCEPTIONS;
            case NOFUNC, NOEXTERN, ANY, EQ, I31, STRUCT, ARRAY, NONE -> WasmFeature.GC;
        };
    }
}
