package dev.gantry.wasm.validate;

import static dev.gantry.wasm.validate.TestModule.ref;
import static dev.gantry.wasm.validate.TestModule.refNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.PackedType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TypeInterner;
import dev.gantry.wasm.types.ValType;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The rules of instructions, one method for each family of rules.
class InstrValidatorTest {
    private static final int NOTHING = 0;
    private static final int GIVES_I32 = 1;
    private static final int I32_TO_I32 = 2;
    private static final int I32S_TO_I32 = 3;
    private static final int STRUCT = 4;
    private static final int ARRAY = 5;
    private static final int BYTES = 6;
    private static final int GIVES_FUNC = 7;
    private static final int TAKES_I32 = 8;
    private static final int GIVES_I64 = 9;
    private static final int REFS = 10;

    /// A module with something of everything.
    private static TestModule module() {
        return new TestModule()
                .type(FuncType.of(List.of(), List.of()))
                .type(FuncType.of(List.of(), List.of(ValType.I32)))
                .type(FuncType.of(List.of(ValType.I32), List.of(ValType.I32)))
                .type(FuncType.of(List.of(ValType.I32, ValType.I32), List.of(ValType.I32)))
                .type(new StructType(List.of(new FieldType(ValType.I32, true), new FieldType(PackedType.I8, false))))
                .type(new ArrayType(new FieldType(ValType.I32, true)))
                .type(new ArrayType(new FieldType(PackedType.I8, false)))
                .type(FuncType.of(List.of(), List.of(ValType.FUNCREF)))
                .type(FuncType.of(List.of(ValType.I32), List.of()))
                .type(FuncType.of(List.of(), List.of(ValType.I64)))
                .type(new ArrayType(new FieldType(ref(NOTHING), true)))
                .importFunc(NOTHING)
                .memory()
                .memory64()
                .table(RefType.FUNCREF)
                .table(new TableType(true, Limits.atLeast(0), RefType.FUNCREF), null)
                .table(RefType.EXTERNREF)
                .global(ValType.I32, false, "i32.const 1")
                .global(ValType.I32, true, "i32.const 1")
                .tag(TAKES_I32)
                .passiveElem(RefType.FUNCREF, "ref.func 0")
                .passiveElem(ref(NOTHING), "ref.func 0")
                .dataCount(1);
    }

    private static void valid(int type, String code) {
        module().func(type, code).assertValid();
    }

    private static void invalid(Failure failure, int type, String code) {
        module().func(type, code).assertInvalid(failure);
    }

    private static void mismatch(int type, String code) {
        invalid(Failure.TYPE_MISMATCH, type, code);
    }

    @Test
    void numericInstructionsFollowTheSignaturesOfTheTable() {
        valid(I32S_TO_I32, "local.get 0 local.get 1 i32.add");
        valid(GIVES_I64, "i32.const -5 i64.extend_i32_s");
        mismatch(GIVES_I32, "i32.const 0 i64.const 0 i32.add");
        mismatch(GIVES_I32, "i32.const 0 i32.add");
        mismatch(NOTHING, "i32.const 0");
        mismatch(GIVES_I32, "");
    }

    @Test
    void unreachableCodeHasOperandsOfEveryType() {
        valid(GIVES_I32, "unreachable");
        valid(GIVES_I32, "unreachable i32.add");
        valid(GIVES_I32, "unreachable i32.const 0 i32.add");
        mismatch(GIVES_I32, "unreachable i64.const 0 i32.add");
        valid(GIVES_I32, "unreachable select");
        valid(GIVES_I32, "unreachable ref.as_non_null ref.is_null");
        mismatch(GIVES_I32, "unreachable ref.as_non_null");
        mismatch(NOTHING, "unreachable i32.const 0");
        valid(GIVES_FUNC, "unreachable br_on_cast 0x03 0 0x70 0x73");
    }

