package dev.gantry.wasm.component.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.TypeInterner;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The grammar of names, what makes two of them different, and versions.
final class ComponentNameTest {
    private static final ComponentContext CONTEXT =
            new ComponentContext(WasmFeature.defaults(), new TypeInterner(), Runnable::run);

    private static String key(String name) {
        return ComponentName.parse(name, CONTEXT).key();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "a-b-c", "a1-2-3", "A", "A-B-C", "A1-2-3", "a11-w0rds", "A11-4CR0NYMS", "m1x3d-4CR0NYMS"})
    void labels(String label) {
        assertThat(ComponentName.isLabel(label)).isTrue();
        assertThat(ComponentName.parse(label, CONTEXT).kind()).isEqualTo(ComponentName.Kind.LABEL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "a-", "-a", "a--b", "1-2-3", "1a", "aB", "Ab", "a_b", "a.b", "é", "a b", "a-bC"})
    void noLabels(String label) {
        assertThat(ComponentName.isLabel(label)).isFalse();
        assertThatThrownBy(() -> ComponentName.parse(label, CONTEXT)).isInstanceOf(ValidationException.class);
    }

    @Test
    void kindsAreToldByTheirForm() {
        assertThat(ComponentName.parse("[method]r.f", CONTEXT))
                .isEqualTo(new ComponentName(ComponentName.Kind.METHOD, "r", "r.f", ""));
        assertThat(ComponentName.parse("[static]r.f", CONTEXT).kind()).isEqualTo(ComponentName.Kind.STATIC);
        assertThat(ComponentName.parse("[constructor]r", CONTEXT).resource()).isEqualTo("r");
        assertThat(ComponentName.parse("a:b/c@1.2.3", CONTEXT).version()).isEqualTo("@1.2.3");
        assertThat(ComponentName.parse("url=<x>", CONTEXT).kind()).isEqualTo(ComponentName.Kind.IMPLEMENTATION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[method]",
                "[method]a",
                "[method]a.",
                "[method].a",
                "[method]a.b.c",
                "[constructor]",
                "[constructor]a.b",
                "[other]a",
                "a:b",
                "a:b/",
                ":b/c",
                "a:/c",
                "a:b:c/d",
                "a:b/c/d",
                "a:b-C/d",
                "unlocked-dep=<a>",
                "locked-dep=<a:b",
                "url=<<>",
                "integrity=<>",
                "integrity=<md5-aa>"
            })
    void otherFormsAreRefused(String name) {
        assertThatThrownBy(() -> ComponentName.parse(name, CONTEXT))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("is not a valid extern name");
    }

    /// The examples of the specification.
    @Test
    void namesOfAScopeAreStronglyUnique() {
        List<String> names =
                List.of("foo", "foo-bar", "[constructor]foo", "[method]foo.bar", "[static]foo.baz", "foo:bar/baz");
        assertThat(names.stream().map(ComponentNameTest::key)).doesNotHaveDuplicates();
        List<String> taken = names.stream().map(ComponentNameTest::key).toList();
        for (String other : List.of(
                "foo",
                "FOO",
                "foo-BAR",
                "[constructor]FOO",
                "[method]foo.BAR",
                "[static]foo.bar",
                "[method]foo.baz",
                "[method]foo.foo",
                "[static]foo-BAR.FOO-bar",
                "foo:bar/BAZ")) {
            assertThat(taken).contains(key(other));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0",
                "1.2.3",
                "1.0.0-alpha",
                "1.0.0-0.3.7",
                "1.0.0-x.7.z.92",
                "1.0.0+20130313",
                "1.0.0-b+e.0a"
            })
    void versions(String version) {
        assertThat(SemVer.problem(version)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'', empty string",
        "., unexpected character '.'",
        "1, unexpected end of input",
        "1., unexpected end of input",
        "1.0, unexpected end of input",
        "01.0.0, invalid leading zero",
        "1.0.0-01, invalid leading zero",
        "1.0.0-, empty identifier segment",
        "1.0.0+, empty identifier segment",
        "1.0.0-a..b, empty identifier segment",
        "1.0.0x, unexpected character 'x'",
        "1.0.0-a_b, unexpected character '_'",
        "1.0.0.0, unexpected character '.'",
    })
    void noVersions(String version, String problem) {
        assertThat(SemVer.problem(version)).contains(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "1, true",
        "10, true",
        "0.2, true",
        "0.0.3, true",
        "0.0.0, true",
        "0, false",
        "0.0, false",
        "1.2, false",
        "01, false",
        "'', false",
        "0.2.1, false"
    })
    void tracks(String text, boolean isTrack) {
        assertThat(SemVer.isTrack(text)).isEqualTo(isTrack);
    }
}
