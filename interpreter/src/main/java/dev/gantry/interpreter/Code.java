package dev.gantry.interpreter;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Family;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.Opcode.Effects;
import dev.gantry.wasm.Ops;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.HeapType;

/// The instructions of the register code: the only place that knows their numbers and operands.
///
/// An instruction is a number followed by its operands, one `int` each. Operands are, by the letters behind the numbers
/// below:
///
/// - `d` the slot that the result goes to, `a` a slot that is read; slots count from the frame pointer and may be
/// negative (see the package comment); a `v128` has two, and the lower one is named
/// - `i` an immediate, `n` a count, `x` an index of the module, `h` a heap type ([#heapType])
/// - `w` the callee's frame pointer, `L` the target of a branch: an index into the code; `T` n + 1 targets
/// - `F` a count, and slot, offset and [dev.gantry.runtime.vm.FieldKind] of that many fields
///
/// There are two kinds of numbers. Those below [#WASM] are our own: forms that the translator chooses, most of them
/// hot.
/// Those from [#WASM] up are the instructions of WebAssembly themselves, `WASM +` their constant in
/// [dev.gantry.wasm.Ops], for everything that needs no special form; [#format] derives their operands from the row in
/// [Opcode]: result slot, operand slots, then immediates. Memory accesses end in memory index and the low and high half
/// of the offset, and then the lane if there is one.
///
/// All operands are read before the result is written.
///
/// Threading: no state.
final class Code {
    // spotless:off

    // moves: plain, of two slots, of n slots (source and destination may overlap); constants sign-extended from 32 bits, or low and high half; n slots of zero
    static final int MOVE                = 0; // d a
    static final int MOVE2               = 1; // d a
    static final int COPY                = 2; // d a n
    static final int CONST               = 3; // d i
    static final int CONST64             = 4; // d i i
    static final int ZERO                = 5; // d n

    // select: the first if the third is not zero, else the second
    static final int SELECT              = 6; // d a a a

    // branches: always, if not zero, if zero; BR_TABLE has n + 1 targets, the last one for numbers from n up
    static final int BR                  = 7; // L
    static final int BR_IF               = 8; // a L
    static final int BR_IFZ              = 9; // a L
    static final int BR_TABLE            = 10; // a n T

    // comparisons that branch, in the order of the comparisons below
    static final int BR_I32_EQ           = 11; // a a L
    static final int BR_I32_NE           = 12; // a a L
    static final int BR_I32_LT_S         = 13; // a a L
    static final int BR_I32_GE_S         = 14; // a a L
    static final int BR_I32_LT_U         = 15; // a a L
    static final int BR_I32_GE_U         = 16; // a a L
    static final int BR_I32_EQ_I         = 17; // a i L
    static final int BR_I32_NE_I         = 18; // a i L
    static final int BR_I32_LT_S_I       = 19; // a i L
    static final int BR_I32_GE_S_I       = 20; // a i L
    static final int BR_I32_LT_U_I       = 21; // a i L
    static final int BR_I32_GE_U_I       = 22; // a i L
    static final int BR_I64_EQ           = 23; // a a L
    static final int BR_I64_NE           = 24; // a a L
    static final int BR_I64_LT_S         = 25; // a a L
    static final int BR_I64_GE_S         = 26; // a a L
    static final int BR_I64_LT_U         = 27; // a a L
    static final int BR_I64_GE_U         = 28; // a a L
    static final int BR_I64_EQ_I         = 29; // a i L
    static final int BR_I64_NE_I         = 30; // a i L
    static final int BR_I64_LT_S_I       = 31; // a i L
    static final int BR_I64_GE_S_I       = 32; // a i L
    static final int BR_I64_LT_U_I       = 33; // a i L
    static final int BR_I64_GE_U_I       = 34; // a i L

