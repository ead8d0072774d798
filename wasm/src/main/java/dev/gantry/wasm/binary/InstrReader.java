package dev.gantry.wasm.binary;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.ValType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A cursor over instructions: [#next] decodes one, the accessors give its immediates.
///
/// ```
/// bytes ──next()──▶ opcode() + immediates ──▶ validator, printer, interpreter, compilers
/// ```
///
/// The reader knows encodings only. It does not know types, nesting or index spaces: whether blocks match and indices
/// exist is the validator's business. An accessor is defined only for instructions that have the immediate (see
/// [dev.gantry.wasm.Immediates]); otherwise it returns a leftover. Index immediates are unsigned: from 2^31 on they
/// are negative `int`s, so `index < 0 || index >= size` is the check.
///
/// No object is made for an instruction, except for lists of types and type indices in heap types. Lists of labels and
/// catch clauses live in buffers that the next instruction overwrites.
///
/// Threading: confined to one thread.
///
/// @wasm binary-instr
public final class InstrReader {
    /// Value of [#blockTypeIndex] if the block type is inline.
    public static final int INLINE = -1;

    private static final int EMPTY_BLOCK_TYPE = 0x40;
    private static final int MEMORY_BIT = 0x40;
    private static final int MAX_MEMARG_FLAGS = 0x7F;
    private static final int FIRST_PREFIX = 0xFB;
    private static final int LAST_PREFIX = 0xFE;
    private static final int MAX_CAST_FLAGS = 3;

    private final ByteReader in;
    private int offset;
    private Opcode opcode = Opcode.NOP;

    private int index;
    private int index2;
    private int memory;
    private int alignLog2;
    private boolean hasLongOffsets = true;
    private int lane;
    private int castFlags;
    private int blockTypeIndex;
    private @Nullable ValType blockResult;
    private long low;
    private long high;
    private HeapType heapType = AbsHeapType.ANY;
    private HeapType heapType2 = AbsHeapType.ANY;
    private List<ValType> valTypes = List.of();

    private int listCount;
    /// Labels of `br_table`; kind, tag and label of each clause of `try_table`.
    private int[] list = new int[12];

    /// A reader of a range of instructions.
    ///
    /// @param bytes the whole binary, not copied
    /// @param start offset of the first instruction
    /// @param end   offset behind the last instruction
    public InstrReader(byte[] bytes, int start, int end) {
        this.in = new ByteReader(bytes, start, end);
        this.offset = start;
    }

    /// A reader of a constant expression, or of a body behind its local declarations.
    ///
    /// @param bytes the whole binary, not copied
    /// @param range where the instructions are
    public InstrReader(byte[] bytes, CodeRange range) {
        this(bytes, range.start(), range.end());
    }

    /// Makes offsets of memory arguments numbers of 32 bits, as they are without the feature `memory64`: longer
    /// encodings are malformed from here on.
    public void refuseLongOffsets() {
        hasLongOffsets = false;
    }

    /// Decodes the next instruction.
    ///
    /// @return false if the range is used up
    /// @throws MalformedException  if no instruction stands there
    /// @throws ValidationException if a list of immediates exceeds an implementation limit
    public boolean next() {
        if (!in.hasRemaining()) {
            offset = in.offset();
            return false;
        }
        offset = in.offset();
        int code = in.readByte();
        int prefix = 0;
        if (code >= FIRST_PREFIX && code <= LAST_PREFIX) {
            prefix = code;
            code = in.readU32();
        }
        Opcode found = Opcode.of(prefix, code);
        if (found == null) {
            throw illegal(prefix, code);
        }
        opcode = found;
        readImmediates(found);
        return true;
    }

    private MalformedException illegal(int prefix, int code) {
        String text = Integer.toHexString(code);
        String padded = text.length() < 2 ? "0" + text : text;
        return in.fail(Failure.ILLEGAL_OPCODE, (prefix == 0 ? "" : Integer.toHexString(prefix) + " ") + padded, offset);
    }

    private void readImmediates(Opcode of) {
        switch (of.immediates()) {
            case NONE -> {}
            case LABEL, FUNC, TYPE, TAG, LOCAL, GLOBAL, TABLE, ELEM, DATA -> index = in.readU32();
            case MEMORY -> memory = index = in.readU32();
            case TYPE_TABLE, TYPE_FIELD, TYPE_COUNT, TYPE_DATA, TYPE_ELEM, TYPE_TYPE, TABLE_TABLE, ELEM_TABLE ->
                readTwoIndices();
            case MEMORY_MEMORY -> {
                readTwoIndices();
                memory = index;
            }
            case DATA_MEMORY -> {
                readTwoIndices();
                memory = index2;
            }
            case I32 -> low = in.readS32();
            case I64 -> low = in.readS64();
            case F32 -> low = in.readFixed32();
            case F64 -> low = in.readFixed64();
            case V128, LANES_16 -> {
                low = in.readFixed64();
                high = in.readFixed64();
            }
            case MEMARG_1, MEMARG_2, MEMARG_4, MEMARG_8, MEMARG_16 -> readMemArg();
            case MEMARG_LANE_1, MEMARG_LANE_2, MEMARG_LANE_4, MEMARG_LANE_8 -> {
                readMemArg();
                lane = in.readByte();
            }
            case LANE_16, LANE_8, LANE_4, LANE_2 -> lane = in.readByte();
            case BLOCK_TYPE -> readBlockType();
            case BLOCK_CATCHES -> {
                readBlockType();
                readCatches();
            }
            case LABELS -> readLabels();
            case HEAP_TYPE -> heapType = TypeReader.readHeapType(in);
            case VAL_TYPES -> readValTypes();
            case CAST_LABEL -> readCast();
            case FENCE -> readZero();
        }
    }

    private void readTwoIndices() {
        index = in.readU32();
        index2 = in.readU32();
    }

    private void readMemArg() {
        int start = in.offset();
        int flags = in.readU32();
        if (Integer.compareUnsigned(flags, MAX_MEMARG_FLAGS) > 0) {
            throw in.fail(Failure.MALFORMED_MEMOP_FLAGS, "0x" + Integer.toHexString(flags), start);
        }
        alignLog2 = flags & (MEMORY_BIT - 1);
        memory = (flags & MEMORY_BIT) == 0 ? 0 : in.readU32();
        low = hasLongOffsets ? in.readU64() : Integer.toUnsignedLong(in.readU32());
    }

    private void readBlockType() {
        int first = in.peek();
        blockResult = null;
        blockTypeIndex = INLINE;
        if (first == EMPTY_BLOCK_TYPE) {
            in.readByte();
        } else if (TypeReader.isCode(first)) {
            blockResult = TypeReader.readValType(in);
        } else {
            int start = in.offset();
            blockTypeIndex = TypeReader.readTypeIndex(in, Failure.MALFORMED_TYPE);
            if (blockTypeIndex < 0) {
                // No module has that many types, and -1 means something else to our callers.
                throw new ValidationException(Failure.UNKNOWN_TYPE, "", start, ValidationException.NO_FUNC, opcode);
            }
        }
    }

    private void readCatches() {
        int start = in.offset();
        int count = in.readCount(2);
        checkLimit(count, Limits.CATCHES, "catch clauses", start);
        int[] clauses = list(3 * count);
        listCount = count;
        for (int at = 0; at < 3 * count; at += 3) {
            int kindOffset = in.offset();
            int kind = in.readByte();
            if (kind > 3) {
                throw in.fail(Failure.MALFORMED_CATCH, "kind " + kind, kindOffset);
            }
            clauses[at] = kind;
            clauses[at + 1] = kind < 2 ? in.readU32() : 0;
            clauses[at + 2] = in.readU32();
        }
    }

    private void readLabels() {
        int start = in.offset();
        int count = in.readCount(1);
        checkLimit(count, Limits.BR_TABLE_LABELS, "labels", start);
        int[] labels = list(count + 1);
        listCount = count + 1;
        for (int label = 0; label <= count; label++) {
            labels[label] = in.readU32();
        }
    }

    private void checkLimit(int count, int limit, String what, int start) {
        if (count > limit) {
            throw new ValidationException(
                    Failure.IMPLEMENTATION_LIMIT,
                    count + " " + what + ", at most " + limit,
                    start,
                    ValidationException.NO_FUNC,
                    opcode);
        }
    }

    private int[] list(int size) {
        if (list.length < size) {
            list = new int[Math.max(size, 2 * list.length)];
        }
        return list;
    }

    private void readValTypes() {
        int count = in.readCount(1);
        if (count == 1) {
            valTypes = List.of(TypeReader.readValType(in));
            return;
        }
        // Only one type is valid; the others are kept for the message.
        int start = in.offset();
        checkLimit(count, Limits.RESULTS, "types", start);
        ValType[] types = new ValType[count];
        for (int i = 0; i < count; i++) {
            types[i] = TypeReader.readValType(in);
        }
        valTypes = List.of(types);
    }

    private void readCast() {
        int start = in.offset();
        castFlags = in.readByte();
        if (castFlags > MAX_CAST_FLAGS) {
            throw in.fail(Failure.MALFORMED_CAST_FLAGS, "0x" + Integer.toHexString(castFlags), start);
        }
        index = in.readU32();
        heapType = TypeReader.readHeapType(in);
        heapType2 = TypeReader.readHeapType(in);
    }

    private void readZero() {
        int start = in.offset();
        if (in.readByte() != 0) {
            throw in.fail(Failure.ZERO_BYTE_EXPECTED, "", start);
        }
    }

    /// Where the current instruction starts.
    ///
    /// @return bytes from the start of the binary; the end of the range after [#next] returned false
    public int offset() {
        return offset;
    }

    /// Where the instruction behind the current one starts.
    ///
    /// @return bytes from the start of the binary
    public int nextOffset() {
        return in.offset();
    }

    /// The current instruction.
    ///
    /// @return its row in the opcode table
    public Opcode opcode() {
        return opcode;
    }

    /// The current instruction as a number for `switch`.
    ///
    /// @return a constant of [dev.gantry.wasm.Ops]
    @SuppressWarnings("EnumOrdinal") // the constants of Ops are the ordinals; a test compares them
    public int op() {
        return opcode.ordinal();
    }

    /// The first index: function, type, local, global, table, memory, tag, label or segment; the destination of
    /// instructions with source and destination.
    ///
    /// @return the index, negative from 2^31 on
    public int index() {
        return index;
    }

    /// The second index: table, field, number of elements, segment or memory; the source of instructions with source
    /// and destination.
    ///
    /// @return the index, negative from 2^31 on
    public int index2() {
        return index2;
    }

    /// The memory that is accessed; the destination of `memory.copy`.
    ///
    /// @return the memory index, negative from 2^31 on
    public int memory() {
        return memory;
    }

    /// The constant offset of a memory access.
    ///
    /// @return an unsigned number of bytes
    public long memOffset() {
        return low;
    }

    /// The promised alignment of a memory access.
    ///
    /// @return the logarithm, 0 to 63
    public int alignLog2() {
        return alignLog2;
    }

    /// The lane of a vector instruction.
    ///
    /// @return 0 to 255
    public int lane() {
        return lane;
    }

    /// A 32-bit constant: the value of `i32.const`, the bits of `f32.const`.
    ///
    /// @return the bits
    public int i32() {
        return (int) low;
    }

    /// A 64-bit constant: the value of `i64.const`, the bits of `f64.const`.
    ///
    /// @return the bits
    public long i64() {
        return low;
    }

    /// Bytes 0 to 7 of a vector constant, or lanes 0 to 7 of `i8x16.shuffle`; the first is the lowest.
    ///
    /// @return the bits
    public long v128Low() {
        return low;
    }

    /// Bytes 8 to 15 of a vector constant, or lanes 8 to 15 of `i8x16.shuffle`; the first is the lowest.
    ///
    /// @return the bits
    public long v128High() {
        return high;
    }

    /// How many labels `br_table` has, the default included.
    ///
    /// @return at least one
    public int labelCount() {
        return listCount;
    }

    /// A label of `br_table`; the last one is the default.
    ///
    /// @param i which one, below [#labelCount]
    /// @return the relative depth, negative from 2^31 on
    public int label(int i) {
        assert i < listCount : i;
        return list[i];
    }

    /// The type of a block that names a function type.
    ///
    /// @return the type index, or [#INLINE]
    public int blockTypeIndex() {
        return blockTypeIndex;
    }

    /// The result of a block whose type is inline.
    ///
    /// @return the type, or null if there is no result or the block type is an index
    public @Nullable ValType blockResult() {
        return blockResult;
    }

    /// How many catch clauses `try_table` has.
    ///
    /// @return at least zero
    public int catchCount() {
        return listCount;
    }

    /// The kind of a catch clause.
    ///
    /// @param i which one, below [#catchCount]
    /// @return 0 for `catch`, 1 for `catch_ref`, 2 for `catch_all`, 3 for `catch_all_ref`
    public int catchKind(int i) {
        assert i < listCount : i;
        return list[3 * i];
    }

    /// The tag of a catch clause of kind 0 or 1.
    ///
    /// @param i which one, below [#catchCount]
    /// @return the tag index, negative from 2^31 on
    public int catchTag(int i) {
        assert i < listCount : i;
        return list[3 * i + 1];
    }

    /// The label of a catch clause, counted from outside of the `try_table`.
    ///
    /// @param i which one, below [#catchCount]
    /// @return the relative depth, negative from 2^31 on
    public int catchLabel(int i) {
        assert i < listCount : i;
        return list[3 * i + 2];
    }

    /// The heap type; the source type of `br_on_cast` and `br_on_cast_fail`.
    ///
    /// @return the type
    public HeapType heapType() {
        return heapType;
    }

    /// The target type of `br_on_cast` and `br_on_cast_fail`.
    ///
    /// @return the type
    public HeapType heapType2() {
        return heapType2;
    }

    /// The nullability of the types of `br_on_cast` and `br_on_cast_fail`.
    ///
    /// @return bit 0 for the source type, bit 1 for the target type
    public int castFlags() {
        return castFlags;
    }

    /// The types of `select t*`.
    ///
    /// @return the types; valid code has one
    public List<ValType> valTypes() {
        return valTypes;
    }

    /// Skips to the end of an expression: behind the `end` that matches no block of the range before it.
    ///
    /// @return the offset behind that `end`
    /// @throws MalformedException  if the range has no such `end` or a malformed instruction before it
    /// @throws ValidationException if a list of immediates exceeds an implementation limit
    public int skipExpression() {
        int depth = 0;
        while (next()) {
            switch (opcode) {
                case BLOCK, LOOP, IF, TRY, TRY_TABLE -> depth++;
                case DELEGATE -> depth--;
                case END -> depth--;
                default -> {}
            }
            if (depth < 0) {
                return nextOffset();
            }
        }
        throw in.fail(Failure.UNEXPECTED_END_OF_SECTION);
    }
}
