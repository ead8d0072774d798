package dev.gantry.runtime.component;

import dev.gantry.environ.component.InterfaceType.Primitive;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import org.jspecify.annotations.Nullable;

/// Numbers, truth values, characters. Lifting ignores bits beyond the type (R54); floats that are no number
/// are the canonical one on both ways (R55).
final class ScalarCodec extends Codec {
    private static final int CANONICAL_NAN_32 = 0x7FC0_0000;
    private static final long CANONICAL_NAN_64 = 0x7FF8_0000_0000_0000L;

    private final Primitive.PrimitiveKind kind;
    private final Codecs.Scalars view;

    ScalarCodec(Primitive type, Codecs.Scalars view) {
        super(type);
        this.kind = type.kind();
        this.view = view;
    }

    @Override
    public void check(@Nullable Object value, VmComponentInstance component) {
        long bits = view.unbox(value);
        if (kind == Primitive.PrimitiveKind.CHAR && !isScalarValue(bits)) {
            throw mismatch(value);
        }
    }

    static boolean isScalarValue(long bits) {
        return bits >= 0 && bits <= Character.MAX_CODE_POINT && !(bits >= 0xD800 && bits <= 0xDFFF);
    }

    /// The bits as a core value, zero-extended if it has 32.
    private long core(@Nullable Object value) {
        long bits = view.unbox(value);
        return switch (kind) {
            case BOOL, U8, U16, U32, S64, U64, CHAR -> bits;
            case S8, S16, S32 -> bits & 0xFFFF_FFFFL;
            case F32 -> canonical32((int) bits) & 0xFFFF_FFFFL;
            case F64 -> canonical64(bits);
            case STRING, ERROR_CONTEXT -> throw Bug.unreachable("a scalar " + kind);
        };
    }

    private Object lifted(long bits) {
        return view.box(
                switch (kind) {
                    case BOOL -> (int) bits != 0 ? 1 : 0;
                    case S8 -> (byte) bits;
                    case U8 -> bits & 0xFF;
                    case S16 -> (short) bits;
                    case U16 -> bits & 0xFFFF;
                    case S32 -> (int) bits;
                    case U32 -> bits & 0xFFFF_FFFFL;
                    case S64, U64 -> bits;
                    case F32 -> canonical32((int) bits);
                    case F64 -> canonical64(bits);
                    case CHAR -> character((int) bits);
                    case STRING, ERROR_CONTEXT -> throw Bug.unreachable("a scalar " + kind);
                });
    }

    private static long character(int bits) {
        if (!isScalarValue(bits)) {
            throw TrapSignal.of(Failure.INVALID_CHAR);
        }
        return bits;
    }

    private static int canonical32(int bits) {
        return Float.isNaN(Float.intBitsToFloat(bits)) ? CANONICAL_NAN_32 : bits;
    }

    private static long canonical64(long bits) {
        return Double.isNaN(Double.longBitsToDouble(bits)) ? CANONICAL_NAN_64 : bits;
    }

    @Override
    void lower(Transfer transfer, @Nullable Object value, long[] slots, int at) {
        slots[at] = core(value);
    }

    @Override
    void store(Transfer transfer, @Nullable Object value, long address) {
        VmMemory memory = transfer.memory();
        long core = core(value);
        switch (abi(transfer).size()) {
            case 1 -> memory.store8(address, (byte) core);
            case 2 -> memory.store16(address, (short) core);
            case 4 -> memory.store32(address, (int) core);
            default -> memory.store64(address, core);
        }
    }

    @Override
    Object lift(Transfer transfer, long[] slots, int at) {
        return lifted(slots[at]);
    }

    @Override
    Object load(Transfer transfer, long address) {
        VmMemory memory = transfer.memory();
        return lifted(
                switch (abi(transfer).size()) {
                    case 1 -> memory.load8(address);
                    case 2 -> memory.load16(address);
                    case 4 -> memory.load32(address);
                    default -> memory.load64(address);
                });
    }
}
