package dev.gantry.wasm.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.DataSegment;
import dev.gantry.wasm.module.ElemSegment;
import dev.gantry.wasm.module.Export;
import dev.gantry.wasm.module.FuncDef;
import dev.gantry.wasm.module.GlobalDef;
import dev.gantry.wasm.module.Import;
import dev.gantry.wasm.module.MemoryDef;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.module.SegmentMode;
import dev.gantry.wasm.module.TableDef;
import dev.gantry.wasm.module.TagDef;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TagType;
import dev.gantry.wasm.types.TypeCode;
import java.util.HashSet;
import java.util.Set;

/// Validates the sections of a module in the order of the binary, and packs them into a [ModuleContext].
///
/// The code section is left to [InstrValidator].
///
/// Threading: confined to one thread.
///
/// @wasm valid-module
final class ModuleValidator {
    private final ModuleContext context;
    private final ModuleDef module;
    private final InstrValidator exprs;
    private final LimitsValidator limits;
    private int globalCount;
    private int tableCount;
    private int memoryCount;

    ModuleValidator(ModuleContext context) {
        this.context = context;
        this.module = context.def;
        this.exprs = new InstrValidator(context);
        this.limits = new LimitsValidator(context);
    }

    /// Validates everything in front of the code section.
    void validateBeforeCode() {
        checkCounts();
        new TypeValidator(context).validate();
        allocate();
        module.imports().forEach(this::validateImport);
        module.funcs().forEach(this::validateFunc);
        // tables see imported globals only, whose types are known by now
        module.tables().forEach(this::validateTable);
        module.memories().forEach(this::validateMemory);
        module.tags().forEach(this::validateTag);
        module.globals().forEach(this::validateGlobal);
        validateExports();
        validateStart();
        validateElems();
    }

    private void checkCounts() {
        limit(module.range().size(), Limits.MODULE_BYTES, "bytes");
        limit(module.imports().size(), Limits.IMPORTS, "imports");
        limit(module.exports().size(), Limits.EXPORTS, "exports");
        limit(module.funcSpace().length, Limits.FUNCTIONS, "functions");
        limit(module.globalSpace().size(), Limits.GLOBALS, "globals");
        limit(module.tagSpace().length, Limits.TAGS, "tags");
        limit(module.elems().size(), Limits.ELEM_SEGMENTS, "element segments");
        limit(module.datas().size(), Limits.DATA_SEGMENTS, "data segments");
    }

    private static void limit(int count, int limit, String what) {
        if (count > limit) {
            throw Site.at(0).fail(Failure.IMPLEMENTATION_LIMIT, count + " " + what + ", at most " + limit);
        }
    }

    private void allocate() {
        int globals = module.globalSpace().size();
        int tables = module.tableSpace().size();
        context.globalTypes = new int[globals];
        context.isGlobalMutable = new boolean[globals];
        context.tableTypes = new int[tables];
        context.isTable64 = new boolean[tables];
        context.isMemory64 = new boolean[module.memorySpace().size()];
        context.elemTypes = new int[module.elems().size()];
    }

    private void validateImport(Import entry) {
        Site site = Site.at(entry.offsetBytes());
        switch (entry.type()) {
            case ExternType.Func func -> context.checkFuncType(typeIndex(func.type()), site);
            case TableType table -> addTable(table, site);
            case MemoryType memory -> addMemory(memory, site);
            case GlobalType global -> {
                checkMutability(global, site);
                addGlobal(global, site);
            }
            case TagType tag -> checkTag(typeIndex(tag.type()), site);
        }
    }

    private static int typeIndex(HeapType type) {
        return type instanceof HeapType.Index(int index) ? index : -1;
    }

    private void checkMutability(GlobalType global, Site site) {
        if (global.isMutable()) {
            context.require(WasmFeature.MUTABLE_GLOBALS, site);
        }
    }