    // integer comparisons; the neighbour (number ^ 1 counted from I32_EQ) is the negation. `gt` and `le` swap operands or use the next constant
    static final int I32_EQ              = 35; // d a a
    static final int I32_NE              = 36; // d a a
    static final int I32_LT_S            = 37; // d a a
    static final int I32_GE_S            = 38; // d a a
    static final int I32_LT_U            = 39; // d a a
    static final int I32_GE_U            = 40; // d a a
    static final int I32_EQ_I            = 41; // d a i
    static final int I32_NE_I            = 42; // d a i
    static final int I32_LT_S_I          = 43; // d a i
    static final int I32_GE_S_I          = 44; // d a i
    static final int I32_LT_U_I          = 45; // d a i
    static final int I32_GE_U_I          = 46; // d a i
    static final int I64_EQ              = 47; // d a a
    static final int I64_NE              = 48; // d a a
    static final int I64_LT_S            = 49; // d a a
    static final int I64_GE_S            = 50; // d a a
    static final int I64_LT_U            = 51; // d a a
    static final int I64_GE_U            = 52; // d a a
    static final int I64_EQ_I            = 53; // d a i
    static final int I64_NE_I            = 54; // d a i
    static final int I64_LT_S_I          = 55; // d a i
    static final int I64_GE_S_I          = 56; // d a i
    static final int I64_LT_U_I          = 57; // d a i
    static final int I64_GE_U_I          = 58; // d a i

    // float comparisons; no negations, because of NaN; `gt` and `ge` swap operands
    static final int F32_EQ              = 59; // d a a
    static final int F32_NE              = 60; // d a a
    static final int F32_LT              = 61; // d a a
    static final int F32_LE              = 62; // d a a
    static final int F64_EQ              = 63; // d a a
    static final int F64_NE              = 64; // d a a
    static final int F64_LT              = 65; // d a a
    static final int F64_LE              = 66; // d a a

    // integer arithmetic; immediate forms stand ALU_IMMEDIATE behind the plain ones; SUB_I is never emitted (ADD_I of the negative)
    static final int I32_ADD             = 67; // d a a
    static final int I32_MUL             = 68; // d a a
    static final int I32_AND             = 69; // d a a
    static final int I32_OR              = 70; // d a a
    static final int I32_XOR             = 71; // d a a
    static final int I32_SHL             = 72; // d a a
    static final int I32_SHR_S           = 73; // d a a
    static final int I32_SHR_U           = 74; // d a a
    static final int I32_ROTL            = 75; // d a a
    static final int I32_ADD_I           = 76; // d a i
    static final int I32_MUL_I           = 77; // d a i
    static final int I32_AND_I           = 78; // d a i
    static final int I32_OR_I            = 79; // d a i
    static final int I32_XOR_I           = 80; // d a i
    static final int I32_SHL_I           = 81; // d a i
    static final int I32_SHR_S_I         = 82; // d a i
    static final int I32_SHR_U_I         = 83; // d a i
    static final int I32_ROTL_I          = 84; // d a i
    static final int I32_SUB             = 85; // d a a
    static final int I64_ADD             = 86; // d a a
    static final int I64_MUL             = 87; // d a a
    static final int I64_AND             = 88; // d a a
    static final int I64_OR              = 89; // d a a
    static final int I64_XOR             = 90; // d a a
    static final int I64_SHL             = 91; // d a a
    static final int I64_SHR_S           = 92; // d a a
    static final int I64_SHR_U           = 93; // d a a
    static final int I64_ROTL            = 94; // d a a
    static final int I64_ADD_I           = 95; // d a i
    static final int I64_MUL_I           = 96; // d a i
    static final int I64_AND_I           = 97; // d a i
    static final int I64_OR_I            = 98; // d a i
    static final int I64_XOR_I           = 99; // d a i
    static final int I64_SHL_I           = 100; // d a i
    static final int I64_SHR_S_I         = 101; // d a i
    static final int I64_SHR_U_I         = 102; // d a i
    static final int I64_ROTL_I          = 103; // d a i
    static final int I64_SUB             = 104; // d a a

    // division of i32: trap on zero; DIV_S also on overflow
    static final int I32_DIV_S           = 105; // d a a
    static final int I32_DIV_U           = 106; // d a a
    static final int I32_REM_S           = 107; // d a a
    static final int I32_REM_U           = 108; // d a a

    // float arithmetic
    static final int F32_ADD             = 109; // d a a
    static final int F32_SUB             = 110; // d a a
    static final int F32_MUL             = 111; // d a a
    static final int F32_DIV             = 112; // d a a
    static final int F64_ADD             = 113; // d a a
    static final int F64_SUB             = 114; // d a a
    static final int F64_MUL             = 115; // d a a
    static final int F64_DIV             = 116; // d a a

