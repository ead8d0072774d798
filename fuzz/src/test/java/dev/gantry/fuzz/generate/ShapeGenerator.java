package dev.gantry.fuzz.generate;

import dev.gantry.fuzz.generate.ModuleShape.Mode;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;

/// Makes everything of a module but its function bodies.
///
/// Threading: confined to one thread.
final class ShapeGenerator {
    private static final int MAX_TABLE = 12;
    private static final int MAX_SEGMENT_END = 240;

    private final GeneratorOptions options;
    private final Choice choice;
    private final ModuleShape shape;
    private final ConstExprs exprs;

    ShapeGenerator(GeneratorOptions options, Choice choice) {
        this.options = options;
        this.choice = choice;
        shape = new ModuleShape(new TypeSpace(choice, options));
        exprs = new ConstExprs(shape, options, choice);
    }

    ModuleShape make() {
        makeFuncs();
        makeTables();
        makeMemories();
        makeGlobals();
        makeTags();
        makeElems();
        makeDatas();
        List<Integer> starts = new ArrayList<>();
        for (int func = shape.importedFuncs; func < shape.funcs.size(); func++) {
            if (shape.funcType(func).equals(FuncType.of(List.of(), List.of()))) {
                starts.add(func);
            }
        }
        if (!starts.isEmpty() && choice.oneIn(8)) {
            shape.start = choice.of(starts);
        }
        return shape;
    }

    /// Imported functions of plain types, then one of each type, then some more.
    private void makeFuncs() {
        List<Integer> plain = shape.types.where(ShapeGenerator::isPlain);
        plain.removeIf(type -> !shape.types.isStandalone(type));
        for (int imports = choice.below(3); imports > 0; imports--) {
            shape.funcs.add(choice.of(plain));
            shape.importedFuncs++;
        }
        List<Integer> all = shape.types.funcs();
        shape.funcs.addAll(all);
        for (int more = choice.below(3); more > 0; more--) {
            shape.funcs.add(choice.of(all));
        }
    }

    /// Whether any host can provide and call functions of a type.
    private static boolean isPlain(FuncType type) {
        return type.params().stream().allMatch(NumType.class::isInstance)
                && type.results().stream().allMatch(NumType.class::isInstance);
    }

    private void makeTables() {
        boolean hasReferences = options.has(WasmFeature.REFERENCE_TYPES);
        int count = hasReferences ? choice.between(1, 3) : 1;
        for (int table = 0; table < count; table++) {
            boolean is64 = options.has(WasmFeature.MEMORY64) && choice.oneIn(4);
            int min = choice.between(1, MAX_TABLE);
            boolean hasMax = options.isComparable() || choice.coin();
            Limits limits = hasMax ? Limits.of(min, min + choice.below(20)) : Limits.atLeast(min);
            RefType element = table == 0 || !hasReferences ? RefType.FUNCREF : shape.types.randomRef();
            List<Integer> inits = funcsBelow(element);
            if (!element.nullable() && inits.isEmpty()) {
                element = RefType.FUNCREF;
            }
            boolean isImport = shape.importedTables == table && element.equals(RefType.FUNCREF) && choice.oneIn(6);
            if (isImport) {
                shape.importedTables++;
            }
            boolean mayInit = !isImport && options.has(WasmFeature.FUNCTION_REFERENCES) && !inits.isEmpty();
            boolean hasInit = !element.nullable() || (mayInit && choice.oneIn(4));
            shape.tables.add(new ModuleShape.Table(
                    new TableType(is64 && !(isImport && options.isForScripts()), limits, element),
                    hasInit ? choice.of(inits) : ModuleShape.NONE));
        }
    }

    private List<Integer> funcsBelow(RefType type) {
        List<Integer> found = new ArrayList<>();
        for (int func = 0; func < shape.funcs.size(); func++) {
            if (shape.types.isSubtype(new HeapType.Index(shape.funcs.get(func)), type.heap())) {
                found.add(func);
            }
        }
        return found;
    }

    private void makeMemories() {
        int count = options.has(WasmFeature.MULTI_MEMORY) && choice.oneIn(4) ? choice.between(0, 3) : 1;
        for (int memory = 0; memory < count; memory++) {
            boolean isImport = shape.importedMemories == memory && choice.oneIn(6);
            if (isImport) {
                shape.importedMemories++;
            }
            boolean isPlain = isImport && options.isForScripts();
            boolean is64 = options.has(WasmFeature.MEMORY64) && !isPlain && choice.oneIn(3);
            boolean isShared = options.has(WasmFeature.THREADS) && !isPlain && choice.oneIn(3);
            boolean hasBytePages = options.has(WasmFeature.CUSTOM_PAGE_SIZES) && !isPlain && choice.oneIn(4);
            int min = hasBytePages ? choice.below(5000) : choice.oneIn(10) ? 0 : 1;
            boolean hasMax = options.isComparable() || isShared || choice.coin();
            int more = hasBytePages ? choice.below(1000) : choice.below(3);
            Limits limits = hasMax ? Limits.of(min, min + more) : Limits.atLeast(min);
            shape.memories.add(
                    new MemoryType(is64, isShared, limits, hasBytePages ? 0 : MemoryType.DEFAULT_PAGE_SIZE_LOG2));
        }
    }

