package dev.gantry.wasm.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StorageType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.SubType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Validates and interns the types of a module, group by group.
///
/// A group is interned as soon as the indices in it are known to exist; whether its types fit their supertypes is asked
/// afterwards, about ids.
///
/// Threading: confined to one thread.
///
/// @wasm valid-types
final class TypeValidator {
    private final ModuleContext context;
    private final ModuleDef module;
    private Site site = Site.at(0);
    private final int[] depths;

    TypeValidator(ModuleContext context) {
        this.context = context;
        this.module = context.def;
        this.depths = new int[module.types().size()];
    }

    void validate() {
        limit(module.types().size(), Limits.TYPES, "types");
        limit(module.recGroups().size(), Limits.REC_GROUPS, "recursion groups");
        for (int group = 0; group < module.recGroups().size(); group++) {
            site = Site.at(module.recGroupOffset(group));
            validateGroup(module.recGroups().get(group));
        }
    }

    private void validateGroup(RecGroup group) {
        int first = context.typeCount;
        int end = first + group.types().size();
        if (first == end) {
            context.require(WasmFeature.GC, site);
            return;
        }
        for (int typeIndex = first; typeIndex < end; typeIndex++) {
            checkIndices(module.types().get(typeIndex), typeIndex, end);
        }
        int firstId = context.interner.intern(group.types(), index -> context.typeIds[index], first);
        for (int typeIndex = first; typeIndex < end; typeIndex++) {
            context.typeIds[typeIndex] = firstId + (typeIndex - first);
        }
        context.typeCount = end; // from here on, a failure releases this group too
        for (int typeIndex = first; typeIndex < end; typeIndex++) {
            checkType(module.types().get(typeIndex), typeIndex, end - first);
        }
    }

    private void checkIndices(SubType type, int typeIndex, int end) {
        HeapType supertype = type.supertype();
        if (supertype != null) {
            if (!(supertype instanceof HeapType.Index(int above)) || above < 0 || above >= typeIndex) {
                throw site.fail(Failure.UNKNOWN_TYPE, "supertype " + supertype + " of type " + typeIndex);
            }
            depths[typeIndex] = depths[above] + 1;
            if (depths[typeIndex] > Limits.SUBTYPING_DEPTH) {
                throw site.fail(
                        Failure.IMPLEMENTATION_LIMIT,
                        "type " + typeIndex + " is more than " + Limits.SUBTYPING_DEPTH + " types deep");
            }
        }
        checkComposite(type.composite(), typeIndex, end);
    }

    private void checkComposite(CompositeType type, int typeIndex, int end) {
        switch (type) {
            case FuncType func -> {
                limit(func.params().size(), Limits.PARAMS, "parameters");
                limit(func.results().size(), Limits.RESULTS, "results");
                func.params().forEach(param -> checkStorage(param, typeIndex, end));
                func.results().forEach(result -> checkStorage(result, typeIndex, end));
            }
            case StructType struct -> {
                limit(struct.fields().size(), Limits.STRUCT_FIELDS, "fields");
                struct.fields().forEach(field -> checkStorage(field.storage(), typeIndex, end));
            }
            case ArrayType array -> checkStorage(array.element().storage(), typeIndex, end);
        }
    }

    private void checkStorage(StorageType type, int typeIndex, int end) {
        if (type instanceof RefType ref
                && ref.heap() instanceof HeapType.Index(int index)
                && (index < 0 || index >= end)) {
            throw site.fail(Failure.UNKNOWN_TYPE, Integer.toUnsignedString(index) + " in type " + typeIndex);
        }
    }

    private void checkType(SubType type, int typeIndex, int groupSize) {
        boolean isPlain = groupSize == 1 && type.isFinal() && type.supertype() == null;
        if (!isPlain || !(type.composite() instanceof FuncType)) {
            context.require(WasmFeature.GC, site);
        }
        if (type.composite() instanceof FuncType func && func.results().size() > 1) {
            context.require(WasmFeature.MULTI_VALUE, site);
        }
        context.addType(typeIndex, site);
        if (!context.interner.fitsSupertype(context.typeIds[typeIndex])) {
            throw site.fail(
                    Failure.SUB_TYPE,
                    "type " + typeIndex + " " + type + " does not fit its supertype " + describe(type.supertype()));
        }
    }

    private String describe(@Nullable HeapType supertype) {
        return supertype instanceof HeapType.Index(int above)
                ? module.types().get(above).toString()
                : "";
    }

    private void limit(int count, int limit, String what) {
        if (count > limit) {
            throw site.fail(Failure.IMPLEMENTATION_LIMIT, count + " " + what + ", at most " + limit);
        }
    }

    /// Gives the interned types of a module back, those of a module that turned out invalid as well.
    static void release(ModuleContext context) {
        int typeIndex = 0;
        for (RecGroup group : context.def.recGroups()) {
            List<SubType> types = group.types();
            if (typeIndex >= context.typeCount) {
                return;
            }
            if (!types.isEmpty()) {
                context.interner.release(context.typeIds[typeIndex]);
            }
            typeIndex += types.size();
        }
    }
}