    @Test
    void blocksTakeParametersAndLeaveResults() {
        valid(GIVES_I32, "i32.const 1 block 2 i32.const 2 i32.add end");
        mismatch(GIVES_I32, "block 2 i32.const 2 i32.add end");
        mismatch(GIVES_I32, "i32.const 1 block 0x40 drop end i32.const 1");
        mismatch(GIVES_I32, "block 0x7f end");
        mismatch(GIVES_I32, "block 0x7f i32.const 1 i32.const 1 end");
        invalid(Failure.UNKNOWN_TYPE, GIVES_I32, "block 99 end");
        valid(GIVES_I32, "i32.const 0 if 0x7f i32.const 1 else i32.const 2 end");
        mismatch(GIVES_I32, "i32.const 0 if 0x7f i32.const 1 end");
        valid(GIVES_I32, "i32.const 0 i32.const 1 if 2 end");
        module().func(NOTHING, "else").assertMalformed(Failure.END_OPCODE_EXPECTED);
        module().func(NOTHING, "end nop").assertMalformed(Failure.END_OPCODE_EXPECTED);
        module().func(NOTHING, "block 0x40").assertMalformed(Failure.END_OPCODE_EXPECTED);
    }

    @Test
    void branchesTakeTheOperandsOfTheirLabel() {
        valid(GIVES_I32, "i32.const 1 br 0");
        mismatch(GIVES_I32, "br 0");
        valid(NOTHING, "loop 0x7f br 0 end drop");
        valid(GIVES_I32, "i32.const 1 i32.const 2 br_if 0");
        mismatch(GIVES_I32, "i32.const 2 br_if 0");
        invalid(Failure.UNKNOWN_LABEL, NOTHING, "br 1");
        invalid(Failure.UNKNOWN_LABEL, NOTHING, "br 4294967295");
        valid(GIVES_I32, "block 0x7f i32.const 1 i32.const 0 br_table 1 0 1 end");
        mismatch(GIVES_I32, "block 0x40 i32.const 1 i32.const 0 br_table 1 0 1 end i32.const 0");
        mismatch(GIVES_I32, "block 0x7e unreachable br_table 1 0 1 end unreachable i64.const 0");
        valid(GIVES_I32, "i32.const 1 return");
        mismatch(GIVES_I32, "return");
    }

    @Test
    void callsTakeParametersAndGiveResults() {
        valid(NOTHING, "call 0");
        valid(GIVES_I32, "i32.const 1 i32.const 7 call_indirect 2 0");
        invalid(Failure.UNKNOWN_FUNCTION, NOTHING, "call 9");
        invalid(Failure.UNKNOWN_TABLE, NOTHING, "i32.const 0 call_indirect 0 9");
        invalid(Failure.UNKNOWN_TYPE, NOTHING, "i32.const 0 call_indirect 4 0");
        mismatch(NOTHING, "i32.const 0 call_indirect 0 2");
        mismatch(NOTHING, "i32.const 0 call_indirect 0 1");
        valid(NOTHING, "i64.const 0 call_indirect 0 1");
        valid(NOTHING, "ref.func 0 call_ref 0");
        mismatch(NOTHING, "ref.null 0x70 call_ref 0");
    }

    @Test
    void tailCallsGiveTheResultsOfTheFunction() {
        valid(NOTHING, "return_call 0");
        mismatch(GIVES_I32, "return_call 0");
        valid(GIVES_I32, "i32.const 1 i32.const 0 return_call_indirect 2 0");
        mismatch(GIVES_I64, "i32.const 1 i32.const 0 return_call_indirect 2 0");
        valid(NOTHING, "ref.func 0 return_call_ref 0");
    }

