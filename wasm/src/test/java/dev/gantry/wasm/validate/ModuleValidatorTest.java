package dev.gantry.wasm.validate;

import static dev.gantry.wasm.validate.TestModule.ref;
import static dev.gantry.wasm.validate.TestModule.refNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.AbsHeapType;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.CompositeType;
import dev.gantry.wasm.types.ExternKind;
import dev.gantry.wasm.types.FieldType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.PackedType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TypeInterner;
import dev.gantry.wasm.types.ValType;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The rules outside of bodies: types, sections, constant expressions.
class ModuleValidatorTest {
    private static final FuncType NOTHING = FuncType.of(List.of(), List.of());
    private static final CompositeType EMPTY = new StructType(List.of());

    private static SubType open(int supertype, CompositeType composite) {
        return new SubType(false, supertype < 0 ? null : new HeapType.Index(supertype), composite);
    }

    private static CompositeType structOf(ValType type) {
        return new StructType(List.of(new FieldType(type, false)));
    }

    private static TestModule module() {
        return new TestModule().type(NOTHING);
    }

    @Test
    @DisplayName("R118, R119, R122: types name types of their own group and of earlier ones")
    void typesNameTypesInFrontOfTheEndOfTheirGroup() {
        module().rec(open(-1, structOf(ref(2))), open(-1, structOf(ref(1)))).assertValid();
        module().type(structOf(ref(2))).type(structOf(ref(1))).assertInvalid(Failure.UNKNOWN_TYPE);
        module().type(structOf(refNull(-1))).assertInvalid(Failure.UNKNOWN_TYPE);
    }

    @Test
    @DisplayName("R120: supertypes are open, in front, and fit")
    void supertypesFit() {
        module().rec(open(-1, EMPTY)).rec(open(1, structOf(ValType.I32))).assertValid();
        module().rec(open(-1, structOf(ValType.I32))).rec(open(1, EMPTY)).assertInvalid(Failure.SUB_TYPE);
        module().type(EMPTY).rec(open(1, EMPTY)).assertInvalid(Failure.SUB_TYPE);
        module().rec(open(2, EMPTY), open(-1, EMPTY)).assertInvalid(Failure.UNKNOWN_TYPE);
        module().rec(open(0, EMPTY)).assertInvalid(Failure.SUB_TYPE);
    }

    @Test
    void subtypingDepthIsLimited() {
        TestModule deep = module().rec(open(-1, EMPTY));
        for (int type = 1; type <= 63; type++) {
            deep.rec(open(type, EMPTY));
        }
        deep.assertValid();
        deep.rec(open(64, EMPTY)).assertInvalid(Failure.IMPLEMENTATION_LIMIT);
    }

    @Test
    void equalTypesOfTwoModulesHaveEqualIds() {
        TypeInterner interner = new TypeInterner();
        TestModule first = module().type(structOf(refNull(0)));
        TestModule second = new TestModule().type(EMPTY).type(NOTHING).type(structOf(refNull(1)));
        ValidModule one = Validator.validate(first.build(), first.features(), interner);
        ValidModule two = Validator.validate(second.build(), second.features(), interner);
        assertThat(one.typeId(1)).isEqualTo(two.typeId(2));
        assertThat(one.toIds().map(refNull(0))).isEqualTo(two.toIds().map(refNull(1)));
        one.close();
        assertThat(interner.groupCount()).isEqualTo(3);
        two.close();
        two.close();
        assertThat(interner.groupCount()).isZero();
    }

    @Test
    void importsNameTypes() {
        module().importFunc(0).assertValid();
        module().importFunc(1).assertInvalid(Failure.UNKNOWN_TYPE);
        module().type(EMPTY).importFunc(1).assertInvalid(Failure.UNKNOWN_TYPE);
        module().imports(new GlobalType(ref(5), false)).assertInvalid(Failure.UNKNOWN_TYPE);
    }

    @Test
    void limitsAreInRange() {
        module().memory(MemoryType.of(Limits.of(0, 65_536))).assertValid();
        module().memory(MemoryType.of(Limits.atLeast(65_537))).assertInvalid(Failure.MEMORY_SIZE);
        module().memory(MemoryType.of(Limits.of(2, 1))).assertInvalid(Failure.SIZE_MINIMUM_GREATER);
        module().memory(new MemoryType(true, false, Limits.of(0, 1L << 48), 16)).assertValid();
        module().memory(new MemoryType(true, false, Limits.of(0, (1L << 48) + 1), 16))
                .assertInvalid(Failure.MEMORY_SIZE);
        module().memory(new MemoryType(false, false, Limits.of(0, (1L << 32) - 1), 0))
                .assertValid();
        module().memory(new MemoryType(false, false, Limits.atLeast(1L << 32), 0))
                .assertInvalid(Failure.MEMORY_SIZE);
        module().memory(new MemoryType(true, false, Limits.of(0, -1L), 0)).assertValid();
        module().memory(new MemoryType(false, false, Limits.atLeast(0), 1)).assertInvalid(Failure.INVALID_PAGE_SIZE);
        module().memory(new MemoryType(false, true, Limits.atLeast(0), 16))
                .assertInvalid(Failure.SHARED_MEMORY_WITHOUT_MAX);
        module().table(new TableType(false, Limits.atLeast(0xFFFF_FFFFL), RefType.FUNCREF), null)
                .assertValid();
        module().table(new TableType(false, Limits.atLeast(1L << 32), RefType.FUNCREF), null)
                .assertInvalid(Failure.TABLE_SIZE);
        module().table(new TableType(true, Limits.of(1, 0), RefType.FUNCREF), null)
                .assertInvalid(Failure.SIZE_MINIMUM_GREATER);
    }

