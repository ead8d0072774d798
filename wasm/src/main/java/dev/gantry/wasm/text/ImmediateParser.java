package dev.gantry.wasm.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.binary.TypeWriter;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.RefType;
import java.util.Arrays;

/// Parses what stands behind the name of an instruction and writes the instruction.
///
/// Threading: confined to one thread.
///
/// @wasm text-instr
final class ImmediateParser {
    private static final int EXPLICIT_MEMORY = 0x40;

    private final TokenCursor cursor;
    private final ModuleText module;
    private final TypeParser types;
    private final LabelScope labels;
    /// Takes the parameters of block types and indirect calls, which have no names.
    private final NameScope unnamed = new NameScope("local");
    private NameScope locals = unnamed;

    ImmediateParser(TokenCursor cursor, ModuleText module, TypeParser types, LabelScope labels) {
        this.cursor = cursor;
        this.module = module;
        this.types = types;
        this.labels = labels;
    }

    /// Sets the scope of locals for the function that starts.
    void beginFunc(NameScope newLocals) {
        locals = newLocals;
    }

    /// Leaves the function: what follows has no locals.
    void endFunc() {
        locals = unnamed;
    }

    /// Writes an instruction whose name the cursor has passed.
    void write(Opcode opcode, ByteWriter out) {
        switch (opcode) {
            case SELECT -> writeSelect(out);
            case REF_TEST -> writeRefTest(Opcode.REF_TEST, Opcode.REF_TEST_NULL, out);
            case REF_CAST -> writeRefTest(Opcode.REF_CAST, Opcode.REF_CAST_NULL, out);
            default -> {
                out.opcode(opcode);
                writeImmediates(opcode, out);
            }
        }
    }

    private void writeSelect(ByteWriter out) {
        if (cursor.atForm("result")) {
            out.opcode(Opcode.SELECT_T);
            TypeWriter.valTypes(out, types.parseResults());
        } else {
            out.opcode(Opcode.SELECT);
        }
    }

    private void writeRefTest(Opcode opcode, Opcode ifNullable, ByteWriter out) {
        RefType type = types.parseRefType();
        out.opcode(type.nullable() ? ifNullable : opcode);
        TypeWriter.heapType(out, type.heap());
    }

    private void writeImmediates(Opcode opcode, ByteWriter out) {
        switch (opcode.immediates()) {
            case NONE -> {}
            case BLOCK_TYPE -> writeBlockType(out);
            case BLOCK_CATCHES -> {
                writeBlockType(out);
                writeCatches(out);
            }
            case LABEL -> out.u32(labels.resolve(cursor));
            case LABELS -> writeLabels(out);
            case FUNC -> out.u32(module.funcs.resolve(cursor));
            case TYPE -> out.u32(parseType());
            case TYPE_TABLE -> {
                int table = parseOptional(module.tables);
                out.u32(types.parseTypeIndex(unnamed, false));
                out.u32(table);
            }
            case TYPE_FIELD -> {
                int type = parseType();
                out.u32(type);
                out.u32(module.types.fieldsOf(type).resolve(cursor));
            }
            case TYPE_COUNT -> {
                out.u32(parseType());
                out.u32((int) Numbers.unsigned(cursor.tokens(), cursor.expect(TokenKind.NAT, "a number"), 32));
            }
            case TYPE_DATA -> {
                out.u32(parseType());
                out.u32(parseData());
            }
            case TYPE_ELEM -> {
                out.u32(parseType());
                out.u32(module.elems.resolve(cursor));
            }
            case TYPE_TYPE -> {
                out.u32(parseType());
                out.u32(parseType());
            }
            case TAG -> out.u32(module.tags.resolve(cursor));
            case LOCAL -> out.u32(locals.resolve(cursor));
            case GLOBAL -> out.u32(module.globals.resolve(cursor));
            case TABLE -> out.u32(parseOptional(module.tables));
            case TABLE_TABLE -> writePair(module.tables, out);
            case ELEM -> out.u32(module.elems.resolve(cursor));
            case ELEM_TABLE -> {
                int table = parseFirstOfTwo(module.tables);
                out.u32(module.elems.resolve(cursor));
                out.u32(table);
            }
            case MEMORY -> out.u32(parseOptional(module.memories));
            case MEMORY_MEMORY -> writePair(module.memories, out);
            case DATA -> out.u32(parseData());
            case DATA_MEMORY -> {
                int memory = parseFirstOfTwo(module.memories);
                out.u32(parseData());
                out.u32(memory);
            }
            case MEMARG_1, MEMARG_2, MEMARG_4, MEMARG_8, MEMARG_16 ->
                writeMemArg(parseOptional(module.memories), opcode, out);
            case MEMARG_LANE_1, MEMARG_LANE_2, MEMARG_LANE_4, MEMARG_LANE_8 -> {
                writeMemArg(parseMemoryBeforeLane(), opcode, out);
                writeLane(out);
            }
            case LANE_16, LANE_8, LANE_4, LANE_2 -> writeLane(out);
            case LANES_16 -> writeShuffle(out);
            case I32 -> out.s32((int) Numbers.integer(cursor.tokens(), expectInteger(), Integer.SIZE));
            case I64 -> out.s64(Numbers.integer(cursor.tokens(), expectInteger(), Long.SIZE));
            case F32 -> out.fixed32(Numbers.f32(cursor.tokens(), expectNumber()));
            case F64 -> out.fixed64(Numbers.f64(cursor.tokens(), expectNumber()));
            case V128 -> out.bytes(VectorLiterals.parse(cursor));
            case HEAP_TYPE -> TypeWriter.heapType(out, types.parseHeapType());
            case VAL_TYPES -> TypeWriter.valTypes(out, types.parseResults());
            case CAST_LABEL -> writeCast(out);
            case FENCE -> out.u8(0);
        }
    }