    @Test
    void variablesHaveTheirTypes() {
        valid(I32_TO_I32, "local.get 0 local.tee 0");
        module().func(I32_TO_I32, "1 1 0x7e", "local.get 1 drop i64.const 1 local.set 1 local.get 0")
                .assertValid();
        module().func(I32_TO_I32, "1 1 0x7e", "local.get 1").assertInvalid(Failure.TYPE_MISMATCH);
        module().func(I32_TO_I32, "2 300 0x7e 9 0x7f", "local.get 309").assertValid();
        module().func(I32_TO_I32, "2 300 0x7e 9 0x7f", "local.get 300").assertInvalid(Failure.TYPE_MISMATCH);
        invalid(Failure.UNKNOWN_LOCAL, I32_TO_I32, "local.get 1");
        invalid(Failure.UNKNOWN_GLOBAL, NOTHING, "global.get 2 drop");
        invalid(Failure.IMMUTABLE_GLOBAL, NOTHING, "i32.const 0 global.set 0");
        valid(NOTHING, "i32.const 0 global.set 1");
        valid(GIVES_I32, "i32.const 0 i32.const 1 i32.const 2 select");
        mismatch(GIVES_FUNC, "ref.func 0 ref.func 0 i32.const 2 select");
        valid(GIVES_FUNC, "ref.func 0 ref.func 0 i32.const 2 SELECT_T 1 0x70");
        invalid(Failure.INVALID_RESULT_ARITY, NOTHING, "SELECT_T 0");
    }

    @Test
    void localsWithoutDefaultValueMustBeSetFirst() {
        String local = "1 1 0x64 0"; // (local (ref 0))
        module().func(NOTHING, local, "ref.func 0 local.set 0 local.get 0 drop").assertValid();
        module().func(NOTHING, local, "local.get 0 drop").assertInvalid(Failure.UNINITIALIZED_LOCAL);
        module().func(NOTHING, local, "block 0x40 ref.func 0 local.set 0 end local.get 0 drop")
                .assertInvalid(Failure.UNINITIALIZED_LOCAL);
        module().func(NOTHING, local, "ref.func 0 local.set 0 block 0x40 local.get 0 drop end")
                .assertValid();
        module().func(NOTHING, local, "i32.const 0 if 0x40 ref.func 0 local.set 0 else local.get 0 drop end")
                .assertInvalid(Failure.UNINITIALIZED_LOCAL);
        module().func(NOTHING, local, "ref.func 0 local.set 0")
                .func(NOTHING, local, "local.get 0 drop")
                .assertInvalid(Failure.UNINITIALIZED_LOCAL);
    }

    @Test
    void memoryAccessesHaveTheAddressTypeOfTheirMemory() {
        valid(GIVES_I32, "i32.const 0 i32.load 2 0");
        mismatch(GIVES_I32, "i64.const 0 i32.load 2 0");
        valid(GIVES_I32, "i64.const 0 i32.load 66 1 0"); // alignment 2, with a memory index
        invalid(Failure.UNKNOWN_MEMORY, GIVES_I32, "i32.const 0 i32.load 66 2 0");
        invalid(Failure.ALIGNMENT_TOO_LARGE, GIVES_I32, "i32.const 0 i32.load 3 0");
        valid(GIVES_I32, "i32.const 0 i32.load 0 4294967295");
        invalid(Failure.OFFSET_OUT_OF_RANGE, GIVES_I32, "i32.const 0 i32.load 0 4294967296");
        valid(GIVES_I32, "i64.const 0 i32.load 64 1 4294967296");
        valid(GIVES_I64, "i64.const 1 memory.grow 1");
        valid(NOTHING, "i64.const 0 i32.const 0 i32.const 0 memory.copy 1 0");
        mismatch(NOTHING, "i64.const 0 i32.const 0 i64.const 0 memory.copy 1 0");
        valid(NOTHING, "i64.const 0 i32.const 0 i64.const 0 memory.fill 1");
        valid(NOTHING, "i64.const 0 i32.const 0 i32.const 0 memory.init 0 1 data.drop 0");
        invalid(Failure.UNKNOWN_DATA_SEGMENT, NOTHING, "data.drop 1");
        new TestModule()
                .type(FuncType.of(List.of(), List.of()))
                .func(0, "data.drop 0")
                .assertMalformed(Failure.DATA_COUNT_REQUIRED);
    }