    private void makeGlobals() {
        while (choice.oneIn(3)) {
            NumType type = choice.of(List.of(NumType.values()));
            shape.globals.add(new ModuleShape.Global(new GlobalType(type, choice.oneIn(3)), new byte[0]));
            shape.importedGlobals++;
        }
        shape.fuelGlobal = shape.globals.size();
        shape.globals.add(new ModuleShape.Global(new GlobalType(NumType.I32, true), exprs.constant(ModuleShape.FUEL)));
        for (int more = choice.between(1, 5); more > 0; more--) {
            ValType type = shape.types.random();
            if (exprs.canMake(type)) {
                GlobalType global = new GlobalType(type, choice.below(4) > 0);
                shape.globals.add(new ModuleShape.Global(global, exprs.make(type)));
            }
        }
    }

    private void makeTags() {
        if (!options.has(WasmFeature.EXCEPTIONS)) {
            return;
        }
        List<Integer> candidates = shape.types.where(type -> type.results().isEmpty());
        int count = choice.between(1, 3);
        for (int tag = 0; tag < count; tag++) {
            int type = choice.of(candidates);
            boolean canImport = shape.types.isStandalone(type) && isPlain(shape.types.func(type));
            if (shape.importedTags == tag && canImport && choice.oneIn(6)) {
                shape.importedTags++;
            }
            shape.tags.add(type);
        }
    }

    private void makeElems() {
        List<Integer> all = new ArrayList<>();
        for (int func = 0; func < shape.funcs.size(); func++) {
            all.add(func);
        }
        boolean hasModes = options.has(WasmFeature.BULK_MEMORY) && options.has(WasmFeature.REFERENCE_TYPES);
        if (hasModes) {
            // so that `ref.func` may name every function
            shape.elems.add(new ModuleShape.Elem(Mode.DECLARATIVE, RefType.FUNCREF, 0, 0, all));
        }
        for (int table = 0; table < shape.tables.size(); table++) {
            TableType type = shape.tables.get(table).type();
            if (table == 0 || choice.coin()) {
                addElem(Mode.ACTIVE, table, type);
            }
            if (hasModes && choice.coin()) {
                addElem(Mode.PASSIVE, table, type);
            }
        }
        if (options.has(WasmFeature.GC)) {
            addExprs();
        }
    }

    /// Passive segments of anything, for instructions on arrays.
    private void addExprs() {
        for (int more = choice.below(3); more > 0; more--) {
            RefType type = shape.types.randomRef();
            List<byte[]> items = new ArrayList<>();
            for (int count = choice.between(1, 4); count > 0 && exprs.canMake(type); count--) {
                items.add(exprs.make(type));
            }
            if (!items.isEmpty()) {
                shape.elems.add(new ModuleShape.Elem(Mode.PASSIVE, type, 0, 0, List.of(), items));
            }
        }
    }

    private void addElem(Mode mode, int table, TableType type) {
        List<Integer> funcs = funcsBelow(type.element());
        int max = (int) type.limits().min();
        int offset = choice.oneIn(60) ? max : choice.below(max);
        int count = choice.oneIn(30) ? max : choice.below(max - Math.min(offset, max - 1) + 1);
        List<Integer> items = new ArrayList<>();
        for (int item = 0; item < count; item++) {
            boolean isNull = funcs.isEmpty() || (type.element().nullable() && choice.oneIn(6));
            if (isNull && !type.element().nullable()) {
                return;
            }
            items.add(isNull ? ModuleShape.NONE : choice.of(funcs));
        }
        boolean areAllFuncs = !items.contains(ModuleShape.NONE);
        if (!areAllFuncs && !options.has(WasmFeature.REFERENCE_TYPES)) {
            return;
        }
        shape.elems.add(new ModuleShape.Elem(mode, type.element(), table, offset, items));
    }

    private long bytes(int memory) {
        MemoryType type = shape.memories.get(memory);
        return type.limits().min() << type.pageSizeLog2();
    }

    private void makeDatas() {
        boolean hasModes = options.has(WasmFeature.BULK_MEMORY);
        for (int count = choice.below(4); count > 0; count--) {
            boolean isPassive = hasModes && choice.coin();
            byte[] bytes = new byte[choice.below(40)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) choice.bits();
            }
            int memory = isPassive || shape.memories.isEmpty() ? 0 : choice.below(shape.memories.size());
            boolean fits = !shape.memories.isEmpty() && bytes(memory) >= MAX_SEGMENT_END;
            if (!isPassive && !fits && (shape.memories.isEmpty() || choice.below(10) > 0)) {
                continue;
            }
            int offset = choice.oneIn(60) ? (int) choice.integer() : choice.below(MAX_SEGMENT_END - bytes.length);
            shape.datas.add(new ModuleShape.Data(isPassive ? Mode.PASSIVE : Mode.ACTIVE, memory, offset, bytes));
        }
    }
}
