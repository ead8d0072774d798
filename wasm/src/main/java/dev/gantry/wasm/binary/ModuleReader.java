package dev.gantry.wasm.binary;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.CustomSection;
import dev.gantry.wasm.module.Export;
import dev.gantry.wasm.module.FuncDef;
import dev.gantry.wasm.module.GlobalDef;
import dev.gantry.wasm.module.Import;
import dev.gantry.wasm.module.MemoryDef;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.module.ModuleDefBuilder;
import dev.gantry.wasm.module.TableDef;
import dev.gantry.wasm.module.TagDef;
import dev.gantry.wasm.types.ExternKind;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.TableType;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the binary format of a module.
///
/// ```
/// header, then sections in order ──▶ ModuleTypeReader  types of all kinds
///                                ──▶ SegmentReader     element and data segments, constant expressions
///                                ──▶ FuncBody          local declarations
/// ```
///
/// What a module says is decoded; its instructions are not: function bodies stay byte ranges, of which only the frame
/// is checked. Malformed instructions are found by whoever walks the body, normally the validator.
///
/// Threading: confined to one thread; [#read] may be called by several.
///
/// @wasm binary-module
public final class ModuleReader {
    private static final int HEADER_BYTES = 8;
    private static final int MAGIC_BYTES = 4;
    /// `\0asm`, little-endian.
    private static final int MAGIC = 0x6D73_6100;
    private static final int VERSION = 1;
    private static final int LAYER_MASK = 0xFFFF_0000;
    private static final int COMPONENT_LAYER = 0x0001_0000;
    private static final int TABLE_WITH_INIT = 0x40;
    private static final int END = 0x0B;

    private final byte[] bytes;
    private final int binaryStart;
    private final int binaryEnd;
    private final boolean isOutline;
    private final FeatureGate gate;
    private final ModuleTypeReader types;
    private final SegmentReader segments;
    private final ModuleDefBuilder module;

    private int typeCount;
    private int funcCount;
    private int tableCount;
    private int memoryCount;
    private int globalCount;
    private int tagCount;

    /// The function section, until the code section gives the bodies.
    private int[] funcTypes = new int[0];
    private int[] funcOffsets = new int[0];

    private ModuleReader(byte[] bytes, int start, int end, boolean isOutline, Set<WasmFeature> features) {
        this.bytes = bytes;
        this.binaryStart = start;
        this.binaryEnd = end;
        this.isOutline = isOutline;
        this.gate = new FeatureGate(features);
        this.types = new ModuleTypeReader(gate);
        this.segments = new SegmentReader(gate);
        this.module = new ModuleDefBuilder(bytes);
        this.module.range = new CodeRange(start, end);
        this.module.hasBodies = !isOutline;
    }

    /// Reads a module.
    ///
    /// @param bytes    the binary; the module keeps it and nobody may write to it any more
    /// @param features the features that are on
    /// @return the module, not yet validated
    /// @throws MalformedException  if the bytes are no module; [Failure#COMPONENT_INSTEAD_OF_MODULE] if they are a
    ///                             component
    /// @throws ValidationException if the module exceeds an implementation limit or has forms of a disabled feature
    public static ModuleDef read(byte[] bytes, Set<WasmFeature> features) {
        return new ModuleReader(bytes, 0, bytes.length, false, features).readModule();
    }

    /// Reads a module that is a part of a binary, for example of a component.
    ///
    /// @param bytes    the whole binary; the module keeps it and nobody may write to it any more
    /// @param start    where the module starts; offsets in the module and in errors count from the start of `bytes`
    /// @param end      where it ends
    /// @param features the features that are on
    /// @return the module, not yet validated
    /// @throws MalformedException  if the range is no module; [Failure#COMPONENT_INSTEAD_OF_MODULE] if it is a
    ///                             component
    /// @throws ValidationException if the module exceeds an implementation limit or has forms of a disabled feature
    public static ModuleDef read(byte[] bytes, int start, int end, Set<WasmFeature> features) {
        return new ModuleReader(bytes, start, end, false, features).readModule();
    }