    @Test
    void atomicAccessesAreAlignedExactly() {
        valid(GIVES_I32, "i32.const 0 i32.atomic.load 2 0");
        invalid(Failure.ATOMIC_ALIGNMENT, GIVES_I32, "i32.const 0 i32.atomic.load 1 0");
        invalid(Failure.ATOMIC_ALIGNMENT, GIVES_I32, "i32.const 0 i32.atomic.load 3 0");
        valid(NOTHING, "atomic.fence 0");
    }

    @Test
    void lanesAreInRange() {
        String vector = "i32.const 0 i32x4.splat";
        valid(GIVES_I32, vector + " i32x4.extract_lane 3");
        invalid(Failure.INVALID_LANE_INDEX, GIVES_I32, vector + " i32x4.extract_lane 4");
        String lanes = " 0x1f".repeat(16);
        valid(NOTHING, vector + " " + vector + " i8x16.shuffle" + lanes + " drop");
        invalid(
                Failure.INVALID_LANE_INDEX,
                NOTHING,
                vector + " " + vector + " i8x16.shuffle" + lanes.replaceFirst("1f", "20") + " drop");
        invalid(Failure.INVALID_LANE_INDEX, NOTHING, "i32.const 0 " + vector + " v128.store16_lane 0 0 8");
    }

    @Test
    void wideArithmeticWorksOnPairs() {
        valid(GIVES_I64, "i64.const 1 i64.const 2 i64.mul_wide_s drop");
        mismatch(GIVES_I64, "i64.const 1 i64.const 2 i64.add128 drop");
    }

    @Test
    void tablesHaveAddressAndElementTypes() {
        valid(GIVES_FUNC, "i32.const 0 table.get 0");
        valid(GIVES_FUNC, "i64.const 0 table.get 1");
        mismatch(GIVES_FUNC, "i32.const 0 table.get 2");
        valid(GIVES_I64, "ref.null 0x70 i64.const 1 table.grow 1");
        valid(NOTHING, "i64.const 0 i32.const 0 i32.const 0 table.copy 1 0");
        mismatch(NOTHING, "i32.const 0 i32.const 0 i32.const 0 table.copy 2 0");
        valid(NOTHING, "i32.const 0 i32.const 0 i32.const 0 table.init 0 0 elem.drop 0");
        mismatch(NOTHING, "i32.const 0 i32.const 0 i32.const 0 table.init 0 2");
        invalid(Failure.UNKNOWN_ELEM_SEGMENT, NOTHING, "elem.drop 2");
        invalid(Failure.UNKNOWN_TABLE, NOTHING, "table.size 3 drop");
    }

    @Test
    void referencesKnowWhetherTheyMayBeNull() {
        valid(NOTHING, "ref.null 0 ref.as_non_null call_ref 0");
        valid(GIVES_I32, "ref.null 0 ref.is_null");
        mismatch(GIVES_I32, "i32.const 0 ref.is_null");
        valid(NOTHING, "ref.null 0 br_on_null 0 drop");
        valid(GIVES_FUNC, "ref.null 0 br_on_non_null 0 ref.func 0");
        mismatch(NOTHING, "ref.null 0 br_on_non_null 0");
        invalid(Failure.UNKNOWN_TYPE, NOTHING, "ref.null 63 drop");
        module().func(NOTHING, "ref.func 2 drop")
                .func(NOTHING, "")
                .assertInvalid(Failure.UNDECLARED_FUNCTION_REFERENCE);
        valid(GIVES_I32, "ref.null 0x6d ref.null 0x6c ref.eq");
        mismatch(GIVES_I32, "ref.null 0x70 ref.null 0x6c ref.eq");
    }

    @Test
    void structsHaveFields() {
        valid(GIVES_I32, "i32.const 1 i32.const 2 struct.new 4 struct.get 4 0");
        valid(GIVES_I32, "struct.new_default 4 struct.get_u 4 1");
        mismatch(GIVES_I32, "struct.new_default 4 struct.get 4 1");
        mismatch(GIVES_I32, "struct.new_default 4 struct.get_s 4 0");
        invalid(Failure.UNKNOWN_FIELD, GIVES_I32, "struct.new_default 4 struct.get 4 2");
        valid(NOTHING, "struct.new_default 4 i32.const 0 struct.set 4 0");
        invalid(Failure.IMMUTABLE_FIELD, NOTHING, "struct.new_default 4 i32.const 0 struct.set 4 1");
        mismatch(NOTHING, "struct.new_default 5 drop");
        mismatch(NOTHING, "i32.const 1 struct.new 4 drop");
    }

