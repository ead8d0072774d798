package dev.gantry.wasm.validate;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.TypeInterner;
import dev.gantry.wasm.types.TypeMapping;
import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/// A module that has been validated, at least outside of its bodies, with the canonical ids of its types.
///
/// The module holds its types in the interner until [#close] gives them back.
///
/// Threading: thread-safe.
public final class ValidModule implements AutoCloseable {
    private final ModuleContext context;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    ValidModule(ModuleContext context) {
        this.context = context;
    }

    /// The module.
    ///
    /// @return the module as it was decoded
    public ModuleDef module() {
        return context.def;
    }

    /// The features that the module was validated with.
    ///
    /// @return a copy
    public Set<WasmFeature> features() {
        return Set.copyOf(context.features);
    }

    /// Where the module's types are interned.
    ///
    /// @return the interner
    public TypeInterner interner() {
        return context.interner;
    }

    /// The canonical id of each of the module's types. Not a copy.
    ///
    /// @return ids by type index
    public int[] typeIds() {
        return context.typeIds;
    }

    /// The canonical id of a type.
    ///
    /// @param typeIndex the type's index in the module
    /// @return its id
    public int typeId(int typeIndex) {
        return context.typeIds[typeIndex];
    }

    /// The mapping of the module's type indices to canonical ids.
    ///
    /// @return the mapping
    public TypeMapping toIds() {
        return TypeMapping.ofIndices(this::typeId);
    }

    /// The canonical id of a function's type.
    ///
    /// @param func the function's index, imported ones included
    /// @return the id of its type
    public int funcTypeId(int func) {
        return context.typeIds[context.def.funcSpace()[func]];
    }

    /// The type of a function, with types it names as [dev.gantry.wasm.types.HeapType.Id].
    ///
    /// @param func the function's index, imported ones included
    /// @return its type
    public FuncType funcType(int func) {
        return context.interner.funcType(funcTypeId(func));
    }

    /// The functions that occur outside of bodies, hence may be named by `ref.func`, and whose references may escape.
    ///
    /// @return a copy, by function index
    public BitSet declaredFuncs() {
        return (BitSet) context.declaredFuncs.clone();
    }

    /// A validator of the module's bodies, for one thread.
    ///
    /// @return a new validator
    public FuncValidator funcValidator() {
        return new FuncValidator(context);
    }

    ModuleContext context() {
        return context;
    }

    /// Gives the module's types back to the interner. Later calls have no effect.
    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            TypeValidator.release(context);
        }
    }
}