    @Test
    void tablesOfNonNullableReferencesHaveAnInitialValue() {
        TableType type = new TableType(false, Limits.atLeast(1), ref(0));
        module().importFunc(0).table(type, "ref.func 0").assertValid();
        module().importFunc(0).table(type, null).assertInvalid(Failure.TYPE_MISMATCH);
        module().importFunc(0).table(type, "ref.null 0x70").assertInvalid(Failure.TYPE_MISMATCH);
        module().global(refNull(0), false, "ref.null 0")
                .table(new TableType(false, Limits.atLeast(1), refNull(0)), "global.get 0")
                .assertInvalid(Failure.UNKNOWN_GLOBAL);
    }

    @Test
    void constantExpressionsAreConstant() {
        module().global(ValType.I32, false, "i32.const 1 i32.const 2 i32.mul").assertValid();
        module().global(ValType.I32, false, "i32.const 1 i32.const 2 i32.div_s")
                .assertInvalid(Failure.CONSTANT_EXPRESSION_REQUIRED);
        module().global(ValType.I32, false, "block 0x7f i32.const 1 end")
                .assertInvalid(Failure.CONSTANT_EXPRESSION_REQUIRED);
        module().global(ValType.I32, false, "i64.const 1").assertInvalid(Failure.TYPE_MISMATCH);
        module().global(ValType.I32, false, "i32.const 1 i32.const 1").assertInvalid(Failure.TYPE_MISMATCH);
        module().global(ValType.I32, false, "").assertInvalid(Failure.TYPE_MISMATCH);
        module().global(ValType.I32, false, "i32.const 1")
                .global(ValType.I32, false, "global.get 0")
                .assertValid();
        module().global(ValType.I32, true, "i32.const 1")
                .global(ValType.I32, false, "global.get 0")
                .assertInvalid(Failure.CONSTANT_EXPRESSION_REQUIRED);
        module().global(ValType.I32, false, "global.get 0").assertInvalid(Failure.UNKNOWN_GLOBAL);
        module().global(new RefType(false, AbsHeapType.I31), false, "i32.const 1 ref.i31")
                .assertValid();
        module().type(new ArrayType(new FieldType(PackedType.I8, true)))
                .global(ref(1), false, "i32.const 1 i32.const 2 array.new 1")
                .assertValid();
        module().global(RefType.ANYREF, false, "ref.null 0x6f any.convert_extern")
                .assertValid();
        module().without(WasmFeature.EXTENDED_CONST)
                .global(ValType.I32, false, "i32.const 1 i32.const 2 i32.mul")
                .assertInvalid(Failure.FEATURE_DISABLED);
    }

    @Test
    void functionsOutsideOfBodiesAreDeclared() {
        String reference = "ref.func 0 drop";
        module().func(0, reference).assertInvalid(Failure.UNDECLARED_FUNCTION_REFERENCE);
        module().func(0, reference).export("f", ExternKind.FUNC, 0).assertValid();
        module().func(0, reference).global(RefType.FUNCREF, false, "ref.func 0").assertValid();
        module().func(0, reference).passiveElem(RefType.FUNCREF, "ref.func 0").assertValid();
        module().func(0, reference)
                .table(RefType.FUNCREF)
                .activeElem(0, "i32.const 0", 0)
                .assertValid();
        module().func(0, reference).start(0).assertInvalid(Failure.UNDECLARED_FUNCTION_REFERENCE);
    }

    @Test
    void exportsAreDistinctAndExist() {
        module().memory()
                .export("a", ExternKind.MEMORY, 0)
                .export("b", ExternKind.MEMORY, 0)
                .assertValid();
        module().memory()
                .export("a", ExternKind.MEMORY, 0)
                .export("a", ExternKind.MEMORY, 0)
                .assertInvalid(Failure.DUPLICATE_EXPORT_NAME);
        module().export("a", ExternKind.FUNC, 0).assertInvalid(Failure.UNKNOWN_FUNCTION);
        module().export("a", ExternKind.TABLE, 0).assertInvalid(Failure.UNKNOWN_TABLE);
        module().export("a", ExternKind.MEMORY, -1).assertInvalid(Failure.UNKNOWN_MEMORY);
        module().export("a", ExternKind.GLOBAL, 0).assertInvalid(Failure.UNKNOWN_GLOBAL);
        module().export("a", ExternKind.TAG, 0).assertInvalid(Failure.UNKNOWN_TAG);
    }