    @Test
    void arraysHaveElements() {
        valid(GIVES_I32, "i32.const 1 i32.const 2 array.new 5 i32.const 0 array.get 5");
        valid(GIVES_I32, "i32.const 1 i32.const 2 array.new_fixed 5 2 array.len");
        valid(GIVES_I32, "i32.const 9 array.new_default 6 i32.const 0 array.get_u 6");
        mismatch(GIVES_I32, "i32.const 9 array.new_default 6 i32.const 0 array.get 6");
        invalid(Failure.NOT_DEFAULTABLE, NOTHING, "i32.const 1 array.new_default 10 drop");
        invalid(
                Failure.IMMUTABLE_ARRAY,
                NOTHING,
                "i32.const 9 array.new_default 6 i32.const 0 i32.const 0 array.set 6");
        valid(NOTHING, "i32.const 0 i32.const 1 array.new_data 6 0 drop");
        mismatch(NOTHING, "i32.const 0 i32.const 1 array.new_data 10 0 drop");
        valid(NOTHING, "i32.const 0 i32.const 1 array.new_elem 10 1 drop");
        mismatch(NOTHING, "i32.const 0 i32.const 1 array.new_elem 10 0 drop");
        valid(NOTHING, "ref.null 5 i32.const 0 ref.null 5 i32.const 0 i32.const 1 array.copy 5 5");
        mismatch(NOTHING, "ref.null 5 i32.const 0 ref.null 6 i32.const 0 i32.const 1 array.copy 5 6");
        valid(NOTHING, "ref.null 5 i32.const 0 i32.const 7 i32.const 1 array.fill 5");
        valid(NOTHING, "ref.null 5 i32.const 0 i32.const 7 i32.const 1 array.init_data 5 0");
        valid(NOTHING, "ref.null " + REFS + " i32.const 0 i32.const 7 i32.const 1 array.init_elem 10 1");
        invalid(Failure.IMPLEMENTATION_LIMIT, NOTHING, "array.new_fixed 5 10001 drop");
    }

    @Test
    void castsStayInTheirHierarchy() {
        valid(GIVES_I32, "ref.null 0x6e ref.test 4");
        mismatch(GIVES_I32, "ref.null 0x70 ref.test 4");
        valid(GIVES_I32, "ref.null 0x6e ref.cast 4 struct.get 4 0");
        valid(GIVES_I32, "block 0x63 4 ref.null 0x6d br_on_cast 0x03 0 0x6d 4 drop ref.null 4 end struct.get 4 0");
        mismatch(
                GIVES_I32,
                "block 0x63 4 ref.null 0x6d br_on_cast 0x03 0 0x6d 0x6e drop ref.null 4 end drop i32.const 0");
        valid(NOTHING, "block 0x6d ref.null 0x6d br_on_cast_fail 0x01 0 0x6d 4 drop ref.null 0x6d end drop");
        valid(GIVES_I32, "i32.const 1 ref.i31 i31.get_s");
        valid(NOTHING, "ref.null 0x6f any.convert_extern extern.convert_any drop");
        mismatch(NOTHING, "ref.null 0x70 any.convert_extern drop");
    }

    @Test
    void exceptionsCarryTheParametersOfTheirTag() {
        valid(NOTHING, "i32.const 1 throw 0");
        mismatch(NOTHING, "throw 0");
        invalid(Failure.UNKNOWN_TAG, NOTHING, "throw 1");
        valid(GIVES_I32, "try_table 0x40 1 0x00 0 0 i32.const 1 throw 0 end unreachable");
        mismatch(NOTHING, "try_table 0x40 1 0x00 0 0 end");
        valid(NOTHING, "try_table 0x40 1 0x02 0 end");
        valid(NOTHING, "block 0x69 try_table 0x40 1 0x03 0 end unreachable end throw_ref");
        mismatch(NOTHING, "i32.const 0 throw_ref");
        invalid(Failure.UNKNOWN_LABEL, NOTHING, "try_table 0x40 1 0x02 1 end");
    }

