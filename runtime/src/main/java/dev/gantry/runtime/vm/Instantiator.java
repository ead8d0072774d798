package dev.gantry.runtime.vm;

import dev.gantry.environ.ConstExprs;
import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.spi.EngineObserver;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.LinkException;
import dev.gantry.wasm.module.DataSegment;
import dev.gantry.wasm.module.ElemSegment;
import dev.gantry.wasm.module.Import;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.module.SegmentMode;
import dev.gantry.wasm.module.TableDef;
import dev.gantry.wasm.types.ExternType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes instances, in the order of the specification: imports are checked, everything is allocated, globals get
/// their values, then tables, then element segments and data segments are copied, and the start function runs.
///
/// Until the first segment is copied, a failure leaves nothing behind. Afterwards what was written stays, as the
/// specification says.
///
/// @wasm exec-instantiation
public final class Instantiator {
    private final VmStore store;
    private final ModuleTranslation t;
    private final ModuleDef def;
    private final VmInstance instance;
    private final ConstExprs consts;

    private Instantiator(VmStore store, VmModule module) {
        this.store = store;
        this.t = module.t();
        this.def = t.def();
        this.instance = new VmInstance(store, module);
        this.consts = InstanceConsts.of(instance);
    }

    /// Makes an instance.
    ///
    /// @param store   the store
    /// @param module  the module, of the same engine
    /// @param imports one for each import, in order; null where there is none
    /// @return the instance
    /// @throws LinkException            if an import is missing or does not fit
    /// @throws dev.gantry.runtime.ResourceException if the store's limiter or the machine refuses
    /// @throws dev.gantry.wasm.Trap     if a segment does not fit, or the start function traps
    /// @throws IllegalArgumentException if the number of imports is wrong, or one belongs to another store
    public static VmInstance instantiate(VmStore store, VmModule module, @Nullable VmExtern[] imports) {
        if (store.types != module.t().types()) {
            throw new IllegalArgumentException("the module belongs to another engine");
        }
        checkImports(store, module.t(), imports);
        EngineObserver observer = store.observer;
        EngineObserver.Instantiation watched =
                observer == null ? null : observer.instantiating(module.names().module());
        store.enter();
        try {
            VmInstance instance = new Instantiator(store, module).run(imports);
            if (watched != null) {
                watched.ended();
            }
            return instance;
        } catch (TrapSignal signal) {
            throw Backtraces.trap(store, signal);
        } finally {
            store.exit();
        }
    }

    /// Checks whether a module could be instantiated with these imports.
    ///
    /// @param store   the store
    /// @param t       the module
    /// @param imports one for each import, in order; null where there is none
    /// @throws LinkException            if an import is missing or does not fit
    /// @throws IllegalArgumentException if the number of imports is wrong, or one belongs to another store
    public static void checkImports(VmStore store, ModuleTranslation t, @Nullable VmExtern[] imports) {
        List<Import> wanted = t.def().imports();
        if (imports.length != wanted.size()) {
            throw new IllegalArgumentException("expected " + wanted.size() + " imports, found " + imports.length);
        }
        for (int index = 0; index < imports.length; index++) {
            checkImport(store, t, wanted.get(index), imports[index]);
        }
    }

    private static void checkImport(VmStore store, ModuleTranslation t, Import entry, @Nullable VmExtern given) {
        ExternType wanted = t.canonical(entry.type());
        if (given == null) {
            throw new LinkException(
                    Failure.UNKNOWN_IMPORT,
                    entry.module(),
                    entry.name(),
                    "expected " + t.types().describe(wanted));
        }
        VmStore home = given.home();
        if (home != null && home != store) {
            throw new IllegalArgumentException(
                    "import " + entry.module() + "." + entry.name() + " belongs to another store");
        }
        ExternType found = given.externType();
        if (!t.types().matches(found, wanted)) {
            throw new LinkException(
                    Failure.INCOMPATIBLE_IMPORT_TYPE,
                    entry.module(),
                    entry.name(),
                    "expected " + t.types().describe(wanted) + ", found "
                            + t.types().describe(found));
        }
    }