    /// Reads a module without its bodies. Features are not checked again.
    ///
    /// @param bytes what holds the outline, for example an artifact; the module keeps it
    /// @param start where the outline starts
    /// @param end   where it ends
    /// @return the module, whose bodies cannot be read
    /// @throws MalformedException  if there is no outline
    /// @throws ValidationException if the outline exceeds an implementation limit
    public static ModuleDef readOutline(byte[] bytes, int start, int end) {
        return new ModuleReader(bytes, start, end, true, EnumSet.allOf(WasmFeature.class)).readModule();
    }

    private ModuleDef readModule() {
        int size = binaryEnd - binaryStart;
        if (size > Limits.MODULE_BYTES) {
            throw ByteReader.limitExceeded(size, Limits.MODULE_BYTES, "bytes", binaryStart);
        }
        ByteReader in = new ByteReader(bytes, binaryStart, binaryEnd, Failure.UNEXPECTED_END);
        readHeader(in, size);
        int sectionsBefore = 0;
        @Nullable Section last = null;
        while (in.hasRemaining()) {
            int place = in.offset();
            Section section = readSectionId(in);
            int length = readSectionSize(in);
            ByteReader content = new ByteReader(bytes, in.offset(), in.offset() + length);
            in.skip(length);
            if (section == Section.CUSTOM) {
                readCustom(content, sectionsBefore, place);
                continue;
            }
            if (last != null && section.compareTo(last) <= 0) {
                throw in.fail(Failure.UNEXPECTED_CONTENT, section + " section behind " + last + " section", place);
            }
            last = section;
            sectionsBefore++;
            readSection(section, content);
            if (content.hasRemaining()) {
                throw content.fail(Failure.SECTION_SIZE_MISMATCH, section + " section", content.offset());
            }
        }
        checkCompleteness();
        return module.build();
    }

    private static void readHeader(ByteReader in, int size) {
        if (size < MAGIC_BYTES) {
            throw in.fail(Failure.UNEXPECTED_END, "", in.limit());
        }
        if (in.readFixed32() != MAGIC) {
            throw in.fail(Failure.MAGIC_HEADER_NOT_DETECTED, "", in.offset() - MAGIC_BYTES);
        }
        if (size < HEADER_BYTES) {
            throw in.fail(Failure.UNEXPECTED_END, "", in.limit());
        }
        int version = in.readFixed32();
        if ((version & LAYER_MASK) == COMPONENT_LAYER && version != COMPONENT_LAYER) {
            throw in.fail(Failure.COMPONENT_INSTEAD_OF_MODULE, "", in.offset() - MAGIC_BYTES);
        }
        if (version != VERSION) {
            throw in.fail(Failure.UNKNOWN_BINARY_VERSION, Integer.toUnsignedString(version), in.offset() - MAGIC_BYTES);
        }
    }

    private static Section readSectionId(ByteReader in) {
        int start = in.offset();
        int id = in.readByte();
        Section section = Section.of(id);
        if (section == null) {
            throw in.fail(Failure.MALFORMED_SECTION_ID, Integer.toString(id), start);
        }
        return section;
    }

    private static int readSectionSize(ByteReader in) {
        int start = in.offset();
        long size = in.readU32() & 0xFFFF_FFFFL;
        if (size > in.remaining()) {
            throw in.fail(Failure.LENGTH_OUT_OF_BOUNDS, size + " bytes of " + in.remaining(), start);
        }
        return (int) size;
    }

