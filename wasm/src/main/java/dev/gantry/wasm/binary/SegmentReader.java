package dev.gantry.wasm.binary;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.DataSegment;
import dev.gantry.wasm.module.ElemSegment;
import dev.gantry.wasm.module.SegmentMode;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.RefType;
import java.util.ArrayList;
import java.util.List;

/// Reads element segments (eight forms), data segments (three forms) and constant expressions.
///
/// ```
/// bit of the flags   elements                              data
/// 0                  passive or declarative                passive
/// 1                  explicit table / declarative          explicit memory
/// 2                  expressions instead of functions
/// ```
///
/// Threading: stateless but for its gate, which is immutable.
///
/// @wasm binary-elemsec
final class SegmentReader {
    private static final int NOT_ACTIVE = 1;
    private static final int EXPLICIT = 2;
    private static final int EXPRESSIONS = 4;
    private static final int MAX_ELEM_FLAGS = 7;
    private static final int MAX_DATA_FLAGS = 2;
    private static final byte I32_CONST = 0x41;
    private static final byte END = 0x0B;
    private static final RefType REF_FUNC = new RefType(false, AbsHeapType.FUNC);

    private final FeatureGate gate;

    SegmentReader(FeatureGate gate) {
        this.gate = gate;
    }

    /// Finds the end of a constant expression and moves behind it.
    static CodeRange readExpression(ByteReader in) {
        int start = in.offset();
        int end = endOfNumber(in.bytes(), start, in.limit());
        in.seek(end > start ? end : new InstrReader(in.bytes(), start, in.limit()).skipExpression());
        return new CodeRange(start, in.offset());
    }

    /// The end of `i32.const n`, which most constant expressions are, for an `n` of at most 4 bytes. A module may have
    /// thousands; in a process that has just begun, reading instructions takes microseconds each.
    ///
    /// @return the offset behind it, or `start` if there is something else
    private static int endOfNumber(byte[] bytes, int start, int limit) {
        int last = start + 1; // of the number
        while (last < Math.min(start + 4, limit - 1) && bytes[last] < 0) {
            last++;
        }
        boolean isNumber = last < limit - 1 && bytes[start] == I32_CONST && bytes[last] >= 0 && bytes[last + 1] == END;
        return isNumber ? last + 2 : start;
    }

    ElemSegment readElem(ByteReader in) {
        int start = in.offset();
        int flags = in.readU32();
        if (flags < 0 || flags > MAX_ELEM_FLAGS) {
            throw in.fail(Failure.MALFORMED_SEGMENT_FLAGS, Integer.toUnsignedString(flags), start);
        }
        if (flags != 0) {
            gate.require(WasmFeature.BULK_MEMORY, "an element segment of this form", start);
        }
        SegmentMode mode = readElemMode(in, flags);
        boolean usesExprs = (flags & EXPRESSIONS) != 0;
        RefType type = readElemType(in, flags);
        int[] funcs = usesExprs ? new int[0] : readFuncs(in);
        List<CodeRange> exprs = usesExprs ? readExprs(in) : List.of();
        return new ElemSegment(mode, type, funcs, exprs, usesExprs, start);
    }

    private static SegmentMode readElemMode(ByteReader in, int flags) {
        return switch (flags & (NOT_ACTIVE | EXPLICIT)) {
            case 0 -> new SegmentMode.Active(0, readExpression(in));
            case NOT_ACTIVE -> new SegmentMode.Passive();
            case EXPLICIT -> {
                int table = in.readU32();
                yield new SegmentMode.Active(table, readExpression(in));
            }
            default -> new SegmentMode.Declarative();
        };
    }

    /// The type is left out in the two oldest forms; otherwise it is a kind, or a type where expressions follow.
    private RefType readElemType(ByteReader in, int flags) {
        boolean usesExprs = (flags & EXPRESSIONS) != 0;
        if ((flags & (NOT_ACTIVE | EXPLICIT)) == 0) {
            return usesExprs ? RefType.FUNCREF : REF_FUNC;
        }
        int start = in.offset();
        if (usesExprs) {
            RefType type = TypeReader.readRefType(in);
            gate.requireType(type, start);
            return type;
        }
        if (in.readByte() != 0) {
            throw in.fail(Failure.MALFORMED_ELEM_KIND, "", start);
        }
        return REF_FUNC;
    }

    private static int[] readFuncs(ByteReader in) {
        int[] funcs = new int[in.readCount(1, Limits.ELEM_SEGMENT_ENTRIES, "elements")];
        for (int i = 0; i < funcs.length; i++) {
            funcs[i] = in.readU32();
        }
        return funcs;
    }

    private static List<CodeRange> readExprs(ByteReader in) {
        int count = in.readCount(1, Limits.ELEM_SEGMENT_ENTRIES, "elements");
        List<CodeRange> exprs = new ArrayList<>(count);
        InstrReader instrs = new InstrReader(in.bytes(), in.offset(), in.limit());
        for (int i = 0; i < count; i++) {
            int start = instrs.nextOffset();
            exprs.add(new CodeRange(start, instrs.skipExpression()));
        }
        in.seek(instrs.nextOffset());
        return exprs;
    }

    DataSegment readData(ByteReader in) {
        int start = in.offset();
        int flags = in.readU32();
        if (flags < 0 || flags > MAX_DATA_FLAGS) {
            throw in.fail(Failure.MALFORMED_SEGMENT_FLAGS, Integer.toUnsignedString(flags), start);
        }
        if (flags != 0) {
            gate.require(WasmFeature.BULK_MEMORY, "a data segment of this form", start);
        }
        SegmentMode mode;
        if (flags == NOT_ACTIVE) {
            mode = new SegmentMode.Passive();
        } else {
            int memory = flags == EXPLICIT ? in.readU32() : 0;
            mode = new SegmentMode.Active(memory, readExpression(in));
        }
        int size = in.readCount(1);
        CodeRange bytes = new CodeRange(in.offset(), in.offset() + size);
        in.skip(size);
        return new DataSegment(mode, bytes, start);
    }
}