    // conversions on slots: EXTEND32_S is `i32.wrap_i64` and `i64.extend32_s`; the 8- and 16-bit ones serve both widths
    static final int EXTEND8_S           = 117; // d a
    static final int EXTEND16_S          = 118; // d a
    static final int EXTEND32_S          = 119; // d a
    static final int EXTEND32_U          = 120; // d a
    static final int F64_CONVERT_I32_S   = 121; // d a

    // memory 0 with 32-bit addresses: the operand is the address, the immediate the unsigned offset; stores: address, value
    static final int LOAD8_S             = 122; // d a i
    static final int LOAD8_U             = 123; // d a i
    static final int LOAD16_S            = 124; // d a i
    static final int LOAD16_U            = 125; // d a i
    static final int LOAD32_S            = 126; // d a i
    static final int LOAD32_U            = 127; // d a i
    static final int LOAD64              = 128; // d a i
    static final int STORE8              = 129; // a a i
    static final int STORE16             = 130; // a a i
    static final int STORE32             = 131; // a a i
    static final int STORE64             = 132; // a a i

    // globals of one slot
    static final int GLOBAL_GET          = 133; // d x
    static final int GLOBAL_SET          = 134; // a x

    // calls: the window is the callee's frame pointer, arguments lie below it, results are left where arguments started. CALL function; CALL_INDIRECT index, type, table; CALL_REF reference
    static final int CALL                = 135; // w x
    static final int CALL_INDIRECT       = 136; // w a x x
    static final int CALL_REF            = 137; // w a

    // returns: nothing to move, one slot, n slots
    static final int RETURN              = 138; // -
    static final int RETURN1             = 139; // d a
    static final int RETURN_N            = 140; // d a n

    // tail calls: n slots of arguments are moved down to the frame's own arguments, then as above
    static final int TAIL_CALL           = 141; // d a n x
    static final int TAIL_CALL_INDIRECT  = 142; // d a n a x x
    static final int TAIL_CALL_REF       = 143; // d a n a

    // counting: fuel of the block that starts here; comparison of the epoch with the deadline
    static final int FUEL                = 144; // n
    static final int EPOCH               = 145; // -

    /// Numbers below are executed in the loop itself.
    static final int HOT_END = 146;

    // the rest of our own, executed outside the loop
    static final int SELECT2             = 146; // d a a a
    static final int GLOBAL_GET2         = 147; // d x
    static final int GLOBAL_SET2         = 148; // a x
    static final int TRAP                = 149; // i
    static final int CANONICAL_F32       = 150; // d
    static final int CANONICAL_F64       = 151; // d
    static final int CANONICAL_V128      = 152; // d i
    // spotless:on

    /// How many numbers are our own.
    static final int OWN_END = 153;

    /// Instructions of WebAssembly have their own number plus this.
    static final int WASM = 256;

    /// From a comparison to the form that branches.
    static final int CMP_TO_BRANCH = BR_I32_EQ - I32_EQ;

    /// The number of integer comparisons.
    static final int COMPARISONS = F32_EQ - I32_EQ;

    /// From a comparison of registers to the one with an immediate.
    static final int CMP_IMMEDIATE = I32_EQ_I - I32_EQ;

    /// From arithmetic on registers to the form with an immediate.
    static final int ALU_IMMEDIATE = I32_ADD_I - I32_ADD;