    private void readSection(Section section, ByteReader in) {
        switch (section) {
            case CUSTOM -> {}
            case TYPE -> readTypes(in);
            case IMPORT -> readImports(in);
            case FUNCTION -> readFuncs(in);
            case TABLE -> readTables(in);
            case MEMORY -> readMemories(in);
            case TAG -> readTags(in);
            case GLOBAL -> readGlobals(in);
            case EXPORT -> readExports(in);
            case START -> readStart(in);
            case ELEM -> readElems(in);
            case DATA_COUNT -> readDataCount(in);
            case CODE -> {
                if (isOutline) {
                    readBodyRanges(in);
                } else {
                    readCode(in);
                }
            }
            case DATA -> readDatas(in);
        }
    }

    private void readCustom(ByteReader in, int sectionsBefore, int start) {
        String name = readName(in);
        module.customs.add(new CustomSection(name, new CodeRange(in.offset(), in.limit()), sectionsBefore, start));
    }

    private static String readName(ByteReader in) {
        int start = in.offset();
        String name = in.readName();
        int length = in.offset() - start;
        if (length > Limits.NAME_BYTES) {
            throw ByteReader.limitExceeded(length, Limits.NAME_BYTES, "bytes of a name", start);
        }
        return name;
    }

    private void readTypes(ByteReader in) {
        int groups = in.readCount(1, Limits.REC_GROUPS, "recursion groups");
        for (int i = 0; i < groups; i++) {
            int start = in.offset();
            RecGroup group = types.readRecGroup(in);
            typeCount = add(typeCount, group.types().size(), Limits.TYPES, "types", start);
            module.recGroups.add(group);
            module.recGroupOffsets.add(start);
        }
    }

    private static int add(int before, int more, int limit, String what, int start) {
        long sum = (long) before + more;
        if (sum > limit) {
            throw ByteReader.limitExceeded(sum, limit, what, start);
        }
        return (int) sum;
    }

    private void readImports(ByteReader in) {
        int count = in.readCount(1, Limits.IMPORTS, "imports");
        for (int i = 0; i < count; i++) {
            int start = in.offset();
            String moduleName = readName(in);
            String name = readName(in);
            module.imports.add(new Import(moduleName, name, readImportType(in), start));
        }
    }

    private ExternType readImportType(ByteReader in) {
        int start = in.offset();
        ExternType type = types.readExternType(in);
        switch (type.kind()) {
            case FUNC -> funcCount = add(funcCount, 1, Limits.FUNCTIONS, "functions", start);
            case TABLE -> tableCount = add(tableCount, 1, Limits.TABLES, "tables", start);
            case MEMORY -> memoryCount = add(memoryCount, 1, Limits.MEMORIES, "memories", start);
            case GLOBAL -> globalCount = add(globalCount, 1, Limits.GLOBALS, "globals", start);
            case TAG -> tagCount = add(tagCount, 1, Limits.TAGS, "tags", start);
        }
        return type;
    }

    static ExternKind readKind(ByteReader in, Failure ifUnknown) {
        int start = in.offset();
        return switch (in.readByte()) {
            case 0 -> ExternKind.FUNC;
            case 1 -> ExternKind.TABLE;
            case 2 -> ExternKind.MEMORY;
            case 3 -> ExternKind.GLOBAL;
            case 4 -> ExternKind.TAG;
            default -> throw in.fail(ifUnknown, "", start);
        };
    }

    private void readFuncs(ByteReader in) {
        int start = in.offset();
        int count = in.readCount(1, Limits.FUNCTIONS, "functions");
        funcCount = add(funcCount, count, Limits.FUNCTIONS, "functions", start);
        funcTypes = new int[count];
        funcOffsets = new int[count];
        for (int i = 0; i < count; i++) {
            funcOffsets[i] = in.offset();
            funcTypes[i] = in.readU32();
        }
    }

    private void readTables(ByteReader in) {
        int start = in.offset();
        int count = in.readCount(1, Limits.TABLES, "tables");
        tableCount = add(tableCount, count, Limits.TABLES, "tables", start);
        for (int i = 0; i < count; i++) {
            module.tables.add(readTable(in));
        }
    }