    @Test
    void legacyExceptionsAreRefusedByName() {
        for (String code : List.of("try 0x40 end", "catch 0", "catch_all", "rethrow 0", "delegate 0")) {
            TestModule module = module().without(WasmFeature.LEGACY_EXCEPTIONS).func(NOTHING, code);
            assertThat(module.assertInvalid(Failure.FEATURE_DISABLED)).hasMessageContaining("legacy-exceptions");
        }
    }

    @Test
    void legacyExceptionsCarryTheParametersOfTheirTag() {
        valid(NOTHING, "try 0x40 end");
        valid(NOTHING, "try 0x40 i32.const 1 throw 0 catch 0 drop catch_all rethrow 0 end");
        valid(NOTHING, "try 0x40 try 0x40 delegate 0 end");
        mismatch(NOTHING, "try 0x40 catch 0 end");
        mismatch(NOTHING, "try 0x40 catch_all drop end");
        invalid(Failure.UNKNOWN_TAG, NOTHING, "try 0x40 catch 1 drop end");
    }

    @Test
    void instructionsOfDisabledFeaturesAreRefusedByName() {
        assertThat(module().without(WasmFeature.TAIL_CALL)
                        .func(NOTHING, "return_call 0")
                        .assertInvalid(Failure.FEATURE_DISABLED))
                .hasMessageContaining("tail-call");
        assertThat(module().without(WasmFeature.SATURATING_FLOAT_TO_INT)
                        .func(NOTHING, "unreachable i32.trunc_sat_f32_s drop")
                        .assertInvalid(Failure.FEATURE_DISABLED))
                .hasMessageContaining("saturating-float-to-int");
    }

    @Test
    void errorsSayWhereAndWhatWasExpected() {
        ValidationException error = module().func(GIVES_I32, "i32.const 0 f32.const 0x00 0x00 0x00 0x00 i32.add")
                .assertInvalid(Failure.TYPE_MISMATCH);
        assertThat(error.funcIndex()).isEqualTo(1);
        assertThat(error.opcode()).isEqualTo(Opcode.I32_ADD);
        assertThat(error).hasMessageContaining("expected i32, found f32").hasMessageContaining("i32.add");
        assertThat(module().func(GIVES_I32, "ref.null 0").assertInvalid(Failure.TYPE_MISMATCH))
                .hasMessageContaining("expected i32, found (ref null 0)");
    }

    @Test
    void deepNestingIsLimited() {
        StringBuilder code = new StringBuilder();
        code.append("block 0x40 ".repeat(50_000)).append("end ".repeat(50_000));
        valid(NOTHING, code.toString());
        invalid(Failure.IMPLEMENTATION_LIMIT, NOTHING, "block 0x40 ".repeat(1_000_000));
    }

    @Test
    void factsDescribeTheBody() {
        ValidModule valid = Validator.validateModule(
                module().func(NOTHING, "i32.const 0 i32.const 0 drop drop block 0x40 try_table 0x40 0 end end")
                        .build(),
                module().features(),
                new TypeInterner());
        assertThat(valid.funcValidator().validateBody(0)).isEqualTo(new FuncFacts(2, 2, true));
    }

    @Test
    void subtypesFitWhereSupertypesAreWanted() {
        TestModule module = module().type(FuncType.of(List.of(refNull(STRUCT)), List.of(RefType.ANYREF)))
                .type(FuncType.of(List.of(ref(ARRAY)), List.of(new RefType(true, AbsHeapType.EQ))));
        module.func(11, "local.get 0").func(12, "local.get 0").assertValid();
        module().type(FuncType.of(List.of(refNull(STRUCT)), List.of(ref(BYTES))))
                .func(11, "local.get 0")
                .assertInvalid(Failure.TYPE_MISMATCH);
    }
}
