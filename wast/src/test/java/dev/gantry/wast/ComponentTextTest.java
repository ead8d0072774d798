package dev.gantry.wast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.component.binary.ComponentWriter;
import dev.gantry.wasm.component.text.ComponentParser;
import dev.gantry.wasm.component.text.ComponentPrinter;
import dev.gantry.wast.Directive.ModuleFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every text of a component in the suites parses, and every directive about components is understood (R7).
final class ComponentTextTest {
    private final List<String> failures = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"component-model, 533", "wasmtime, 223"})
    void textsParseAndPrintUnlessTheyAreMalformed(String folder, int count) throws IOException {
        int texts = 0;
        for (Path file : SuiteScripts.in(folder)) {
            for (Directive directive : SuiteScripts.parse(file).directives()) {
                ComponentSource source = source(directive);
                if (source == null) {
                    continue;
                }
                texts += source instanceof ComponentSource.Text ? 1 : 0;
                if (source instanceof ComponentSource.Binary && directive instanceof Directive.AssertComponent) {
                    continue; // such a component need not have a text
                }
                boolean isMalformed = directive instanceof Directive.AssertComponent expected
                        && expected.fault() == ModuleFault.MALFORMED;
                check(file.getFileName() + ":" + directive.line() + ": ", source, isMalformed);
            }
        }
        assertThat(failures).isEmpty();
        assertThat(texts).isEqualTo(count);
    }

    /// Text is decoded, written and printed and comes out the same; valid binaries are printed and parsed to the same
    /// again.
    private void check(String place, ComponentSource source, boolean isMalformed) {
        try {
            byte[] binary = source.encode();
            ComponentDef component = ComponentReader.read(binary, EnumSet.allOf(WasmFeature.class));
            byte[] written = ComponentWriter.write(component);
            String text = ComponentPrinter.print(component);
            byte[] printed = ComponentParser.parseComponent(text);
            if (isMalformed) {
                failures.add(place + "parses");
            }
            if (!(source instanceof ComponentSource.Binary) && !Arrays.equals(binary, written)) {
                failures.add(place + "written differently");
            }
            if (!Arrays.equals(written, printed)) {
                failures.add(place + "printed differently\n" + text);
            }
        } catch (MalformedException e) {
            if (!isMalformed) {
                failures.add(place + e.getMessage());
            }
        }
    }

    private static @Nullable ComponentSource source(Directive directive) {
        return switch (directive) {
            case Directive.Component component -> component.component();
            case Directive.AssertComponent component -> component.component();
            default -> null;
        };
    }

    /// Components of other tools are printed and parsed to what prints the same: names may be elsewhere.
    @Test
    void programsPrintAndParse() throws IOException {
        Path programs =
                Path.of(System.getProperty("gantry.suites", "../shared")).resolve("programs/components");
        assumeTrue(Files.isDirectory(programs), "no programs at " + programs + ": set -Dgantry.suites");
        List<Path> components;
        try (Stream<Path> files = Files.list(programs)) {
            components = files.filter(path -> path.toString().endsWith(".wasm"))
                    .filter(path -> path.toFile().length() < 120_000)
                    .sorted()
                    .toList();
        }
        for (Path file : components) {
            String text = print(Files.readAllBytes(file));
            assertThat(print(ComponentParser.parseComponent(text)))
                    .as(file.toString())
                    .isEqualTo(text);
        }
        assertThat(components).hasSizeGreaterThan(15);
    }

    private static String print(byte[] binary) {
        return ComponentPrinter.print(ComponentReader.read(binary, EnumSet.allOf(WasmFeature.class)));
    }

    /// The counts of the suites' own page: components with their definitions and instances, calls, and components that
    /// something is wrong with.
    @ParameterizedTest
    @CsvSource({
        "component-model, 404, 1, 375, 121, 326, 74, 0",
        "wasmtime/component-model, 267, 0, 98, 123, 8, 0, 14",
        "wasmtime/component-model-threading, 17, 0, 6, 10, 0, 0, 0",
    })
    void directivesAreThoseThatTheSuitesCount(
            String folder,
            int components,
            int performs,
            int returns,
            int traps,
            int invalid,
            int malformed,
            int unlinkable)
            throws IOException {
        Map<String, Integer> counts = SuiteScripts.count(folder, ComponentTextTest::name);
        Map<String, Integer> wanted = new TreeMap<>(Map.of(
                "component", components,
                "invoke", performs,
                "assert_return", returns,
                "assert_trap", traps,
                "INVALID", invalid,
                "MALFORMED", malformed,
                "UNLINKABLE", unlinkable));
        wanted.values().removeIf(count -> count == 0);
        assertThat(counts).isEqualTo(wanted);
    }

    private static String name(Directive directive) {
        return switch (directive) {
            case Directive.Component _, Directive.ComponentInstance _ -> "component";
            case Directive.ComponentPerform _ -> "invoke";
            case Directive.ComponentAssertReturn _ -> "assert_return";
            case Directive.ComponentAssertTrap _ -> "assert_trap";
            case Directive.AssertComponent expected ->
                expected.fault() == ModuleFault.TRAPS
                        ? "assert_trap"
                        : expected.fault().toString();
            default -> directive.getClass().getSimpleName();
        };
    }

    // ---- forms

    private static Directive last(String source) {
        return Script.parse(source, "a.wast").directives().getLast();
    }

    @Test
    void componentsAreDefinedAndInstantiated() {
        Directive.Component component = (Directive.Component) last("(component $c (core module))");
        assertThat(component.id()).isEqualTo("c");
        assertThat(component.isDefinition()).isFalse();
        assertThat(component.component().encode()).startsWith(0, 'a', 's', 'm', 13, 0, 1, 0);
        component = (Directive.Component) last("(component definition $d binary \"a\" \"b\")");
        assertThat(component.isDefinition()).isTrue();
        assertThat(component.component().encode()).containsExactly('a', 'b');
        assertThat(last("(component instance $i $d)")).isEqualTo(new Directive.ComponentInstance(1, "i", "d"));
    }

    @Test
    void callsAreThoseOfTheCurrentInstance() {
        assertThat(last("(component) (invoke \"f\" (u8.const 1))"))
                .isEqualTo(new Directive.ComponentPerform(
                        1,
                        new ComponentAction(null, "f", List.of(new ComponentValue.Int(ComponentValue.IntType.U8, 1)))));
        assertThat(last("(component) (module) (invoke \"f\")")).isInstanceOf(Directive.Perform.class);
        assertThat(last("(component $c) (module) (assert_trap (invoke $c \"f\") \"x\")"))
                .isEqualTo(new Directive.ComponentAssertTrap(1, new ComponentAction("c", "f", List.of()), "x"));
    }

    private static ComponentValue value(String text) {
        Directive directive = last("(component) (assert_return (invoke \"f\") " + text + ")");
        return ((Directive.ComponentAssertReturn) directive).expected().getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(bool.const true) | Bool[value=true]",
                "(s8.const -128) | Int[type=S8, value=-128]",
                "(u64.const 0xffff_ffff_ffff_ffff) | Int[type=U64, value=-1]",
                "(f32.const 1) | F32[bits=1065353216]",
                "(f64.const -0) | F64[bits=-9223372036854775808]",
                "(char.const \"☃\") | Char[codePoint=9731]",
                "(str.const \"\\u{41}\") | Str[value=A]",
                "(list.const (str.const \"\") (str.const \"b\")) | ListOf[elements=[Str[value=], Str[value=b]]]",
                "(tuple.const (u8.const 1)) | Tuple[elements=[Int[type=U8, value=1]]]",
                "(record.const (field \"x\" u32.const 7))"
                        + "| RecordOf[fields=[Field[name=x, value=Int[type=U32, value=7]]]]",
                "(variant.const \"a\") | Variant[name=a, payload=null]",
                "(variant.const \"a\" (u8.const 1)) | Variant[name=a, payload=Int[type=U8, value=1]]",
                "(enum.const \"a\") | EnumCase[name=a]",
                "(option.none) | OptionOf[value=null]",
                "(option.some (bool.const false)) | OptionOf[value=Bool[value=false]]",
                "(result.ok) | ResultOf[isOk=true, payload=null]",
                "(result.err (u8.const 2)) | ResultOf[isOk=false, payload=Int[type=U8, value=2]]",
                "(flags.const \"a\" \"b\") | Flags[names=[a, b]]",
            })
    void values(String text, String expected) {
        assertThat(value(text)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(u8.const 256)",
                "(u8.const -1)",
                "(s8.const 128)",
                "(s16.const -32769)",
                "(char.const \"ab\")",
                "(char.const \"\")",
                "(bool.const 1)",
                "(i32.const 1)",
                "(option.some)",
                "(record.const (field x u8.const 1))",
            })
    void malformedValuesArePositioned(String text) {
        assertThatThrownBy(() -> value(text))
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith("a.wast:1:");
    }

    @Test
    void deepValuesAreAnError() {
        String text = "(list.const ".repeat(4_000) + ")".repeat(4_000);
        assertThatThrownBy(() -> value(text)).isInstanceOf(MalformedException.class);
    }
}
