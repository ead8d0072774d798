package dev.gantry.wasm.validate;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Immediates;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.types.TypeCode;

/// The signatures of the opcode table as arrays of [TypeCode], by the constants of [dev.gantry.wasm.Ops].
///
/// Threading: immutable.
@SuppressWarnings("EnumOrdinal") // the ordinals are the constants of Ops
final class Signatures {
    /// Stands for the address type of the accessed memory.
    static final int ADDRESS = -1;

    private static final int COUNT = Opcode.values().length;
    private static final int[] NONE = {};
    private static final String ARROW = "->";

    /// The operands of each instruction, first one first; empty where [#IS_GENERIC] is false.
    static final int[][] PARAMS = new int[COUNT][];
    /// The results of each instruction.
    static final int[][] RESULTS = new int[COUNT][];
    /// Whether the table gives the signature of the instruction.
    static final boolean[] IS_GENERIC = new boolean[COUNT];
    /// Whether the instruction accesses, or asks about, the memory that its immediates name.
    static final boolean[] HAS_MEMORY = new boolean[COUNT];
    /// The binary logarithm of the width of the access, or -1 for instructions without a memory argument.
    static final int[] ACCESS_LOG2 = new int[COUNT];
    /// The number of lanes to choose from, 0 for instructions without a lane.
    static final int[] LANES = new int[COUNT];

    static {
        for (Opcode opcode : Opcode.values()) {
            int op = opcode.ordinal();
            String signature = opcode.signature();
            IS_GENERIC[op] = signature != null;
            int arrow = signature == null ? 0 : signature.indexOf(ARROW);
            PARAMS[op] = signature == null ? NONE : parse(signature.substring(0, arrow));
            RESULTS[op] = signature == null ? NONE : parse(signature.substring(arrow + ARROW.length()));
            Immediates immediates = opcode.immediates();
            int width = immediates.accessBytes();
            ACCESS_LOG2[op] = width == 0 ? -1 : Integer.numberOfTrailingZeros(width);
            HAS_MEMORY[op] = width != 0 || immediates == Immediates.MEMORY;
            LANES[op] = immediates.laneCount();
        }
    }

    private Signatures() {}

    private static int[] parse(String side) {
        String names = side.strip();
        if (names.isEmpty()) {
            return NONE;
        }
        String[] list = names.split(" ", -1);
        int[] codes = new int[list.length];
        for (int i = 0; i < list.length; i++) {
            codes[i] = switch (list[i]) {
                case "i32" -> TypeCode.I32;
                case "i64" -> TypeCode.I64;
                case "f32" -> TypeCode.F32;
                case "f64" -> TypeCode.F64;
                case "v128" -> TypeCode.V128;
                case "at" -> ADDRESS;
                default -> throw Bug.unreachable("type " + list[i] + " in a signature");
            };
        }
        return codes;
    }
}