    private int parseType() {
        return module.types.scope.resolve(cursor);
    }

    private int parseData() {
        module.usesDataCount = true;
        return module.datas.resolve(cursor);
    }

    private int parseOptional(NameScope scope) {
        return cursor.atIndex() ? scope.resolve(cursor) : 0;
    }

    /// The first of two indices, zero if only one is here.
    private int parseFirstOfTwo(NameScope scope) {
        boolean areTwo = cursor.atIndex() && (cursor.nextKind() == TokenKind.NAT || cursor.nextKind() == TokenKind.ID);
        return areTwo ? scope.resolve(cursor) : 0;
    }

    private void writePair(NameScope scope, ByteWriter out) {
        if (cursor.atIndex()) {
            out.u32(scope.resolve(cursor));
            out.u32(scope.resolve(cursor));
        } else {
            out.u32(0);
            out.u32(0);
        }
    }

    private int expectInteger() {
        if (cursor.kind() != TokenKind.NAT && cursor.kind() != TokenKind.INT) {
            throw cursor.unexpected("an integer");
        }
        return cursor.next();
    }

    private int expectNumber() {
        if (cursor.kind() == TokenKind.FLOAT) {
            return cursor.next();
        }
        if (cursor.kind() != TokenKind.NAT && cursor.kind() != TokenKind.INT) {
            throw cursor.unexpected("a number");
        }
        return cursor.next();
    }

    /// Writes the block type that stands here.
    private void writeBlockType(ByteWriter out) {
        TypeTable.Use use = types.parseTypeUse(unnamed, false);
        if (use.isSimple()) {
            TypeWriter.blockType(out, use.inline().results());
        } else {
            TypeWriter.blockType(out, types.indexOf(use));
        }
    }

    /// Writes catch clauses. Their labels are those around the `try_table`.
    private void writeCatches(ByteWriter out) {
        ByteWriter clauses = new ByteWriter();
        int count = 0;
        for (int code = parseCatch(); code >= 0; code = parseCatch()) {
            clauses.u8(code);
            if (code < 2) {
                clauses.u32(module.tags.resolve(cursor));
            }
            clauses.u32(labels.resolve(cursor));
            cursor.expectRight();
            count++;
        }
        out.u32(count);
        out.bytes(clauses, 0);
    }