    private void validateFunc(FuncDef func) {
        Site site = Site.at(func.offsetBytes());
        context.checkFuncType(func.typeIndex(), site);
        if (func.body().size() > Limits.BODY_BYTES) {
            throw site.fail(
                    Failure.IMPLEMENTATION_LIMIT,
                    "body of " + func.body().size() + " bytes, at most " + Limits.BODY_BYTES);
        }
    }

    private void validateTable(TableDef table) {
        Site site = Site.at(table.offsetBytes());
        addTable(table.type(), site);
        int element = context.tableTypes[tableCount - 1];
        CodeRange init = table.init();
        if (init != null) {
            context.require(WasmFeature.FUNCTION_REFERENCES, site);
            exprs.validateConst(init, element, module.importedGlobals());
        } else if (!TypeCode.isDefaultable(element)) {
            throw site.fail(Failure.TYPE_MISMATCH, "table of " + context.show(element) + " without initial value");
        }
    }

    private void addTable(TableType table, Site site) {
        limits.checkTable(table, site);
        if (tableCount > 0 && !context.has(WasmFeature.REFERENCE_TYPES)) {
            throw site.fail(Failure.MULTIPLE_TABLES, "");
        }
        if (tableCount >= Limits.TABLES) {
            throw site.fail(Failure.IMPLEMENTATION_LIMIT, "more than " + Limits.TABLES + " tables");
        }
        context.tableTypes[tableCount] = context.refCode(table.element(), site);
        context.isTable64[tableCount] = table.is64();
        tableCount++;
    }

    private void validateMemory(MemoryDef memory) {
        addMemory(memory.type(), Site.at(memory.offsetBytes()));
    }

    private void addMemory(MemoryType memory, Site site) {
        limits.checkMemory(memory, site);
        if (memoryCount > 0 && !context.has(WasmFeature.MULTI_MEMORY)) {
            throw site.fail(Failure.MULTIPLE_MEMORIES, "");
        }
        if (memoryCount >= Limits.MEMORIES) {
            throw site.fail(Failure.IMPLEMENTATION_LIMIT, "more than " + Limits.MEMORIES + " memories");
        }
        context.isMemory64[memoryCount] = memory.is64();
        memoryCount++;
    }

    private void validateTag(TagDef tag) {
        checkTag(typeIndex(tag.type().type()), Site.at(tag.offsetBytes()));
    }

    private void checkTag(int typeIndex, Site site) {
        context.require(WasmFeature.EXCEPTIONS, site);
        context.checkFuncType(typeIndex, site);
        if (context.results(typeIndex).length > 0) {
            throw site.fail(Failure.NON_EMPTY_TAG_RESULT, context.show(context.results(typeIndex)));
        }
    }

    private void validateGlobal(GlobalDef global) {
        int type = context.code(global.type().type(), Site.at(global.offsetBytes()));
        exprs.validateConst(global.init(), type, globalCount);
        addGlobal(global.type(), Site.at(global.offsetBytes()));
    }

    private void addGlobal(GlobalType global, Site site) {
        context.globalTypes[globalCount] = context.code(global.type(), site);
        context.isGlobalMutable[globalCount] = global.isMutable();
        globalCount++;
    }

    private void validateExports() {
        Set<String> names = new HashSet<>();
        for (Export export : module.exports()) {
            Site site = Site.at(export.offsetBytes());
            int index = export.index();
            switch (export.kind()) {
                case FUNC -> {
                    checkIndex(index, module.funcSpace().length, Failure.UNKNOWN_FUNCTION, site);
                    context.declaredFuncs.set(index);
                }
                case TABLE -> checkIndex(index, tableCount, Failure.UNKNOWN_TABLE, site);
                case MEMORY -> checkIndex(index, memoryCount, Failure.UNKNOWN_MEMORY, site);
                case GLOBAL -> {
                    checkIndex(index, globalCount, Failure.UNKNOWN_GLOBAL, site);
                    checkMutability(module.globalSpace().get(index), site);
                }
                case TAG -> checkIndex(index, module.tagSpace().length, Failure.UNKNOWN_TAG, site);
            }
            if (!names.add(export.name())) {
                throw site.fail(Failure.DUPLICATE_EXPORT_NAME, export.name());
            }
        }
    }