    private TableDef readTable(ByteReader in) {
        int start = in.offset();
        if (in.peek() != TABLE_WITH_INIT) {
            return new TableDef(types.readTable(in), null, start);
        }
        in.readByte();
        gate.require(WasmFeature.FUNCTION_REFERENCES, "a table with an initial value", start);
        if (in.readByte() != 0) {
            throw in.fail(Failure.MALFORMED_TABLE, "", start);
        }
        TableType type = types.readTable(in);
        return new TableDef(type, SegmentReader.readExpression(in), start);
    }

    private void readMemories(ByteReader in) {
        int start = in.offset();
        int count = in.readCount(1, Limits.MEMORIES, "memories");
        memoryCount = add(memoryCount, count, Limits.MEMORIES, "memories", start);
        for (int i = 0; i < count; i++) {
            int offset = in.offset();
            module.memories.add(new MemoryDef(types.readMemory(in), offset));
        }
    }

    private void readTags(ByteReader in) {
        int start = in.offset();
        gate.require(WasmFeature.EXCEPTIONS, "the tag section", start);
        int count = in.readCount(1, Limits.TAGS, "tags");
        tagCount = add(tagCount, count, Limits.TAGS, "tags", start);
        for (int i = 0; i < count; i++) {
            int offset = in.offset();
            module.tags.add(new TagDef(types.readTag(in), offset));
        }
    }

    private void readGlobals(ByteReader in) {
        int start = in.offset();
        int count = in.readCount(1, Limits.GLOBALS, "globals");
        globalCount = add(globalCount, count, Limits.GLOBALS, "globals", start);
        for (int i = 0; i < count; i++) {
            int offset = in.offset();
            GlobalType type = types.readGlobal(in);
            module.globals.add(new GlobalDef(type, SegmentReader.readExpression(in), offset));
        }
    }

    private void readExports(ByteReader in) {
        int count = in.readCount(1, Limits.EXPORTS, "exports");
        for (int i = 0; i < count; i++) {
            int start = in.offset();
            String name = readName(in);
            ExternKind kind = readKind(in, Failure.MALFORMED_EXPORT_KIND);
            module.exports.add(new Export(name, kind, in.readU32(), start));
        }
    }

    private void readStart(ByteReader in) {
        int start = in.offset();
        module.startOffset = start;
        module.start = in.readU32();
        if (module.start < 0) {
            // No module has that many functions, and ModuleDef.NONE must not be mistaken for "no start function".
            throw new ValidationException(
                    Failure.UNKNOWN_FUNCTION,
                    Integer.toUnsignedString(module.start),
                    start,
                    ValidationException.NO_FUNC,
                    null);
        }
    }

    private void readElems(ByteReader in) {
        int count = in.readCount(1, Limits.ELEM_SEGMENTS, "element segments");
        for (int i = 0; i < count; i++) {
            module.elems.add(segments.readElem(in));
        }
    }

    private void readDataCount(ByteReader in) {
        int start = in.offset();
        gate.require(WasmFeature.BULK_MEMORY, "the data count section", start);
        int count = in.readU32();
        if (count < 0 || count > Limits.DATA_SEGMENTS) {
            throw ByteReader.limitExceeded(count & 0xFFFF_FFFFL, Limits.DATA_SEGMENTS, "data segments", start);
        }
        module.dataCount = count;
    }

    private void readCode(ByteReader in) {
        module.codeSection = new CodeRange(in.offset(), in.limit());
        int start = in.offset();
        int count = in.readU32();
        if (count != funcTypes.length) {
            throw in.fail(Failure.FUNCTION_AND_CODE_INCONSISTENT, "", start);
        }
        int firstFunc = funcCount - count;
        for (int i = 0; i < count; i++) {
            CodeRange body = readBody(in, firstFunc + i);
            module.funcs.add(new FuncDef(funcTypes[i], body, funcOffsets[i]));
        }
    }

