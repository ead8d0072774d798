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
///   negative (see the package comment); a `v128` has two, and the lower one is named
/// - `i` an immediate, `n` a count, `x` an index of the module, `h` a heap type ([#heapType])
/// - `w` the callee's frame pointer, `L` the target of a branch: an index into the code; `T` n + 1 targets
/// - `F` a count, and slot, offset and [dev.gantry.runtime.vm.FieldKind] of that many fields
/// - `_` nothing; it is there so that operands of a kind stand at the same place
///
/// There are two kinds of numbers. Those below [#WASM] are our own: forms that the translator chooses, most of them
/// hot. Those from [#WASM] up are the instructions of WebAssembly themselves, `WASM +` their constant in
/// [dev.gantry.wasm.Ops], for everything that needs no special form; [#format] derives their operands from the row
/// in [Opcode]: result slot, operand slots, then immediates. Memory accesses end in memory index and the low and
/// high half of the offset, and then the lane if there is one.
///
/// All operands are read before the result is written.
///
/// Threading: no state.
final class Code {
    // spotless:off

    // move; constants sign-extended from 32 bits, or low and high half
    static final int MOVE                 = 0; // d a
    static final int CONST                = 1; // d _ i
    static final int CONST64              = 2; // d i i

    // select: the first if the third is not zero, else the second
    static final int SELECT               = 3; // d a a a _ _ _

    // branches: always, if not zero, if zero; BR_TABLE has n + 1 targets, the last one for numbers from n up
    static final int BR                   = 4; // _ _ L
    static final int BR_IF                = 5; // a _ L
    static final int BR_IFZ               = 6; // a _ L
    static final int BR_TABLE             = 7; // a _ n T

    // comparisons that branch, in the order of the comparisons below
    static final int BR_I32_EQ            = 8; // a a L
    static final int BR_I32_NE            = 9; // a a L
    static final int BR_I32_LT_S          = 10; // a a L
    static final int BR_I32_GE_S          = 11; // a a L
    static final int BR_I32_LT_U          = 12; // a a L
    static final int BR_I32_GE_U          = 13; // a a L
    static final int BR_I32_EQ_I          = 14; // a L i
    static final int BR_I32_NE_I          = 15; // a L i
    static final int BR_I32_LT_S_I        = 16; // a L i
    static final int BR_I32_GE_S_I        = 17; // a L i
    static final int BR_I32_LT_U_I        = 18; // a L i
    static final int BR_I32_GE_U_I        = 19; // a L i
    static final int BR_I64_EQ            = 20; // a a L
    static final int BR_I64_NE            = 21; // a a L
    static final int BR_I64_LT_S          = 22; // a a L
    static final int BR_I64_GE_S          = 23; // a a L
    static final int BR_I64_LT_U          = 24; // a a L
    static final int BR_I64_GE_U          = 25; // a a L
    static final int BR_I64_EQ_I          = 26; // a L i
    static final int BR_I64_NE_I          = 27; // a L i
    static final int BR_I64_LT_S_I        = 28; // a L i
    static final int BR_I64_GE_S_I        = 29; // a L i
    static final int BR_I64_LT_U_I        = 30; // a L i
    static final int BR_I64_GE_U_I        = 31; // a L i

    // integer comparisons; the neighbour (number ^ 1 counted from I32_EQ) is the negation. `gt` and `le` swap operands or use the next constant
    static final int I32_EQ               = 32; // d a a
    static final int I32_NE               = 33; // d a a
    static final int I32_LT_S             = 34; // d a a
    static final int I32_GE_S             = 35; // d a a
    static final int I32_LT_U             = 36; // d a a
    static final int I32_GE_U             = 37; // d a a
    static final int I32_EQ_I             = 38; // d a i
    static final int I32_NE_I             = 39; // d a i
    static final int I32_LT_S_I           = 40; // d a i
    static final int I32_GE_S_I           = 41; // d a i
    static final int I32_LT_U_I           = 42; // d a i
    static final int I32_GE_U_I           = 43; // d a i
    static final int I64_EQ               = 44; // d a a
    static final int I64_NE               = 45; // d a a
    static final int I64_LT_S             = 46; // d a a
    static final int I64_GE_S             = 47; // d a a
    static final int I64_LT_U             = 48; // d a a
    static final int I64_GE_U             = 49; // d a a
    static final int I64_EQ_I             = 50; // d a i
    static final int I64_NE_I             = 51; // d a i
    static final int I64_LT_S_I           = 52; // d a i
    static final int I64_GE_S_I           = 53; // d a i
    static final int I64_LT_U_I           = 54; // d a i
    static final int I64_GE_U_I           = 55; // d a i

