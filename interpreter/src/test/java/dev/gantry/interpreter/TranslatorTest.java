package dev.gantry.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.environ.Tunables;
import dev.gantry.wasm.UnsupportedException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranslatorTest {
    /// Parameter 0 of two is slot -2; locals start at 2.
    private static List<String> binary(String body) {
        return Wat.listing("(module (func (param i32 i32) (result i32) " + body + "))");
    }

    @Test
    void codeNamesStandInTheOrderOfTheirNumbers() throws IllegalAccessException {
        for (Field field : Code.class.getDeclaredFields()) {
            boolean isNumber = Modifier.isStatic(field.getModifiers()) && field.getType() == int.class;
            List<String> others = List.of(
                    "WASM",
                    "INNER_END",
                    "HOT_END",
                    "HOT_INTS",
                    "END_INTS",
                    "SHIFT_BITS",
                    "OWN_END",
                    "CMP_TO_BRANCH",
                    "COMPARISONS",
                    "CMP_IMMEDIATE",
                    "I64_TO_I32",
                    "ALU_IMMEDIATE");
            if (isNumber && !others.contains(field.getName())) {
                assertThat(Code.name(field.getInt(null))).isEqualTo(field.getName());
            }
        }
    }

    @Test
    void comparisonsNegateTheirNeighbours() {
        assertThat(Code.name(Code.negated(Code.I32_LT_S))).isEqualTo("I32_GE_S");
        assertThat(Code.name(Code.negated(Code.I64_NE_I))).isEqualTo("I64_EQ_I");
        assertThat(Code.name(Code.I64_GE_U_I + Code.CMP_TO_BRANCH)).isEqualTo("BR_I64_GE_U_I");
        assertThat(Code.name(Code.I64_ROTL + Code.ALU_IMMEDIATE)).isEqualTo("I64_ROTL_I");
        assertThat(Code.name(Code.I64_GE_U + Code.CMP_IMMEDIATE)).isEqualTo("I64_GE_U_I");
    }

    @Test
    void localsAreReadWhereTheyAre() {
        assertThat(binary("(i32.mul (local.get 0) (local.get 1))")).containsExactly("I32_MUL 2 -2 -1", "RETURN1 -2 2");
    }

    @Test
    void constantsBecomeImmediates() {
        assertThat(binary("(i32.add (local.get 0) (i32.const 5))")).containsExactly("I32_ADD_I 2 -2 5", "RETURN1 -2 2");
        assertThat(binary("(i32.add (i32.const 5) (local.get 0))")).containsExactly("I32_ADD_I 2 -2 5", "RETURN1 -2 2");
        assertThat(binary("(i32.sub (local.get 0) (i32.const 5))"))
                .containsExactly("I32_ADD_I 2 -2 -5", "RETURN1 -2 2");
        assertThat(binary("(i32.sub (i32.const 5) (local.get 0))"))
                .containsExactly("CONST 2 5", "I32_SUB 2 2 -2", "RETURN1 -2 2");
    }

    @Test
    void wideConstantsTakeTwoOperands() {
        assertThat(Wat.listing("(module (func (result i64) (i64.const 0x500000007)))"))
                .containsExactly("CONST64 2 7 5", "RETURN1 0 2");
    }

    @Test
    void setOfLocalBecomesTheDestinationOfTheProducer() {
        assertThat(Wat.listing("(module (func (param i32) (local i32)"
                        + " (local.set 1 (i32.xor (local.get 0) (i32.const 3)))))"))
                .containsExactly("CONST 2 0", "I32_XOR_I 2 -1 3", "RETURN");
    }

    @Test
    void pendingReadsAreSavedBeforeTheLocalIsWritten() {
        assertThat(binary("(local.get 0) (local.set 0 (i32.const 7)) (i32.add (local.get 0))"))
                .containsExactly("MOVE 2 -2", "CONST -2 7", "I32_ADD 2 2 -2", "RETURN1 -2 2");
    }

    @Test
    void comparisonAndBranchAreOneInstruction() {
        assertThat(Wat.listing("(module (func (param i32 i32)"
                        + " (block (br_if 0 (i32.gt_s (local.get 0) (local.get 1))) (br_if 0 (i32.eqz (local.get 0)))"
                        + " (br_if 0 (i32.le_u (local.get 0) (i32.const 9))) (br_if 0 (local.get 0)))))"))
                .containsExactly(
                        "BR_I32_LT_S -1 -2 16",
                        "BR_I32_EQ_I -2 16 0",
                        "BR_I32_LT_U_I -2 16 10",
                        "BR_IF -2 16",
                        "RETURN");
    }

    @Test
    void greatestConstantsAreNotPassed() {
        assertThat(binary("(i32.gt_s (local.get 0) (i32.const 0x7fffffff))"))
                .containsExactly("CONST 3 2147483647", "I32_LT_S 2 3 -2", "RETURN1 -2 2");
        assertThat(binary("(i32.le_u (local.get 0) (i32.const -1))"))
                .containsExactly("CONST 3 -1", "I32_GE_U 2 3 -2", "RETURN1 -2 2");
    }

    @Test
    void eqzOfComparisonIsItsNegation() {
        assertThat(binary("(i32.eqz (i32.lt_u (local.get 0) (local.get 1)))"))
                .containsExactly("I32_GE_U 2 -2 -1", "RETURN1 -2 2");
    }

    @Test
    void floatComparisonsAreNotNegated() {
        assertThat(Wat.listing("(module (func (param f64 f64) (result i32)"
                        + " (i32.eqz (f64.gt (local.get 0) (local.get 1)))))"))
                .containsExactly("F64_LT 2 -1 -2", "I32_EQ_I 2 2 0", "RETURN1 -2 2");
    }

    @Test
    void ifJumpsWhenTheConditionDoesNotHold() {
        assertThat(binary("(if (result i32) (i32.lt_s (local.get 0) (local.get 1))"
                        + " (then (local.get 0)) (else (local.get 1)))"))
                .containsExactly("BR_I32_GE_S -2 -1 12", "MOVE 2 -2", "BR 16", "MOVE 2 -1", "RETURN1 -2 2");
    }

    @Test
    void unreachableCodeVanishes() {
        assertThat(Wat.listing("(module (func (param i32) (return) (loop (br_if 0 (local.get 0)) (br 0))))"))
                .containsExactly("RETURN");
    }

    @Test
    void labelForgetsTheLastInstruction() {
        // the comparison is reached by the branch too, which leaves another value
        assertThat(Wat.listing("(module (func (param i32) (local i32) (local.set 1 (block (result i32)"
                        + " (br_if 0 (i32.const 1) (local.get 0)) (drop) (i32.eqz (local.get 0))))))"))
                .containsExactly("CONST 2 0", "CONST 3 1", "BR_IF -1 16", "I32_EQ_I 3 -1 0", "MOVE 2 3", "RETURN");
    }

    @Test
    void branchMovesWhatItCarriesDown() {
        assertThat(Wat.listing("(module (func (param i32) (result i32) (block (result i32)"
                        + " (drop (br_if 0 (i32.const 3) (local.get 0))) (i32.const 1) (i32.const 2)"
                        + " (br_if 0 (local.get 0)) (drop) (drop) (i32.const 4))))"))
                .containsExactly(
                        "CONST 2 3",
                        "BR_IF -1 28",
                        "CONST 3 2",
                        "BR_IFZ -1 24",
                        "COPY 2 3 1",
                        "BR 28",
                        "CONST 2 4",
                        "RETURN1 -1 2");
    }

    @Test
    void resultsThatExchangePlacesGoThroughTheirHomes() {
        assertThat(Wat.listing("(module (func (param i32 i32) (result i32 i32) (local.get 1) (local.get 0)))"))
                .containsExactly("MOVE 2 -1", "MOVE 3 -2", "RETURN_N -2 2 2");
    }

    @Test
    void argumentsAreTheWindowOfTheCallee() {
        assertThat(binary("(call 0 (local.get 1) (local.get 0))"))
                .containsExactly("MOVE 2 -1", "MOVE 3 -2", "CALL 4 0", "RETURN1 -2 2");
    }

    @Test
    void extensionsOfSignAreFree() {
        assertThat(Wat.listing("(module (func (param i32) (result i64) (i64.extend_i32_s (local.get 0))))"))
                .containsExactly("RETURN1 -1 -1");
    }

    @Test
    void clausesCoverTheirBlockAndNameTheirTarget() {
        assertThat(Wat.listing("(module (tag (param i32)) (func (result i32)"
                        + " (block (result i32) (try_table (catch 0 0) (call 0) (drop)) (i32.const 1))))"))
                .containsExactly("CALL 2 0", "CONST 2 1", "RETURN1 0 2", "handler 0 4 0 0 2 8");
    }

    @Test
    void fuelIsTakenWhereBlocksStart() {
        Tunables tunables = Wat.tunables(true, true, false);
        assertThat(Wat.listing(
                        "(module (func (param i32) (loop (br_if 0 (local.get 0))) (drop (i32.const 1))))", tunables))
                .containsExactly("FUEL 1", "EPOCH", "FUEL 2", "EPOCH", "BR_IF -1 8", "FUEL 1", "RETURN");
    }

    /// Machine code splits blocks there, too, and a trap shows what has been paid for.
    @Test
    void basicBlocksStartWhereEmptyTryTablesLead() {
        Tunables tunables = Wat.tunables(true, false, false);
        assertThat(Wat.listing("(module (func (block (try_table (catch_all 0))) (drop (i32.const 1))))", tunables))
                .containsExactly("FUEL 1", "FUEL 1", "RETURN");
    }

    @Test
    void translationDependsOnNothingElse() {
        String text = "(module (func (param i32 i64) (result i64) (if (local.get 0) (then (return (local.get 1))))"
                + " (i64.const 7)))";
        assertThat(Wat.listing(text)).isEqualTo(Wat.listing(text));
    }

    @Test
    void storedFormIsReadBack() {
        var translation = new Wat().translation("(module (func (param i32) (result i32) (local.get 0)))");
        FunctionCode code = Translator.translate(translation.def(), 0, Tunables.defaults(), GcTarget.NONE, null);
        byte[] bytes = code.toBytes();
        FunctionCode again =
                FunctionCode.fromBytes(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), code.addressMap());
        assertThat(again.toString()).isEqualTo(code.toString());
        assertThat(again.frameSlots()).isEqualTo(code.frameSlots());
        assertThat(again.paramSlots()).isEqualTo(1);
    }

    /// 800 calls of 1,000 results and no drop would need 800,000 slots, 1,100 more than there may be.
    @Test
    void hugeFramesAreRefused() {
        String results = "(result" + " i32".repeat(1000) + ")";
        String text = "(module (func $many " + results + " unreachable) (func " + "(call $many)".repeat(1100)
                + " unreachable))";
        var translation = new Wat().translation(text);
        assertThatThrownBy(() -> Translator.translate(translation.def(), 1, Tunables.defaults(), GcTarget.NONE, null))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("frames of more than");
    }

    @Test
    void allocationOfObjectsIsRefused() {
        Wat wat = new Wat();
        assertThatThrownBy(() -> wat.module("(module (type $s (struct)) (func (drop (struct.new $s))))"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("gc allocation");
        assertThatThrownBy(() -> wat.module("(module (type $s (struct)) (global anyref (struct.new $s)))"))
                .isInstanceOf(UnsupportedException.class);
        assertThat(wat.module("(module (type $s (struct)) (func (param (ref null $s))))"))
                .isNotNull();
    }

    @Test
    void sumsAndProductsAreJoined() {
        assertThat(binary("(i32.add (local.get 0) (i32.shl (local.get 1) (i32.const 2)))"))
                .containsExactly("I32_SHL_ADD 2 -2 -1 2", "RETURN1 -2 2");
        assertThat(binary("(i32.add (i32.mul (local.get 0) (local.get 1)) (local.get 1))"))
                .containsExactly("I32_MUL_ADD 2 -2 -1 -1", "RETURN1 -2 2");
        assertThat(binary("(i32.rotl (i32.xor (local.get 0) (local.get 1)) (i32.const 7))"))
                .containsExactly("I32_XOR_ROTL 2 -2 -1 7", "RETURN1 -2 2");
    }

    @Test
    void accessesTakeTheirAddressesApart() {
        String memory = "(module (memory 1) (func (param i32 i32) (result i32) ";
        assertThat(Wat.listing(
                        memory + "(i32.load offset=8 (i32.add (local.get 0) (i32.shl (local.get 1) (i32.const 2))))))"))
                .containsExactly("LOAD32_S_X 2 -2 -1 258", "RETURN1 -2 2");
        assertThat(Wat.listing(memory + "(i32.load8_u offset=8 (i32.add (local.get 0) (i32.const -1)))))"))
                .containsExactly("LOAD8_U_D 2 -2 -1 8", "RETURN1 -2 2");
        assertThat(Wat.listing(memory + "(i32.load offset=8 (i32.const 16))))"))
                .containsExactly("LOAD32_S_C 2 24", "RETURN1 -2 2");
        assertThat(Wat.listing(memory + "(i32.store offset=8 (local.get 0) (i32.const 5)) (local.get 0)))"))
                .containsExactly("STORE32_I -2 5 8", "RETURN1 -2 -2");
    }

    /// `i32.const -8` with offset 16 is beyond 32 bits: no constant address.
    @Test
    void constantAddressesDoNotWrap() {
        assertThat(Wat.listing("(module (memory 1) (func (result i32) (i32.load offset=16 (i32.const -8))))"))
                .containsExactly("CONST 2 -8", "LOAD32_S 2 2 16", "RETURN1 0 2");
    }

    @Test
    void loopsCountAndJumpBackInOneInstruction() {
        assertThat(Wat.listing("(module (func (param i32 i32) (loop"
                        + " (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 3))) (local.get 1))))))"))
                .containsExactly("INC_BR_I32_LT_U -2 -1 0 3", "RETURN");
    }

    /// The condition at the head of a loop is decided where the loop jumps back.
    @Test
    void jumpsToConditionalBranchesAreConditional() {
        assertThat(Wat.listing("(module (func (param i32 i32) (block (loop"
                        + " (br_if 1 (i32.ge_u (local.get 0) (local.get 1)))"
                        + " (local.set 0 (i32.mul (local.get 0) (local.get 1))) (br 0)))))"))
                .containsExactly("BR_I32_GE_U -2 -1 16", "I32_MUL -2 -2 -1", "BR_I32_LT_U -2 -1 4", "BR 16", "RETURN");
    }
}
