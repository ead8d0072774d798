package dev.gantry.winch;

import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.spi.GcCompiler;
import dev.gantry.environ.spi.GcLayouts;
import dev.gantry.environ.spi.GcRuntimeProvider;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.StructType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What code needs to know of a module's objects under a collector.
///
/// Threading: thread-safe.
final class GcModel {
    final GcCompiler compiler;
    private final GcLayouts layouts;
    private final ModuleTranslation module;
    private final Map<Integer, int[]> structs = new ConcurrentHashMap<>();

    GcModel(GcRuntimeProvider collector, ModuleTranslation module) {
        this.compiler = collector.compiler();
        this.layouts = collector.layouts();
        this.module = module;
    }

    private CompositeType composite(int type) {
        return module.def().types().get(type).composite();
    }

    /// The offsets of the fields of a struct, and its size.
    int[] offsets(int type) {
        return structs.computeIfAbsent(type, index -> layouts.fieldOffsets(struct(index)));
    }

    StructType struct(int type) {
        if (composite(type) instanceof StructType struct) {
            return struct;
        }
        throw Bug.unreachable("type " + type + " as a struct");
    }

    ArrayType array(int type) {
        if (composite(type) instanceof ArrayType array) {
            return array;
        }
        throw Bug.unreachable("type " + type + " as an array");
    }

    boolean isFunc(int type) {
        return composite(type) instanceof FuncType;
    }

    /// The offset of the first element of an array.
    int elements(int type) {
        return layouts.elementsOffset(array(type));
    }

    /// The offset of the length of an array.
    int length() {
        return layouts.lengthOffset();
    }

    /// The kind of objects of a type, in its place in the first word of the header.
    int kindWord(int type) {
        return composite(type) instanceof ArrayType ? GcLayouts.ARRAY : GcLayouts.STRUCT;
    }

    /// Whether no type is below a type.
    boolean isFinal(int type) {
        return module.def().types().get(type).isFinal();
    }

    /// How many types are above a type.
    int depth(int type) {
        return module.types().interner().depth(module.typeIds()[type]);
    }
}