    // float comparisons; no negations, because of NaN; `gt` and `ge` swap operands
    static final int F32_EQ               = 56; // d a a
    static final int F32_NE               = 57; // d a a
    static final int F32_LT               = 58; // d a a
    static final int F32_LE               = 59; // d a a
    static final int F64_EQ               = 60; // d a a
    static final int F64_NE               = 61; // d a a
    static final int F64_LT               = 62; // d a a
    static final int F64_LE               = 63; // d a a

    // integer arithmetic; immediate forms stand ALU_IMMEDIATE behind the plain ones; SUB_I is never emitted (ADD_I of the negative)
    static final int I32_ADD              = 64; // d a a
    static final int I32_MUL              = 65; // d a a
    static final int I32_AND              = 66; // d a a
    static final int I32_OR               = 67; // d a a
    static final int I32_XOR              = 68; // d a a
    static final int I32_SHL              = 69; // d a a
    static final int I32_SHR_S            = 70; // d a a
    static final int I32_SHR_U            = 71; // d a a
    static final int I32_ROTL             = 72; // d a a
    static final int I32_ADD_I            = 73; // d a i
    static final int I32_MUL_I            = 74; // d a i
    static final int I32_AND_I            = 75; // d a i
    static final int I32_OR_I             = 76; // d a i
    static final int I32_XOR_I            = 77; // d a i
    static final int I32_SHL_I            = 78; // d a i
    static final int I32_SHR_S_I          = 79; // d a i
    static final int I32_SHR_U_I          = 80; // d a i
    static final int I32_ROTL_I           = 81; // d a i
    static final int I32_SUB              = 82; // d a a
    static final int I64_ADD              = 83; // d a a
    static final int I64_MUL              = 84; // d a a
    static final int I64_AND              = 85; // d a a
    static final int I64_OR               = 86; // d a a
    static final int I64_XOR              = 87; // d a a
    static final int I64_SHL              = 88; // d a a
    static final int I64_SHR_S            = 89; // d a a
    static final int I64_SHR_U            = 90; // d a a
    static final int I64_ROTL             = 91; // d a a
    static final int I64_ADD_I            = 92; // d a i
    static final int I64_MUL_I            = 93; // d a i
    static final int I64_AND_I            = 94; // d a i
    static final int I64_OR_I             = 95; // d a i
    static final int I64_XOR_I            = 96; // d a i
    static final int I64_SHL_I            = 97; // d a i
    static final int I64_SHR_S_I          = 98; // d a i
    static final int I64_SHR_U_I          = 99; // d a i
    static final int I64_ROTL_I           = 100; // d a i
    static final int I64_SUB              = 101; // d a a

    // division of i32: trap on zero; DIV_S also on overflow
    static final int I32_DIV_S            = 102; // d a a
    static final int I32_DIV_U            = 103; // d a a
    static final int I32_REM_S            = 104; // d a a
    static final int I32_REM_U            = 105; // d a a

    // float arithmetic
    static final int F32_ADD              = 106; // d a a
    static final int F32_SUB              = 107; // d a a
    static final int F32_MUL              = 108; // d a a
    static final int F32_DIV              = 109; // d a a
    static final int F64_ADD              = 110; // d a a
    static final int F64_SUB              = 111; // d a a
    static final int F64_MUL              = 112; // d a a
    static final int F64_DIV              = 113; // d a a

    // conversions on slots: EXTEND32_S is `i32.wrap_i64` and `i64.extend32_s`; the 8- and 16-bit ones serve both widths
    static final int EXTEND8_S            = 114; // d a
    static final int EXTEND16_S           = 115; // d a
    static final int EXTEND32_S           = 116; // d a
    static final int EXTEND32_U           = 117; // d a
    static final int F64_CONVERT_I32_S    = 118; // d a

    // memory 0 with 32-bit addresses: the operand is the address, the immediate the unsigned offset; stores: address, value
    static final int LOAD8_S              = 119; // d a i
    static final int LOAD8_U              = 120; // d a i
    static final int LOAD16_S             = 121; // d a i
    static final int LOAD16_U             = 122; // d a i
    static final int LOAD32_S             = 123; // d a i
    static final int LOAD32_U             = 124; // d a i
    static final int LOAD64               = 125; // d a i
    static final int STORE8               = 126; // a a i
    static final int STORE16              = 127; // a a i
    static final int STORE32              = 128; // a a i
    static final int STORE64              = 129; // a a i