    @Test
    void startFunctionsTakeAndGiveNothing() {
        module().func(0, "").start(0).assertValid();
        module().start(0).assertInvalid(Failure.UNKNOWN_FUNCTION);
        module().type(FuncType.of(List.of(ValType.I32), List.of()))
                .func(1, "")
                .start(0)
                .assertInvalid(Failure.START_FUNCTION);
    }

    @Test
    void segmentsFitTheirTableOrMemory() {
        module().table(RefType.EXTERNREF).activeElem(0, "i32.const 0").assertInvalid(Failure.TYPE_MISMATCH);
        module().activeElem(0, "i32.const 0").assertInvalid(Failure.UNKNOWN_TABLE);
        module().table(RefType.FUNCREF).activeElem(0, "i32.const 0", 0).assertInvalid(Failure.UNKNOWN_FUNCTION);
        module().table(RefType.FUNCREF).activeElem(0, "i64.const 0").assertInvalid(Failure.TYPE_MISMATCH);
        module().passiveElem(RefType.FUNCREF, "ref.null 0x6f").assertInvalid(Failure.TYPE_MISMATCH);
        module().memory64().data(0, "i64.const 0").assertValid();
        module().memory64().data(0, "i32.const 0").assertInvalid(Failure.TYPE_MISMATCH);
        module().data(0, "i32.const 0").assertInvalid(Failure.UNKNOWN_MEMORY);
    }

    @Test
    void tagsHaveNoResults() {
        module().tag(0).assertValid();
        module().tag(1).assertInvalid(Failure.UNKNOWN_TYPE);
        module().type(FuncType.of(List.of(), List.of(ValType.I32))).tag(1).assertInvalid(Failure.NON_EMPTY_TAG_RESULT);
    }

    @Test
    void severalMemoriesAndTablesNeedTheirFeatures() {
        module().memory().memory().assertValid();
        module().memory().memory().without(WasmFeature.MULTI_MEMORY).assertInvalid(Failure.MULTIPLE_MEMORIES);
        module().table(RefType.FUNCREF)
                .table(RefType.FUNCREF)
                .without(WasmFeature.REFERENCE_TYPES)
                .assertInvalid(Failure.MULTIPLE_TABLES);
    }

    @Test
    void disabledFeaturesAreNamed() {
        assertDisabled(WasmFeature.MEMORY64, module().memory64());
        assertDisabled(WasmFeature.GC, module().type(EMPTY));
        assertDisabled(WasmFeature.EXCEPTIONS, module().tag(0));
        assertDisabled(WasmFeature.THREADS, module().memory(new MemoryType(false, true, Limits.of(0, 1), 16)));
        assertDisabled(
                WasmFeature.CUSTOM_PAGE_SIZES, module().memory(new MemoryType(false, false, Limits.atLeast(0), 0)));
        assertDisabled(WasmFeature.SIMD, module().type(FuncType.of(List.of(ValType.V128), List.of())));
        assertDisabled(
                WasmFeature.MULTI_VALUE, module().type(FuncType.of(List.of(), List.of(ValType.I32, ValType.I32))));
        assertDisabled(WasmFeature.MUTABLE_GLOBALS, module().imports(new GlobalType(ValType.I32, true)));
        assertDisabled(WasmFeature.REFERENCE_TYPES, module().table(RefType.EXTERNREF));
    }

    private static void assertDisabled(WasmFeature feature, TestModule module) {
        module.assertValid();
        ValidationException error = module.without(feature).assertInvalid(Failure.FEATURE_DISABLED);
        assertThat(error).hasMessageContaining(feature.toString());
    }

    @Test
    void implementationLimitsHold() {
        List<ValType> params = Collections.nCopies(1_001, ValType.I32);
        module().type(FuncType.of(params.subList(0, 1_000), List.of())).assertValid();
        module().type(FuncType.of(params, List.of())).assertInvalid(Failure.IMPLEMENTATION_LIMIT);
        module().type(FuncType.of(List.of(), params)).assertInvalid(Failure.IMPLEMENTATION_LIMIT);
        List<FieldType> fields = Collections.nCopies(10_001, new FieldType(ValType.I32, false));
        module().type(new StructType(fields)).assertInvalid(Failure.IMPLEMENTATION_LIMIT);
        TestModule memories = module();
        for (int memory = 0; memory <= 100; memory++) {
            memories.memory();
        }
        memories.assertInvalid(Failure.IMPLEMENTATION_LIMIT);
        module().func(0, "1 50001 0x7f", "").assertInvalid(Failure.IMPLEMENTATION_LIMIT);
    }
}