    private static final String ROWS = """
            MOVE d a
            MOVE2 d a
            COPY d a n
            CONST d i
            CONST64 d i i
            ZERO d n
            SELECT d a a a
            BR L
            BR_IF a L
            BR_IFZ a L
            BR_TABLE a n T
            BR_I32_EQ a a L
            BR_I32_NE a a L
            BR_I32_LT_S a a L
            BR_I32_GE_S a a L
            BR_I32_LT_U a a L
            BR_I32_GE_U a a L
            BR_I32_EQ_I a i L
            BR_I32_NE_I a i L
            BR_I32_LT_S_I a i L
            BR_I32_GE_S_I a i L
            BR_I32_LT_U_I a i L
            BR_I32_GE_U_I a i L
            BR_I64_EQ a a L
            BR_I64_NE a a L
            BR_I64_LT_S a a L
            BR_I64_GE_S a a L
            BR_I64_LT_U a a L
            BR_I64_GE_U a a L
            BR_I64_EQ_I a i L
            BR_I64_NE_I a i L
            BR_I64_LT_S_I a i L
            BR_I64_GE_S_I a i L
            BR_I64_LT_U_I a i L
            BR_I64_GE_U_I a i L
            I32_EQ d a a
            I32_NE d a a
            I32_LT_S d a a
            I32_GE_S d a a
            I32_LT_U d a a
            I32_GE_U d a a
            I32_EQ_I d a i
            I32_NE_I d a i
            I32_LT_S_I d a i
            I32_GE_S_I d a i
            I32_LT_U_I d a i
            I32_GE_U_I d a i
            I64_EQ d a a
            I64_NE d a a
            I64_LT_S d a a
            I64_GE_S d a a
            I64_LT_U d a a
            I64_GE_U d a a
            I64_EQ_I d a i
            I64_NE_I d a i
            I64_LT_S_I d a i
            I64_GE_S_I d a i
            I64_LT_U_I d a i
            I64_GE_U_I d a i
            F32_EQ d a a
            F32_NE d a a
            F32_LT d a a
            F32_LE d a a
            F64_EQ d a a
            F64_NE d a a
            F64_LT d a a
            F64_LE d a a
            I32_ADD d a a
            I32_MUL d a a
            I32_AND d a a
            I32_OR d a a
            I32_XOR d a a
            I32_SHL d a a
            I32_SHR_S d a a
            I32_SHR_U d a a
            I32_ROTL d a a
            I32_ADD_I d a i
            I32_MUL_I d a i
            I32_AND_I d a i
            I32_OR_I d a i
            I32_XOR_I d a i
            I32_SHL_I d a i
            I32_SHR_S_I d a i
            I32_SHR_U_I d a i
            I32_ROTL_I d a i
            I32_SUB d a a
            I64_ADD d a a
            I64_MUL d a a
            I64_AND d a a
            I64_OR d a a
            I64_XOR d a a
            I64_SHL d a a
            I64_SHR_S d a a
            I64_SHR_U d a a
            I64_ROTL d a a
            I64_ADD_I d a i
            I64_MUL_I d a i
            I64_AND_I d a i
            I64_OR_I d a i
            I64_XOR_I d a i
            I64_SHL_I d a i
            I64_SHR_S_I d a i
            I64_SHR_U_I d a i
            I64_ROTL_I d a i
            I64_SUB d a a
            I32_DIV_S d a a
            I32_DIV_U d a a
            I32_REM_S d a a
            I32_REM_U d a a
            F32_ADD d a a
            F32_SUB d a a
            F32_MUL d a a
            F32_DIV d a a
            F64_ADD d a a
            F64_SUB d a a
            F64_MUL d a a
            F64_DIV d a a
            EXTEND8_S d a
            EXTEND16_S d a
            EXTEND32_S d a
            EXTEND32_U d a
            F64_CONVERT_I32_S d a
            LOAD8_S d a i
            LOAD8_U d a i
            LOAD16_S d a i
            LOAD16_U d a i
            LOAD32_S d a i
            LOAD32_U d a i
            LOAD64 d a i
            STORE8 a a i
            STORE16 a a i
            STORE32 a a i
            STORE64 a a i
            GLOBAL_GET d x
            GLOBAL_SET a x
            CALL w x
            CALL_INDIRECT w a x x
            CALL_REF w a
            RETURN -
            RETURN1 d a
            RETURN_N d a n
            TAIL_CALL d a n x
            TAIL_CALL_INDIRECT d a n a x x
            TAIL_CALL_REF d a n a
            FUEL n
            EPOCH -
            SELECT2 d a a a
            GLOBAL_GET2 d x
            GLOBAL_SET2 a x
            TRAP i
            CANONICAL_F32 d
            CANONICAL_F64 d
            CANONICAL_V128 d i
            """;

    private static final String[] NAMES = new String[OWN_END];
    private static final String[] FORMATS = new String[OWN_END];
    private static final Opcode[] OPCODES = Opcode.values();

    static {
        int number = 0;
        for (String row : ROWS.lines().toList()) {
            int space = row.indexOf(' ');
            NAMES[number] = row.substring(0, space);
            FORMATS[number++] = row.substring(space + 1);
        }
    }

    private Code() {}

    /// Whether a number is an integer comparison with a value as its result.
    static boolean isComparison(int number) {
        return number >= I32_EQ && number < I32_EQ + COMPARISONS;
    }

    /// The negation of an integer comparison.
    static int negated(int comparison) {
        return ((comparison - I32_EQ) ^ 1) + I32_EQ;
    }

