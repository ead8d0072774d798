package dev.gantry.runtime.vm;

import dev.gantry.wasm.module.ElemSegment;
import dev.gantry.wasm.module.Export;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.RefType;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// An instance of a module: what its index spaces refer to.
///
/// Functions that the module defines are made when they are first needed as values.
///
/// Threading: confined to its store.
///
/// @wasm syntax-moduleinst
public final class VmInstance {
    private static final int[] NO_REFS = {};

    /// The store.
    public final VmStore store;

    /// The module.
    public final VmModule module;

    /// The function index space: imported functions, and those others that [#func] has made.
    public final @Nullable VmFunc[] funcs;

    /// The table index space.
    public final VmTable[] tables;

    /// The memory index space.
    public final VmMemory[] memories;

    /// The global index space.
    public final VmGlobal[] globals;

    /// The tag index space.
    public final VmTag[] tags;

    /// The canonical id of each type.
    public final int[] typeIds;

    /// Which element segments are dropped.
    public final boolean[] elemDropped;

    /// Which data segments are dropped.
    public final boolean[] dataDropped;

    /// What the executor keeps for the instance.
    public @Nullable Object executorState;

    private final int[] @Nullable [] elems;

    VmInstance(VmStore store, VmModule module) {
        ModuleDef def = module.t().def();
        this.store = store;
        this.module = module;
        this.funcs = new VmFunc[def.funcSpace().length];
        this.tables = new VmTable[def.tableSpace().size()];
        this.memories = new VmMemory[def.memorySpace().size()];
        this.globals = new VmGlobal[def.globalSpace().size()];
        this.tags = new VmTag[def.tagSpace().length];
        this.typeIds = module.t().typeIds();
        this.elemDropped = new boolean[def.elems().size()];
        this.dataDropped = new boolean[def.datas().size()];
        this.elems = new int[def.elems().size()][];
    }

    /// A function.
    ///
    /// @param index the index in the function index space
    /// @return the function, made if it did not exist
    public VmFunc func(int index) {
        VmFunc func = funcs[index];
        if (func == null) {
            func = module.code().function(this, index - module.t().def().importedFuncs());
            funcs[index] = func;
        }
        return func;
    }

    /// A reference to a function.
    ///
    /// @param index the index in the function index space
    /// @return its id
    /// @wasm exec-ref-func
    public int funcRef(int index) {
        VmFunc func = func(index);
        return func.id != 0 ? func.id : store.register(func);
    }

    /// An export.
    ///
    /// @param name its name
    /// @return what is exported, or null if there is no export of that name
    public @Nullable VmExtern export(String name) {
        Export export = module.export(name);
        return export == null ? null : export(export);
    }

    /// What an export refers to.
    ///
    /// @param export an export of the module
    /// @return the function, table, memory, global or tag
    public VmExtern export(Export export) {
        int index = export.index();
        return switch (export.kind()) {
            case FUNC -> func(index);
            case TABLE -> tables[index];
            case MEMORY -> memories[index];
            case GLOBAL -> globals[index];
            case TAG -> tags[index];
        };
    }

    /// The references of an element segment, evaluated at first use. They are not to be changed.
    ///
    /// @param segment its index
    /// @return the references; none if it was dropped
    public int[] elem(int segment) {
        if (elemDropped[segment]) {
            return NO_REFS;
        }
        int[] refs = elems[segment];
        if (refs == null) {
            ElemSegment elem = module.t().def().elems().get(segment);
            refs = new int[elem.size()];
            elems[segment] = refs;
            boolean isDone = false;
            try {
                InstanceConsts.elems(this, elem, refs);
                isDone = true;
            } finally {
                elems[segment] = isDone ? refs : null;
            }
        }
        return refs;
    }

    /// Drops an element segment.
    ///
    /// @param segment its index
    /// @wasm exec-elem-drop
    public void dropElem(int segment) {
        elemDropped[segment] = true;
        elems[segment] = null;
    }

    /// Drops a data segment.
    ///
    /// @param segment its index
    /// @wasm exec-data-drop
    public void dropData(int segment) {
        dataDropped[segment] = true;
    }

    /// The number of bytes of a data segment.
    ///
    /// @param segment its index
    /// @return the number, 0 if it was dropped
    public int dataSize(int segment) {
        return dataDropped[segment]
                ? 0
                : module.t().def().datas().get(segment).bytes().size();
    }

    /// Visits the references of the segments that have been evaluated, functions left out.
    void visitElems(IntUnaryOperator visitor) {
        for (int segment = 0; segment < elems.length; segment++) {
            int[] refs = elems[segment];
            if (refs != null && !holdsFuncs(segment)) {
                VmRoots.visit(refs, refs.length, visitor);
            }
        }
    }

    private boolean holdsFuncs(int segment) {
        RefType type =
                module.t().canonical(module.t().def().elems().get(segment).type());
        return store.types.top(type.heap()) == AbsHeapType.FUNC;
    }
}