    private VmInstance run(@Nullable VmExtern[] imports) {
        store.checkRoomForInstance();
        link(imports);
        long mark = store.creationMark();
        boolean isAllocated = false;
        store.roots.beginEvaluation(consts);
        try {
            allocate();
            store.form.allocated(instance);
            store.adopt(instance);
            isAllocated = true;
        } finally {
            store.roots.endEvaluation();
            if (!isAllocated) {
                store.rollBack(mark);
                store.retain(t);
            }
        }
        copyElems();
        copyDatas();
        if (def.start() != ModuleDef.NONE) {
            instance.func(def.start()).call(new long[0], 0);
        }
        return instance;
    }

    private void link(@Nullable VmExtern[] imports) {
        int funcs = 0;
        int tables = 0;
        int memories = 0;
        int globals = 0;
        int tags = 0;
        for (VmExtern given : imports) {
            switch (given) {
                case VmFunc func -> instance.funcs[funcs++] = func;
                case VmTable table -> instance.tables[tables++] = table;
                case VmMemory memory -> instance.memories[memories++] = memory;
                case VmGlobal global -> instance.globals[globals++] = global;
                case VmTag tag -> instance.tags[tags++] = tag;
                case null -> throw new IllegalArgumentException("an import that was not checked");
            }
        }
    }

    private void allocate() {
        int memory = def.importedMemories();
        for (; memory < instance.memories.length; memory++) {
            instance.memories[memory] = VmMemory.create(store, def.memorySpace().get(memory));
        }
        for (int tag = def.importedTags(); tag < instance.tags.length; tag++) {
            instance.tags[tag] = new VmTag(store, instance.typeIds[def.tagSpace()[tag]]);
        }
        for (int global = 0; global < def.globals().size(); global++) {
            int index = def.importedGlobals() + global;
            long lo = consts.eval(def.globals().get(global).init());
            instance.globals[index] = store.form.newGlobal(store, t.globalType(index), lo, consts.high());
        }
        for (int table = 0; table < def.tables().size(); table++) {
            allocateTable(def.importedTables() + table, def.tables().get(table));
        }
    }

    private void allocateTable(int index, TableDef table) {
        int init = table.init() == null ? 0 : (int) consts.eval(table.init());
        VmTable made = VmTable.create(store, t.tableType(index), init);
        if (made.holdsFuncs && t.tunables().tableLazyInit()) {
            made.becomeLazy(instance);
        }
        instance.tables[index] = made;
    }

    private void copyElems() {
        for (int segment = 0; segment < def.elems().size(); segment++) {
            ElemSegment elem = def.elems().get(segment);
            switch (elem.mode()) {
                case SegmentMode.Active(int table, var offset) -> {
                    boolean is64 = def.tableSpace().get(table).is64();
                    copyElem(segment, elem, instance.tables[table], address(consts.eval(offset), is64));
                    instance.dropElem(segment);
                }
                case SegmentMode.Declarative _ -> instance.dropElem(segment);
                case SegmentMode.Passive _ -> {}
            }
        }
    }

    private void copyElem(int segment, ElemSegment elem, VmTable table, long offset) {
        if (table.isLazyFor(instance) && !elem.usesExprs()) {
            table.initLazily(elem.funcs(), offset);
        } else {
            table.check(offset, elem.size()); // before functions are made
            int[] refs = instance.elem(segment);
            table.init(refs, offset, 0, refs.length);
        }
    }

    private void copyDatas() {
        for (int segment = 0; segment < def.datas().size(); segment++) {
            DataSegment data = def.datas().get(segment);
            if (data.mode() instanceof SegmentMode.Active(int memory, var offset)) {
                boolean is64 = def.memorySpace().get(memory).is64();
                int size = data.bytes().size();
                instance.memories[memory].init(
                        def.bytes(), data.bytes().start(), size, address(consts.eval(offset), is64), 0, size);
                instance.dropData(segment);
            }
        }
    }

    private static long address(long slot, boolean is64) {
        return is64 ? slot : slot & 0xFFFF_FFFFL;
    }
}
