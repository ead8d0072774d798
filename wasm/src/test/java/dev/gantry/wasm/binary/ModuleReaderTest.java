package dev.gantry.wasm.binary;

import static dev.gantry.wasm.binary.Samples.bytes;
import static dev.gantry.wasm.binary.Samples.code;
import static dev.gantry.wasm.binary.Samples.module;
import static dev.gantry.wasm.binary.Samples.moduleWithBody;
import static dev.gantry.wasm.binary.Samples.section;
import static dev.gantry.wasm.binary.Samples.u32;
import static dev.gantry.wasm.binary.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.module.CustomSection;
import dev.gantry.wasm.module.ElemSegment;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.module.SegmentMode;
import dev.gantry.wasm.types.ArrayType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.StructType;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.TableType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModuleReaderTest {
    private static final byte[] ZERO = bytes(0x41, 0, 0x0B);

    private static ModuleDef read(byte[] binary) {
        return ModuleReader.read(binary, EnumSet.allOf(WasmFeature.class));
    }

    private static Failure malformed(byte[] binary) {
        return catchThrowableOfType(MalformedException.class, () -> read(binary))
                .failure();
    }

    private static Failure invalid(byte[] binary) {
        return catchThrowableOfType(ValidationException.class, () -> read(binary))
                .failure();
    }

    private static Set<WasmFeature> without(WasmFeature feature) {
        Set<WasmFeature> features = EnumSet.allOf(WasmFeature.class);
        features.remove(feature);
        return features;
    }

    private static String disabled(WasmFeature feature, byte[] binary) {
        ValidationException e =
                catchThrowableOfType(ValidationException.class, () -> ModuleReader.read(binary, without(feature)));
        assertThat(e.failure()).isEqualTo(Failure.FEATURE_DISABLED);
        return e.toString();
    }

    @Test
    void everySectionIsRead() {
        ModuleDef def = read(Samples.everything());
        assertThat(def.recGroups()).hasSize(6);
        assertThat(def.types()).hasSize(7);
        assertThat(def.imports()).hasSize(5);
        assertThat(def.funcs()).hasSize(3);
        assertThat(def.tables()).hasSize(3);
        assertThat(def.memories()).hasSize(2);
        assertThat(def.tags()).hasSize(1);
        assertThat(def.globals()).hasSize(4);
        assertThat(def.exports()).hasSize(5);
        assertThat(def.start()).isEqualTo(1);
        assertThat(def.elems()).hasSize(8);
        assertThat(def.dataCount()).isEqualTo(3);
        assertThat(def.datas()).hasSize(3);
        assertThat(def.customs())
                .extracting(CustomSection::name)
                .containsExactly("first", "middle", "name", "producers");
        assertThat(def.customs()).extracting(CustomSection::sectionsBefore).containsExactly(0, 12, 13, 13);
    }

    @Test
    void typesInsideRecursionGroupsHaveModuleIndices() {
        SubType child = read(Samples.everything()).types().get(4);
        assertThat(child.supertype()).isEqualTo(new HeapType.Index(3));
        assertThat(child.isFinal()).isFalse();
        assertThat(((StructType) child.composite()).fields().get(2).storage())
                .isEqualTo(new RefType(true, new HeapType.Index(4)));
        SubType bare = read(Samples.everything()).types().get(5);
        assertThat(bare.isFinal()).isTrue();
        assertThat(bare.composite()).isInstanceOf(ArrayType.class);
    }

    @Test
    void elementSegmentsHaveEightForms() {
        ModuleDef def = read(Samples.everything());
        assertThat(def.elems()).extracting(ElemSegment::size).containsExactly(2, 1, 1, 1, 1, 1, 1, 1);
        assertThat(def.elems())
                .extracting(ElemSegment::usesExprs)
                .containsExactly(false, false, false, false, true, true, true, true);
        assertThat(def.elems().get(2).mode())
                .isInstanceOfSatisfying(
                        SegmentMode.Active.class,
                        active -> assertThat(active.index()).isEqualTo(2));
        assertThat(def.elems().get(3).mode()).isEqualTo(new SegmentMode.Declarative());
        assertThat(def.elems().get(4).type()).isEqualTo(RefType.FUNCREF);
        assertThat(def.elems().get(5).type()).isEqualTo(RefType.EXTERNREF);
    }

    @Test
    void limitsHaveFlags() {
        assertThat(read(module(section(5, vector(bytes(0x0F, 1, 2, 0))))).memorySpace())
                .containsExactly(new MemoryType(true, true, Limits.of(1, 2), 0));
        assertThat(read(module(section(4, vector(bytes(0x70, 5, 1, 2))))).tableSpace())
                .containsExactly(new TableType(true, Limits.of(1, 2), RefType.FUNCREF));
        assertThat(malformed(module(section(5, vector(bytes(0x10, 0)))))).isEqualTo(Failure.MALFORMED_LIMITS_FLAGS);
        assertThat(malformed(module(section(5, vector(bytes(0x81, 0, 0)))))).isEqualTo(Failure.MALFORMED_LIMITS_FLAGS);
        assertThat(malformed(module(section(4, vector(bytes(0x70, 2, 0, 0))))))
                .isEqualTo(Failure.MALFORMED_LIMITS_FLAGS);
        assertThat(malformed(module(section(5, vector(bytes(8, 0, 0x41)))))).isEqualTo(Failure.MALFORMED_PAGE_SIZE);
    }

    @Test
    void headersAreChecked() {
        assertThat(malformed(bytes())).isEqualTo(Failure.UNEXPECTED_END);
        assertThat(malformed(bytes(0, 'a' + 0, 's' + 0))).isEqualTo(Failure.UNEXPECTED_END);
        assertThat(malformed(bytes(0, 'A' + 0, 'S' + 0, 'M' + 0, 1, 0, 0, 0)))
                .isEqualTo(Failure.MAGIC_HEADER_NOT_DETECTED);
        assertThat(malformed(bytes(0, 'a' + 0, 's' + 0, 'm' + 0, 1))).isEqualTo(Failure.UNEXPECTED_END);
        assertThat(malformed(bytes(0, 'a' + 0, 's' + 0, 'm' + 0, 2, 0, 0, 0)))
                .isEqualTo(Failure.UNKNOWN_BINARY_VERSION);
    }

    /// R110.
    @Test
    void aComponentIsRecognisedWhereAModuleWasExpected() {
        byte[] component = bytes(0, 'a' + 0, 's' + 0, 'm' + 0, 0x0D, 0, 1, 0);
        MalformedException e = catchThrowableOfType(MalformedException.class, () -> read(component));
        assertThat(e.failure()).isEqualTo(Failure.COMPONENT_INSTEAD_OF_MODULE);
        assertThat(e).hasMessageContaining("component was found where a module was expected");
    }

    @Test
    void sectionsHaveAnOrderAndExactSizes() {
        assertThat(malformed(module(section(3, 0), section(1, 0)))).isEqualTo(Failure.UNEXPECTED_CONTENT);
        assertThat(malformed(module(section(1, 0), section(1, 0)))).isEqualTo(Failure.UNEXPECTED_CONTENT);
        assertThat(malformed(module(section(6, 0), section(13, 0)))).isEqualTo(Failure.UNEXPECTED_CONTENT);
        assertThat(malformed(module(section(10, 0), section(12, 0)))).isEqualTo(Failure.UNEXPECTED_CONTENT);
        assertThat(malformed(module(section(14, 0)))).isEqualTo(Failure.MALFORMED_SECTION_ID);
        assertThat(malformed(module(section(1, 0, 0)))).isEqualTo(Failure.SECTION_SIZE_MISMATCH);
        assertThat(malformed(module(bytes(1, 5, 0)))).isEqualTo(Failure.LENGTH_OUT_OF_BOUNDS);
        assertThat(malformed(module(section(1, 1)))).isEqualTo(Failure.UNEXPECTED_END_OF_SECTION);
    }

    @Test
    void errorsNameTheByteOffset() {
        MalformedException e = catchThrowableOfType(
                MalformedException.class, () -> read(module(section(1, vector(bytes(0x60, 1, 0x12, 0))))));
        assertThat(e.offsetBytes()).isEqualTo(13);
        assertThat(e).hasMessageContaining("at offset 0xd");
    }

    @Test
    void functionsAndBodiesMatchInNumber() {
        assertThat(malformed(module(section(1, vector(bytes(0x60, 0, 0))), section(3, vector(bytes(0))))))
                .isEqualTo(Failure.FUNCTION_AND_CODE_INCONSISTENT);
        assertThat(malformed(module(code(0, 0x0B)))).isEqualTo(Failure.FUNCTION_AND_CODE_INCONSISTENT);
    }

    @Test
    void bodiesEndWithEnd() {
        assertThat(malformed(moduleWithBody(0))).isEqualTo(Failure.UNEXPECTED_END_OF_SECTION);
        assertThat(malformed(moduleWithBody(0, 0x01))).isEqualTo(Failure.UNEXPECTED_END_OF_SECTION);
        assertThat(malformed(moduleWithBody(0, 0x28, 0x80, 1, 0))).isEqualTo(Failure.MALFORMED_MEMOP_FLAGS);
        assertThat(malformed(module(
                        section(1, vector(bytes(0x60, 0, 0))),
                        section(3, vector(bytes(0), bytes(0))),
                        section(10, vector(bytes(2, 0, 1), bytes(2, 0, 0x0B))))))
                .isEqualTo(Failure.END_OPCODE_EXPECTED);
        assertThat(malformed(moduleWithBody())).isEqualTo(Failure.UNEXPECTED_END_OF_SECTION);
    }

    @Test
    void localsAreCounted() {
        assertThat(malformed(moduleWithBody(2, u32(0xFFFF_FFFFL), 0x7F, u32(1), 0x7E, 0x0B)))
                .isEqualTo(Failure.TOO_MANY_LOCALS);
        assertThat(invalid(moduleWithBody(1, u32(0xFFFF_FFFFL), 0x7F, 0x0B))).isEqualTo(Failure.IMPLEMENTATION_LIMIT);
        assertThat(invalid(moduleWithBody(1, u32(50_001), 0x7F, 0x0B))).isEqualTo(Failure.IMPLEMENTATION_LIMIT);
        ModuleDef def = read(moduleWithBody(2, u32(49_999), 0x7F, 1, 0x7B, 0x0B));
        FuncBody body = FuncBody.read(def, 0);
        assertThat(body.locals()).isEqualTo(50_000);
        assertThat(body.counts()).containsExactly(49_999, 1);
        assertThat(body.instrs().size()).isEqualTo(1);
    }

    @Test
    void instructionsWithDataIndicesNeedTheDataCountSection() {
        assertThat(malformed(moduleWithBody(0, 0xFC, 9, 0, 0x0B))).isEqualTo(Failure.DATA_COUNT_REQUIRED);
        assertThat(malformed(moduleWithBody(0, 0xFB, 9, 0, 0, 0x0B))).isEqualTo(Failure.DATA_COUNT_REQUIRED);
        assertThat(read(moduleWithBody(0, 0xFC, 0x0D, 0, 0x0B)).funcs()).hasSize(1);
    }

    @Test
    void theDataCountIsTheNumberOfDataSegments() {
        assertThat(malformed(module(section(12, 1)))).isEqualTo(Failure.DATA_COUNT_INCONSISTENT);
        assertThat(malformed(module(section(12, 1), section(11, 0)))).isEqualTo(Failure.DATA_COUNT_INCONSISTENT);
        assertThat(read(module(section(12, 0))).dataCount()).isZero();
    }

    @Test
    void wrongKindsAndFlagsAreMalformed() {
        assertThat(malformed(module(section(2, vector(bytes("", "", 5, 0)))))).isEqualTo(Failure.MALFORMED_IMPORT_KIND);
        assertThat(malformed(module(section(7, vector(bytes("", 5, 0)))))).isEqualTo(Failure.MALFORMED_EXPORT_KIND);
        assertThat(malformed(module(section(6, vector(bytes(0x7F, 2, ZERO)))))).isEqualTo(Failure.MALFORMED_MUTABILITY);
        assertThat(malformed(module(section(9, vector(bytes(8, 0, 0)))))).isEqualTo(Failure.MALFORMED_SEGMENT_FLAGS);
        assertThat(malformed(module(section(9, vector(bytes(1, 1, 0)))))).isEqualTo(Failure.MALFORMED_ELEM_KIND);
        assertThat(malformed(module(section(11, vector(bytes(3, 0)))))).isEqualTo(Failure.MALFORMED_SEGMENT_FLAGS);
        assertThat(malformed(module(section(13, vector(bytes(1, 0)))))).isEqualTo(Failure.MALFORMED_TAG_ATTRIBUTE);
        assertThat(malformed(module(section(4, vector(bytes(0x7F, 0, 0))))))
                .isEqualTo(Failure.MALFORMED_REFERENCE_TYPE);
        assertThat(malformed(module(section(4, vector(bytes(0x40, 1, 0x70, 0, 0))))))
                .isEqualTo(Failure.MALFORMED_TABLE);
        assertThat(malformed(module(section(1, vector(bytes(0xE0, 0x7F, 0, 0))))))
                .isEqualTo(Failure.INTEGER_REPRESENTATION_TOO_LONG);
        assertThat(malformed(module(section(0, bytes(1, 0x80))))).isEqualTo(Failure.MALFORMED_UTF8);
        assertThat(invalid(module(section(1, vector(bytes(0x50, 2, 0, 0, 0x60, 0, 0))))))
                .isEqualTo(Failure.SUB_TYPE);
        assertThat(invalid(module(section(8, u32(0xFFFF_FFFFL))))).isEqualTo(Failure.UNKNOWN_FUNCTION);
    }

    @Test
    void formsOfDisabledFeaturesNameTheFeature() {
        assertThat(disabled(WasmFeature.GC, module(section(1, vector(bytes(0x5F, 0))))))
                .contains("struct type needs the feature gc");
        assertThat(disabled(WasmFeature.GC, module(section(1, vector(bytes(0x4E, 0))))))
                .contains("gc");
        assertThat(disabled(WasmFeature.SIMD, module(section(1, vector(bytes(0x60, 1, 0x7B, 0))))))
                .contains("type v128 needs the feature simd");
        assertThat(disabled(WasmFeature.MULTI_VALUE, module(section(1, vector(bytes(0x60, 0, 2, 0x7F, 0x7F))))))
                .contains("multi-value");
        assertThat(disabled(WasmFeature.REFERENCE_TYPES, module(section(4, vector(bytes(0x6F, 0, 0))))))
                .contains("reference-types");
        assertThat(disabled(WasmFeature.EXCEPTIONS, module(section(13, 0)))).contains("exceptions");
        assertThat(disabled(WasmFeature.BULK_MEMORY, module(section(12, 0)))).contains("bulk-memory");
        assertThat(disabled(WasmFeature.BULK_MEMORY, module(section(11, vector(bytes(1, 0))))))
                .contains("bulk-memory");
        assertThat(disabled(WasmFeature.MUTABLE_GLOBALS, module(section(2, vector(bytes("", "", 3, 0x7F, 1))))))
                .contains("mutable-globals");
        assertThat(disabled(
                        WasmFeature.FUNCTION_REFERENCES,
                        module(section(4, vector(bytes(0x40, 0, 0x70, 0, 0, 0xD0, 0x70, 0x0B))))))
                .contains("function-references");
    }

    @Test
    void limitsFlagsOfDisabledFeaturesAreMalformed() {
        byte[] shared = module(section(5, vector(bytes(3, 0, 1))));
        MalformedException e =
                catchThrowableOfType(MalformedException.class, () -> ModuleReader.read(shared, WasmFeature.defaults()));
        assertThat(e.failure()).isEqualTo(Failure.MALFORMED_LIMITS_FLAGS);
        assertThat(e).hasMessageContaining("needs the feature threads");
    }

    @Test
    void implementationLimitsAreCheckedWhileReading() {
        byte[] params = bytes(0x60, u32(1001), filled(1001, 0x7F), 0);
        assertThat(invalid(module(section(1, vector(params))))).isEqualTo(Failure.IMPLEMENTATION_LIMIT);
        assertThat(invalid(module(section(5, bytes(u32(101), new byte[202]))))).isEqualTo(Failure.IMPLEMENTATION_LIMIT);
        assertThat(invalid(module(section(7, vector(bytes("x".repeat(100_001), 0, 0))))))
                .isEqualTo(Failure.IMPLEMENTATION_LIMIT);
    }

    private static byte[] filled(int size, int value) {
        byte[] result = new byte[size];
        Arrays.fill(result, (byte) value);
        return result;
    }
}