    /// Reads what an outline has in place of the code section: see [ModuleOutline].
    private void readBodyRanges(ByteReader in) {
        int place = in.offset();
        int codeStart = in.readU32();
        int codeSize = in.readU32();
        int count = in.readU32();
        if (count != funcTypes.length) {
            throw in.fail(Failure.FUNCTION_AND_CODE_INCONSISTENT, "", place);
        }
        module.codeSection = new CodeRange(codeStart, codeStart + codeSize);
        int at = codeStart;
        for (int i = 0; i < count; i++) {
            int bodyStart = at + in.readU32();
            at = bodyStart + in.readU32();
            module.funcs.add(new FuncDef(funcTypes[i], new CodeRange(bodyStart, at), funcOffsets[i]));
        }
    }

    private CodeRange readBody(ByteReader in, int funcIndex) {
        int start = in.offset();
        int size = in.readCount(1);
        if (size > Limits.BODY_BYTES) {
            throw ByteReader.limitExceeded(size, Limits.BODY_BYTES, "bytes of a function body", start);
        }
        CodeRange range = new CodeRange(in.offset(), in.offset() + size);
        ByteReader body = new ByteReader(bytes, range.start(), range.end());
        FuncBody.skipLocals(body, funcIndex);
        if (!body.hasRemaining()) {
            throw in.fail(Failure.UNEXPECTED_END_OF_SECTION, "", range.end());
        }
        if (bytes[range.end() - 1] != END) {
            throw unendedBody(body, range.end() == in.limit());
        }
        if (module.dataCount == ModuleDef.NONE) {
            checkDataInstructions(body);
        }
        in.seek(range.end());
        return range;
    }

    /// The error of a body that does not end with `end`: what is wrong in it first, else that its end is missing.
    private MalformedException unendedBody(ByteReader body, boolean isLast) {
        InstrReader instrs = new InstrReader(bytes, body.offset(), body.limit());
        while (instrs.next()) {
            assert instrs.nextOffset() <= body.limit();
        }
        return body.fail(isLast ? Failure.UNEXPECTED_END_OF_SECTION : Failure.END_OPCODE_EXPECTED, "", body.limit());
    }

    /// Instructions with a data index need the data count section. They have prefixes, so most bodies need no walk.
    private void checkDataInstructions(ByteReader body) {
        boolean mayHaveOne = false;
        for (int at = body.offset(); at < body.limit(); at++) {
            mayHaveOne |= bytes[at] == (byte) 0xFB || bytes[at] == (byte) 0xFC;
        }
        if (!mayHaveOne) {
            return;
        }
        InstrReader instrs = new InstrReader(bytes, body.offset(), body.limit());
        while (instrs.next()) {
            switch (instrs.opcode().immediates()) {
                case DATA, DATA_MEMORY, TYPE_DATA -> throw body.fail(Failure.DATA_COUNT_REQUIRED, "", instrs.offset());
                default -> {}
            }
        }
    }

    private void readDatas(ByteReader in) {
        int start = in.offset();
        int count = in.readCount(1, Limits.DATA_SEGMENTS, "data segments");
        if (module.dataCount != ModuleDef.NONE && module.dataCount != count) {
            throw in.fail(Failure.DATA_COUNT_INCONSISTENT, "", start);
        }
        for (int i = 0; i < count; i++) {
            module.datas.add(segments.readData(in));
        }
    }

    private void checkCompleteness() {
        if (module.funcs.size() != funcTypes.length) {
            throw new MalformedException(Failure.FUNCTION_AND_CODE_INCONSISTENT, "", binaryEnd);
        }
        if (module.dataCount > 0 && module.datas.size() != module.dataCount) {
            throw new MalformedException(Failure.DATA_COUNT_INCONSISTENT, "", binaryEnd);
        }
    }
}