    private static void checkIndex(int index, int count, Failure failure, Site site) {
        if (index < 0 || index >= count) {
            throw site.fail(failure, Integer.toUnsignedString(index) + ", there are " + count);
        }
    }

    private void validateStart() {
        int start = module.start();
        if (start == ModuleDef.NONE) {
            return;
        }
        Site site = Site.at(module.startOffset());
        checkIndex(start, module.funcSpace().length, Failure.UNKNOWN_FUNCTION, site);
        int typeIndex = module.funcSpace()[start];
        if (context.params(typeIndex, site).length > 0 || context.results(typeIndex).length > 0) {
            throw site.fail(
                    Failure.START_FUNCTION,
                    "expected no parameters and results, found "
                            + module.types().get(typeIndex).composite());
        }
    }

    private void validateElems() {
        for (int elem = 0; elem < context.elemTypes.length; elem++) {
            validateElem(module.elems().get(elem), elem);
        }
    }

    private void validateElem(ElemSegment elem, int index) {
        Site site = Site.at(elem.offsetBytes());
        if (elem.size() > Limits.ELEM_SEGMENT_ENTRIES) {
            throw site.fail(
                    Failure.IMPLEMENTATION_LIMIT, elem.size() + " elements, at most " + Limits.ELEM_SEGMENT_ENTRIES);
        }
        if (elem.usesExprs()) {
            context.require(WasmFeature.REFERENCE_TYPES, site);
            context.elemTypes[index] = context.refCode(elem.type(), site);
        } else {
            context.elemTypes[index] = TypeCode.of(elem.type(), context::idOf);
        }
        switch (elem.mode()) {
            case SegmentMode.Active(int table, CodeRange offset) -> validateActiveElem(table, offset, index, site);
            case SegmentMode.Passive _ -> context.require(WasmFeature.BULK_MEMORY, site);
            case SegmentMode.Declarative _ -> context.require(WasmFeature.REFERENCE_TYPES, site);
        }
        for (CodeRange expr : elem.exprs()) {
            exprs.validateConst(expr, context.elemTypes[index], globalCount);
        }
        for (int func : elem.funcs()) {
            checkIndex(func, module.funcSpace().length, Failure.UNKNOWN_FUNCTION, site);
            context.declaredFuncs.set(func);
        }
    }

    private void validateActiveElem(int table, CodeRange offset, int elem, Site site) {
        checkIndex(table, tableCount, Failure.UNKNOWN_TABLE, site);
        if (!context.interner.matches(context.elemTypes[elem], context.tableTypes[table])) {
            throw site.fail(
                    Failure.TYPE_MISMATCH,
                    "expected elements " + context.show(context.tableTypes[table]) + ", found "
                            + context.show(context.elemTypes[elem]));
        }
        exprs.validateConst(offset, context.isTable64[table] ? TypeCode.I64 : TypeCode.I32, globalCount);
    }

    /// Validates everything behind the code section.
    void validateBehindCode() {
        for (DataSegment data : module.datas()) {
            Site site = Site.at(data.offsetBytes());
            switch (data.mode()) {
                case SegmentMode.Active(int memory, CodeRange offset) -> {
                    checkIndex(memory, memoryCount, Failure.UNKNOWN_MEMORY, site);
                    int address = context.isMemory64[memory] ? TypeCode.I64 : TypeCode.I32;
                    exprs.validateConst(offset, address, globalCount);
                }
                case SegmentMode.Passive _ -> context.require(WasmFeature.BULK_MEMORY, site);
                case SegmentMode.Declarative _ -> {}
            }
        }
    }
}
