package dev.gantry.wasm.component.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.component.Alias;
import dev.gantry.wasm.component.Canon;
import dev.gantry.wasm.component.CanonOp;
import dev.gantry.wasm.component.CanonOption;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.CoreInstanceDef;
import dev.gantry.wasm.component.CoreTypeDef;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.Export;
import dev.gantry.wasm.component.ExternDesc;
import dev.gantry.wasm.component.ExternName;
import dev.gantry.wasm.component.Import;
import dev.gantry.wasm.component.PrimType;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.component.TypeDef;
import dev.gantry.wasm.component.ValueType;
import dev.gantry.wasm.component.ValueTypeDef;
import dev.gantry.wasm.component.text.ComponentParser;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Binaries of components and the records that they become.
final class ComponentReaderTest {
    private static final String HEADER = "0061736d0d000100";
    private static final byte[] MODULE = HexFormat.of().parseHex("0061736d01000000");

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(HEADER + hex.replace(" ", ""));
    }

    private static ComponentDef read(byte[] bytes) {
        return ComponentReader.read(bytes, WasmFeature.defaults());
    }

    private static List<Definition> definitions(String text) {
        return read(ComponentParser.parseComponent(text)).definitions();
    }

    private static MalformedException malformed(byte[] bytes) {
        return catchThrowableOfType(MalformedException.class, () -> read(bytes));
    }

    @Test
    void emptyComponentHasNoDefinitions() {
        ComponentDef component = read(bytes(""));
        assertThat(component.definitions()).isEmpty();
        assertThat(component.customs()).isEmpty();
        assertThat(component.range().end()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "'', UNEXPECTED_END, 0",
        "00617300, MAGIC_HEADER_NOT_DETECTED, 0",
        "0061736d0d00, UNEXPECTED_END, 6",
        "0061736d0c000100, UNKNOWN_BINARY_VERSION, 4",
        "0061736d0d000200, UNKNOWN_BINARY_VERSION, 4",
        "0061736d0d0001000d00, MALFORMED_SECTION_ID, 8",
        "0061736d0d0001000705, LENGTH_OUT_OF_BOUNDS, 9",
        "0061736d0d000100070300ffff, SECTION_SIZE_MISMATCH, 11",
        "0061736d0d00010007020162, INVALID_LEADING_BYTE, 11",
        "0061736d0d0001000702017f, , ",
    })
    void frameIsChecked(String hex, Failure failure, Long offset) {
        MalformedException error = malformed(HexFormat.of().parseHex(hex));
        if (failure == null) {
            assertThat(error).isNull();
        } else {
            assertThat(error.failure()).isEqualTo(failure);
            assertThat(error.offsetBytes()).isEqualTo(offset);
        }
    }

    /// R110: a module where a component is expected is recognised, and the reverse.
    @Test
    void moduleAndComponentAreToldApart() {
        assertThat(malformed(MODULE)).hasMessageContaining("a module was found where a component was expected");
        MalformedException reverse = catchThrowableOfType(
                MalformedException.class, () -> ModuleReader.read(bytes(""), WasmFeature.defaults()));
        assertThat(reverse).hasMessageContaining("a component was found where a module was expected");
        assertThat(ComponentReader.isComponent(bytes(""))).isTrue();
        assertThat(ComponentReader.isComponent(MODULE)).isFalse();
        assertThat(ComponentReader.isComponent(new byte[3])).isFalse();
        // in a core module section too
        MalformedException nested = malformed(bytes("01 08" + HEADER));
        assertThat(nested.failure()).isEqualTo(Failure.COMPONENT_INSTEAD_OF_MODULE);
        assertThat(nested.offsetBytes()).isEqualTo(14);
    }

    /// R10: core and component sections mix in any order, each definition in the order of the binary.
    @Test
    void definitionsStandInTheOrderOfTheBinary() {
        List<Definition> definitions = definitions("""
                (component
                  (type u8)
                  (core module (func (export "f")))
                  (core instance (instantiate 0))
                  (type (func))
                  (alias core export 0 "f" (core func))
                  (canon lift (core func 0) (func (type 1)))
                  (export "g" (func 0)))
                """);
        assertThat(definitions.get(0)).isEqualTo(new TypeDef(PrimType.U8, 11));
        assertThat(definitions.get(1)).isInstanceOf(Definition.CoreModule.class);
        assertThat(definitions.get(2)).isInstanceOf(CoreInstanceDef.Instantiate.class);
        assertThat(definitions.get(3)).isInstanceOf(TypeDef.class);
        assertThat(definitions.get(4)).isInstanceOf(Alias.OfCoreExport.class);
        assertThat(definitions.get(5)).isInstanceOf(Canon.Lift.class);
        assertThat(definitions.get(6)).isInstanceOf(Export.class);
        assertThat(definitions).isSortedAccordingTo((a, b) -> Integer.compare(a.offsetBytes(), b.offsetBytes()));
    }

    @Test
    void offsetsInCoreModulesCountFromTheOutermostComponent() {
        byte[] component = bytes("04 17" + HEADER + "01 0d" + "0061736d01000000" + "01 03 01 60 ff");
        assertThat(malformed(component).offsetBytes()).isEqualTo(component.length);
        byte[] good = ComponentParser.parseComponent("(component (component (core module (func nop))))");
        ComponentDef inner = ((Definition.Component) read(good).definitions().getFirst()).component();
        Definition.CoreModule module =
                (Definition.CoreModule) inner.definitions().getFirst();
        assertThat(module.module().bytes()).isSameAs(inner.bytes());
        assertThat(module.module().funcs().getFirst().body().start())
                .isBetween(module.range().start(), module.range().end());
        assertThat(Arrays.copyOfRange(
                        good, module.range().start(), module.range().start() + 8))
                .isEqualTo(MODULE);
    }

    @Test
    void valueTypes() {
        assertThat(definitions("""
                        (component
                          (type (record (field "a" u8) (field "b" 0)))
                          (type (variant (case "x" s8) (case "y")))
                          (type (list string)) (type (list u8 3)) (type (tuple f32 f64)) (type (flags "a"))
                          (type (enum "e")) (type (option char)) (type (result)) (type (result u8 (error bool)))
                          (type (own 4)) (type (borrow 5)) (type (stream u8)) (type (future)) (type (map string u16)))
                        """).stream().map(definition -> ((TypeDef) definition).type()))
                .containsExactly(
                        new ValueTypeDef.RecordOf(List.of(
                                new TypeDef.Labelled("a", PrimType.U8),
                                new TypeDef.Labelled("b", new ValueType.Index(0)))),
                        new ValueTypeDef.Variant(
                                List.of(new ValueTypeDef.Case("x", PrimType.S8), new ValueTypeDef.Case("y", null))),
                        new ValueTypeDef.ListOf(PrimType.STRING),
                        new ValueTypeDef.FixedList(PrimType.U8, 3),
                        new ValueTypeDef.Tuple(List.of(PrimType.F32, PrimType.F64)),
                        new ValueTypeDef.Flags(List.of("a")),
                        new ValueTypeDef.Enumeration(List.of("e")),
                        new ValueTypeDef.Option(PrimType.CHAR),
                        new ValueTypeDef.Result(null, null),
                        new ValueTypeDef.Result(PrimType.U8, PrimType.BOOL),
                        new ValueTypeDef.Own(4),
                        new ValueTypeDef.Borrow(5),
                        new ValueTypeDef.Stream(PrimType.U8),
                        new ValueTypeDef.Future(null),
                        new ValueTypeDef.MapOf(PrimType.STRING, PrimType.U16));
    }

    /// R18: names carry what is said about them; both bytes for plain names mean the same.
    @Test
    void namesKeepTheirAttributes() {
        Import entry = (Import) read(bytes("0a 13 01 02 01 61 02 00 05 613a622f63 02 03 78797a 01 00"))
                .definitions()
                .getFirst();
        assertThat(entry.name().attributes())
                .containsExactly(
                        new ExternName.Attribute.Implements("a:b/c"), new ExternName.Attribute.ExternalId("xyz"));
        assertThat(entry.type()).isEqualTo(new ExternDesc.Func(0));
        for (String form : List.of("00", "01")) {
            assertThat(read(bytes("0a 06 01" + form + "01 61 01 00")).definitions())
                    .containsExactly(new Import(ExternName.of("a"), new ExternDesc.Func(0), 11));
        }
    }

    /// R11: options are kept one by one, repeated ones too; it is for the validator to refuse them.
    @Test
    void optionsAreKeptOneByOne() {
        Canon.Lower lower = (Canon.Lower)
                read(bytes("08 0a 01 01 00 07 03 03 01 03 02 06")).definitions().getFirst();
        assertThat(lower.func()).isEqualTo(7);
        assertThat(lower.options())
                .containsExactly(new CanonOption.Memory(1), new CanonOption.Memory(2), new CanonOption.Async());
    }

    @Test
    void moduleTypeAndNonFinalSubTypeShareACode() {
        assertThat(read(bytes("03 03 01 50 00")).definitions().getFirst()).isInstanceOf(CoreTypeDef.Module.class);
        assertThat(read(bytes("03 07 01 00 50 00 60 00 00")).definitions().getFirst())
                .isInstanceOf(CoreTypeDef.Rec.class);
        ValidationException nested =
                catchThrowableOfType(ValidationException.class, () -> read(bytes("03 06 01 50 01 01 50 00")));
        assertThat(nested.failure()).isEqualTo(Failure.INVALID_TYPE_DEFINITION);
    }

    /// Every row of the table is read, and written as it was.
    @ParameterizedTest
    @EnumSource(CanonOp.class)
    void canonicalDefinitionsFollowTheTable(CanonOp op) {
        String immediates = switch (op.immediates()) {
            case NONE -> "";
            case LIFT -> "00 05 01 02 06";
            case LOWER -> "00 05 01 00";
            case TYPE -> "07";
            case TYPE_OPTIONS -> "07 01 06";
            case TYPE_ASYNC -> "07 01";
            case ASYNC, CANCELLABLE, SHARED -> "01";
            case OPTIONS -> "01 03 02";
            case RESULT_OPTIONS -> "00 79 00";
            case CONTEXT -> "7f 01";
            case CANCELLABLE_MEMORY -> "01 02";
            case CORE_TYPE_TABLE -> "03 04";
            case SHARED_CORE_TYPE -> "01 03";
            case SHARED_CORE_TYPE_TABLE -> "01 03 04";
        };
        String content = "01 %02x ".formatted(op.code()) + immediates;
        int size = content.replace(" ", "").length() / 2;
        byte[] binary = bytes("08 %02x".formatted(size) + content);
        Canon canon = (Canon) read(binary).definitions().getFirst();
        assertThat(canon.op()).isEqualTo(op);
        assertThat(ComponentWriter.write(read(binary))).isEqualTo(binary);
        assertThat(CanonOp.of(op.code())).isEqualTo(op);
    }

    @Test
    void codesOfSectionsAndSortsAreThoseOfTheSpecification() {
        assertThat(ComponentSection.values()).hasSize(13);
        assertThat(ComponentSection.of(4)).isEqualTo(ComponentSection.COMPONENT);
        assertThat(ComponentSection.of(11)).isEqualTo(ComponentSection.EXPORT);
        assertThat(ComponentSection.of(13)).isNull();
        for (Sort sort : Sort.values()) {
            assertThat(sort.isCore() ? Sort.ofCore(sort.code()) : Sort.of(sort.code()))
                    .isEqualTo(sort);
        }
        assertThat(Sort.CORE_FUNC).hasToString("core func");
    }

    // ---- hostile bytes

    @Test
    void nestedComponentsAreLimited() {
        byte[] component = bytes("");
        for (int depth = 0; depth < Limits.COMPONENT_NESTING; depth++) {
            component = wrap(component);
        }
        assertThat(read(component).definitions()).hasSize(1);
        byte[] tooDeep = wrap(component);
        ValidationException error = catchThrowableOfType(ValidationException.class, () -> read(tooDeep));
        assertThat(error.failure()).isEqualTo(Failure.IMPLEMENTATION_LIMIT);
    }

    private static byte[] wrap(byte[] component) {
        ByteWriter out = new ByteWriter();
        out.bytes(bytes(""));
        out.u8(4);
        out.vector(component);
        return out.toBytes();
    }

    @Test
    void nestedTypesAreLimited() {
        ByteWriter out = new ByteWriter();
        out.bytes(bytes(""));
        out.u8(7);
        int start = out.beginSized();
        out.u8(1);
        for (int depth = 0; depth < 10_000; depth++) {
            out.bytes(new byte[] {0x42, 0x01, 0x01});
        }
        out.bytes(new byte[] {0x7F, 0x00});
        out.endSized(start);
        ValidationException error = catchThrowableOfType(ValidationException.class, () -> read(out.toBytes()));
        assertThat(error.failure()).isEqualTo(Failure.IMPLEMENTATION_LIMIT);
    }

    @Test
    void everyPrefixIsRefusedOrEndsBehindASection() {
        byte[] component = ComponentParser.parseComponent("""
                (component
                  (core module (func (export "f")))
                  (core instance (instantiate 0 (with "a" (instance 0))))
                  (import "i" (instance (export "r" (type (sub resource)))))
                  (alias export 0 "r" (type))
                  (type (component (import "x" (func (param "p" (own 0))))))
                  (canon resource.drop 0 (core func))
                  (instance (export "a" (func 0))))
                """);
        int complete = 0;
        for (int length = 0; length < component.length; length++) {
            byte[] prefix = Arrays.copyOf(component, length);
            MalformedException error = malformed(prefix);
            if (error == null) {
                complete++;
            } else {
                assertThat(error.offsetBytes()).isBetween(0L, (long) length);
            }
        }
        assertThat(complete).isBetween(5, 20);
    }

    @Test
    void countsAreComparedWithTheBytesThatAreLeft() {
        // 100 types of instances, each with a count as large as the file allows
        ByteWriter out = new ByteWriter();
        out.bytes(bytes(""));
        out.u8(7);
        int start = out.beginSized();
        out.u8(1);
        for (int depth = 0; depth < 99; depth++) {
            out.bytes(new byte[] {0x42, (byte) 0xFF, (byte) 0xFF, 0x0F, 0x01});
        }
        out.bytes(new byte[1 << 20]);
        out.endSized(start);
        assertThat(malformed(out.toBytes()).failure()).isEqualTo(Failure.INVALID_LEADING_BYTE);
    }
}