    // fused pairs; what does not fit into the first four ints follows behind a gap
    static final int I32_ADD3             = 130; // d a a a _ _ _
    static final int I32_SHL_ADD          = 131; // d a a i _ _ _
    static final int I32_MUL_ADD          = 132; // d a a a _ _ _
    static final int I32_XOR_ROTL         = 133; // d a a i _ _ _
    static final int I64_XOR_ROTL         = 134; // d a a i _ _ _
    static final int F64_MUL_ADD          = 135; // d a a a _ _ _

    // loads of memory 0 with a computed address. _X: base + (index << shift), offset; _D: base + displacement, offset; _C: constant address
    static final int LOAD8_U_X            = 136; // d a a i _ _ _
    static final int LOAD16_U_X           = 137; // d a a i _ _ _
    static final int LOAD32_S_X           = 138; // d a a i _ _ _
    static final int LOAD64_X             = 139; // d a a i _ _ _
    static final int LOAD8_U_D            = 140; // d a i i _ _ _
    static final int LOAD32_S_D           = 141; // d a i i _ _ _
    static final int LOAD32_S_C           = 142; // d _ i

    // stores of 32 bits. _C: value, constant address; _I: address, constant value, offset
    static final int STORE32_C            = 143; // _ a i
    static final int STORE32_I            = 144; // a i i
    static final int STORE8_I             = 145; // a i i

    // adds an immediate to a slot in place, then branches as BR_IF or on comparison with another slot
    static final int INC_BR_IF            = 146; // a _ L i _ _ _
    static final int INC_BR_I32_NE        = 147; // a a L i _ _ _
    static final int INC_BR_I32_LT_S      = 148; // a a L i _ _ _
    static final int INC_BR_I32_LT_U      = 149; // a a L i _ _ _
    static final int INC_BR_I32_NE_I      = 150; // a L i i _ _ _

    /// Numbers below are executed by [HotLoop], those from here to [#HOT_END] by [Loop].
    static final int INNER_END = 151;

    // n slots of zero
    static final int ZERO                 = 151; // d _ n

    // globals of one slot
    static final int GLOBAL_GET           = 152; // d _ x
    static final int GLOBAL_SET           = 153; // a _ x

    // calls: the window is the callee's frame pointer, arguments lie below it, results are left where arguments started. CALL function; CALL_INDIRECT index, type, table; CALL_REF reference, type
    static final int CALL                 = 154; // w _ x
    static final int CALL_INDIRECT        = 155; // w a x x _ _ _
    static final int CALL_REF             = 156; // w a x

    // returns: nothing to move, one slot, n slots
    static final int RETURN               = 157; // -
    static final int RETURN1              = 158; // d a
    static final int RETURN_N             = 159; // d a n

    // tail calls: n slots of arguments are moved down to the frame's own arguments, then as above
    static final int TAIL_CALL            = 160; // d a n x
    static final int TAIL_CALL_INDIRECT   = 161; // d a n a x x
    static final int TAIL_CALL_REF        = 162; // d a n a x

    // counting: fuel of the block that starts here; comparison of the epoch with the deadline
    static final int FUEL                 = 163; // _ _ n
    static final int EPOCH                = 164; // -

    /// Numbers below take at least [#HOT_INTS].
    static final int HOT_END = 165;

    // the rest of our own, executed outside the loop; moves of two slots, of n slots (source and destination may overlap)
    static final int MOVE2                = 165; // d a
    static final int COPY                 = 166; // d a n
    static final int SELECT2              = 167; // d a a a
    static final int GLOBAL_GET2          = 168; // d _ x
    static final int GLOBAL_SET2          = 169; // a _ x
    static final int TRAP                 = 170; // i
    static final int CANONICAL_F32        = 171; // d
    static final int CANONICAL_F64        = 172; // d
    static final int CANONICAL_V128       = 173; // d i
    // spotless:on

    /// The least length of hot instructions: what the loop steps over.
    static final int HOT_INTS = 4;

    /// Code ends in so many unused ints. HotSpot checks the indices of several reads at once; what the loop might read
    /// of any instruction must exist for each, or the compiled loop is thrown away.
    static final int END_INTS = 8;

    /// The bits of the shift in the last operand of an indexed load; the rest is the offset.
    static final int SHIFT_BITS = 5;