    /// The name of an instruction, for listings.
    static String name(int number) {
        return number < WASM ? NAMES[number] : OPCODES[number - WASM].text();
    }

    /// The operands of an instruction: letters separated by spaces, `-` if there are none.
    static String format(int number) {
        return number < WASM ? FORMATS[number] : wasmFormat(OPCODES[number - WASM]);
    }

    private static String wasmFormat(Opcode opcode) {
        String signature = opcode.signature();
        return switch (opcode) {
            case MEMORY_INIT, MEMORY_COPY, TABLE_INIT, TABLE_COPY -> "a a a x x";
            case MEMORY_FILL, TABLE_FILL -> "a a a x";
            case MEMORY_SIZE, TABLE_SIZE, REF_FUNC -> "d x";
            case MEMORY_GROW, TABLE_GET -> "d a x";
            case TABLE_GROW -> "d a a x";
            case TABLE_SET -> "a a x";
            case DATA_DROP, ELEM_DROP -> "x";
            case STRUCT_NEW -> "d x i F";
            case STRUCT_NEW_DEFAULT -> "d x i";
            case STRUCT_GET, STRUCT_GET_S, STRUCT_GET_U -> "d a i i";
            case STRUCT_SET -> "a a i i";
            case ARRAY_NEW -> "d a a x i i";
            case ARRAY_NEW_DEFAULT -> "d a x";
            case ARRAY_NEW_FIXED -> "d a x n i i";
            case ARRAY_NEW_DATA, ARRAY_NEW_ELEM -> "d a a x x i i";
            case ARRAY_GET, ARRAY_GET_S, ARRAY_GET_U -> "d a a i i";
            case ARRAY_SET -> "a a a i i";
            case ARRAY_LEN -> "d a i";
            case ARRAY_FILL -> "a a a a i i";
            case ARRAY_COPY -> "a a a a a i i";
            case ARRAY_INIT_DATA, ARRAY_INIT_ELEM -> "a a a a x i i";
            case REF_AS_NON_NULL, THROW_REF -> "a";
            case REF_I31, I31_GET_S, I31_GET_U -> "d a";
            case REF_TEST, REF_TEST_NULL -> "d a h";
            case REF_CAST, REF_CAST_NULL -> "a h";
            case BR_ON_CAST, BR_ON_CAST_FAIL -> "a i h L";
            case THROW -> "x a";
            case V128_CONST -> "d i i i i";
            case I8X16_SHUFFLE -> "d a a i i i i";
            default -> signature == null ? "-" : fromSignature(opcode, signature);
        };
    }

    private static String fromSignature(Opcode opcode, String signature) {
        int arrow = signature.indexOf("->");
        StringBuilder format = new StringBuilder(signature.length() > arrow + 2 ? "d" : "");
        int params = (int)
                signature.substring(0, arrow).chars().filter(c -> c == ' ').count();
        for (int param = 0; param < params; param++) {
            format.append(" a");
        }
        boolean isAccess = opcode.immediates().accessBytes() > 0 && opcode.has(Effects.READS | Effects.WRITES);
        if (isAccess) {
            format.append(" x i i");
        }
        if (opcode.family() == Family.SIMD && opcode.immediates().laneCount() > 0) {
            format.append(" i");
        }
        String text = format.toString().strip();
        return text.isEmpty() ? "-" : text;
    }

    /// A heap type as an operand.
    ///
    /// @param type an abstract type, or a type of the module by index
    /// @return the type index, or the complement of the abstract type's place in its enum
    @SuppressWarnings("EnumOrdinal") // code and enum are of the same build
    static int heapType(HeapType type) {
        return switch (type) {
            case AbsHeapType abstractType -> ~abstractType.ordinal();
            case HeapType.Index index -> index.typeIndex();
            case HeapType.Rec _, HeapType.Id _ -> throw Bug.unreachable("heap type " + type + " in a body");
        };
    }

    /// The length of an instruction in the code.
    ///
    /// @param code the code
    /// @param pc   where the instruction starts
    static int length(int[] code, int pc) {
        String format = format(code[pc]);
        if (format.equals("-")) {
            return 1;
        }
        int length = 1 + (format.length() + 1) / 2;
        return switch (code[pc]) {
            case BR_TABLE -> length + code[pc + 2];
            case WASM + Ops.STRUCT_NEW -> length + 3 * code[pc + 4];
            default -> length;
        };
    }
}