    private int parseCatch() {
        if (cursor.acceptForm("catch")) {
            return 0;
        } else if (cursor.acceptForm("catch_ref")) {
            return 1;
        } else if (cursor.acceptForm("catch_all")) {
            return 2;
        }
        return cursor.acceptForm("catch_all_ref") ? 3 : Tokens.NONE;
    }

    private void writeLabels(ByteWriter out) {
        int[] depths = new int[8];
        int count = 0;
        do {
            depths = count == depths.length ? Arrays.copyOf(depths, 2 * count) : depths;
            depths[count++] = labels.resolve(cursor);
        } while (cursor.atIndex());
        out.u32(count - 1);
        for (int label = 0; label < count; label++) {
            out.u32(depths[label]);
        }
    }

    /// The memory of a lane access: with a single number here that number is the lane.
    private int parseMemoryBeforeLane() {
        boolean isMemory = cursor.kind() == TokenKind.ID
                || (cursor.kind() == TokenKind.NAT
                        && (cursor.nextKind() == TokenKind.NAT || cursor.nextKind() == TokenKind.KEYWORD));
        if (isMemory && cursor.kind() == TokenKind.NAT && cursor.nextKind() == TokenKind.KEYWORD) {
            String next = cursor.tokens().text(cursor.position() + 1);
            isMemory = next.startsWith("offset=") || next.startsWith("align=");
        }
        return isMemory ? module.memories.resolve(cursor) : 0;
    }

    private void writeMemArg(int memory, Opcode opcode, ByteWriter out) {
        long offset = 0;
        int alignLog2 = Integer.numberOfTrailingZeros(opcode.immediates().accessBytes());
        if (atKeywordPrefix("offset=")) {
            offset = parseSuffix("offset=");
        }
        if (atKeywordPrefix("align=")) {
            int token = cursor.position();
            long align = parseSuffix("align=");
            if (Long.bitCount(align) != 1) {
                throw cursor.tokens()
                        .error(Failure.ALIGNMENT_NOT_POWER_OF_TWO, Failure.ALIGNMENT_NOT_POWER_OF_TWO.text(), token);
            }
            alignLog2 = Long.numberOfTrailingZeros(align);
        }
        out.u32(memory == 0 ? alignLog2 : alignLog2 | EXPLICIT_MEMORY);
        if (memory != 0) {
            out.u32(memory);
        }
        out.u64(offset);
    }

    private boolean atKeywordPrefix(String prefix) {
        return cursor.kind() == TokenKind.KEYWORD
                && cursor.tokens()
                        .source()
                        .text()
                        .startsWith(prefix, cursor.tokens().start(cursor.position()));
    }

    /// The number behind the equals sign of a word.
    private long parseSuffix(String prefix) {
        String word = cursor.tokens().text(cursor.position());
        String digits = word.substring(prefix.length());
        if (digits.isEmpty() || Numbers.kind(digits, 0, digits.length()) != TokenKind.NAT) {
            throw cursor.error(Failure.UNKNOWN_OPERATOR, Failure.UNKNOWN_OPERATOR.text() + ": " + word);
        }
        return Numbers.unsigned(cursor.tokens(), cursor.next(), digits);
    }

    private void writeLane(ByteWriter out) {
        out.u8((int) Numbers.unsigned(cursor.tokens(), cursor.expect(TokenKind.NAT, "a lane"), Byte.SIZE));
    }

    private void writeShuffle(ByteWriter out) {
        for (int lane = 0; lane < 16; lane++) {
            if (cursor.kind() != TokenKind.NAT) {
                throw cursor.error(
                        Failure.INVALID_LANE_LENGTH,
                        Failure.INVALID_LANE_LENGTH.text() + ": expected 16 lanes, found " + lane);
            }
            writeLane(out);
        }
    }

    private void writeCast(ByteWriter out) {
        int label = labels.resolve(cursor);
        RefType source = types.parseRefType();
        RefType target = types.parseRefType();
        HeapType sourceHeap = source.heap();
        out.u8((source.nullable() ? 1 : 0) | (target.nullable() ? 2 : 0));
        out.u32(label);
        TypeWriter.heapType(out, sourceHeap);
        TypeWriter.heapType(out, target.heap());
    }
}