    /// How many numbers are our own.
    static final int OWN_END = 174;

    /// Instructions of WebAssembly have their own number plus this.
    static final int WASM = 256;

    /// From a comparison to the form that branches.
    static final int CMP_TO_BRANCH = BR_I32_EQ - I32_EQ;

    /// The number of integer comparisons.
    static final int COMPARISONS = F32_EQ - I32_EQ;

    /// From a comparison of registers to the one with an immediate.
    static final int CMP_IMMEDIATE = I32_EQ_I - I32_EQ;

    /// From a comparison of i32 to that of i64.
    private static final int I64_TO_I32 = I64_EQ - I32_EQ;

    /// From arithmetic on registers to the form with an immediate.
    static final int ALU_IMMEDIATE = I32_ADD_I - I32_ADD;

    private static final String ROWS = """
            MOVE d a
            CONST d _ i
            CONST64 d i i
            SELECT d a a a _ _ _
            BR _ _ L
            BR_IF a _ L
            BR_IFZ a _ L
            BR_TABLE a _ n T
            BR_I32_EQ a a L
            BR_I32_NE a a L
            BR_I32_LT_S a a L
            BR_I32_GE_S a a L
            BR_I32_LT_U a a L
            BR_I32_GE_U a a L
            BR_I32_EQ_I a L i
            BR_I32_NE_I a L i
            BR_I32_LT_S_I a L i
            BR_I32_GE_S_I a L i
            BR_I32_LT_U_I a L i
            BR_I32_GE_U_I a L i
            BR_I64_EQ a a L
            BR_I64_NE a a L
            BR_I64_LT_S a a L
            BR_I64_GE_S a a L
            BR_I64_LT_U a a L
            BR_I64_GE_U a a L
            BR_I64_EQ_I a L i
            BR_I64_NE_I a L i
            BR_I64_LT_S_I a L i
            BR_I64_GE_S_I a L i
            BR_I64_LT_U_I a L i
            BR_I64_GE_U_I a L i
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
            I32_ADD3 d a a a _ _ _
            I32_SHL_ADD d a a i _ _ _
            I32_MUL_ADD d a a a _ _ _
            I32_XOR_ROTL d a a i _ _ _
            I64_XOR_ROTL d a a i _ _ _
            F64_MUL_ADD d a a a _ _ _
            LOAD8_U_X d a a i _ _ _
            LOAD16_U_X d a a i _ _ _
            LOAD32_S_X d a a i _ _ _
            LOAD64_X d a a i _ _ _
            LOAD8_U_D d a i i _ _ _
            LOAD32_S_D d a i i _ _ _
            LOAD32_S_C d _ i
            STORE32_C _ a i
            STORE32_I a i i
            STORE8_I a i i
            INC_BR_IF a _ L i _ _ _
            INC_BR_I32_NE a a L i _ _ _
            INC_BR_I32_LT_S a a L i _ _ _
            INC_BR_I32_LT_U a a L i _ _ _
            INC_BR_I32_NE_I a L i i _ _ _
            ZERO d _ n
            GLOBAL_GET d _ x
            GLOBAL_SET a _ x
            CALL w _ x
            CALL_INDIRECT w a x x _ _ _
            CALL_REF w a x
            RETURN -
            RETURN1 d a
            RETURN_N d a n
            TAIL_CALL d a n x
            TAIL_CALL_INDIRECT d a n a x x
            TAIL_CALL_REF d a n a x
            FUEL _ _ n
            EPOCH -
            MOVE2 d a
            COPY d a n
            SELECT2 d a a a
            GLOBAL_GET2 d _ x
            GLOBAL_SET2 a _ x
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

    /// Whether a number is a branch on the comparison of a slot with an immediate.
    static boolean isImmediateBranch(int number) {
        int comparison = number - CMP_TO_BRANCH;
        return isComparison(comparison) && (comparison - I32_EQ) % I64_TO_I32 >= CMP_IMMEDIATE;
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
        return switch (code[pc]) {
            case BR_TABLE -> length(code[pc]) + code[pc + 3];
            case WASM + Ops.STRUCT_NEW -> length(code[pc]) + 3 * code[pc + 4];
            default -> length(code[pc]);
        };
    }

    /// The length of an instruction; of `BR_TABLE`, that of one with a single target.
    static int length(int number) {
        String format = format(number);
        int length = format.equals("-") ? 1 : 1 + (format.length() + 1) / 2;
        return number < HOT_END ? Math.max(length, HOT_INTS) : length;
    }
}
