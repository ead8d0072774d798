package dev.gantry.wasm.component.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.ValidationException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Small components whose types are large: shared parts make them so. They are refused in time.
final class HostileComponentTest {
    private static final Duration TIME_LIMIT = Duration.ofSeconds(20);

    private static void assertLimit(String text, String message) {
        ValidationException error = assertTimeoutPreemptively(TIME_LIMIT, () -> TestComponents.failure(text));
        assertThat(error.failure()).isEqualTo(Failure.IMPLEMENTATION_LIMIT);
        assertThat(error).hasMessageContaining(message);
    }

    @Test
    void typesThatDoubleAreRefused() {
        StringBuilder text = new StringBuilder("(component (type (tuple u8 u8))");
        for (int i = 0; i < 40; i++) {
            text.append("(type (tuple ").append(i).append(' ').append(i).append("))");
        }
        assertLimit(text + ")", "effective type size");
    }

    @Test
    void instanceTypesThatDoubleAreRefused() {
        StringBuilder text = new StringBuilder("(component (type (instance))");
        for (int i = 0; i < 40; i++) {
            text.append("(type (instance (alias outer 1 ")
                    .append(i)
                    .append(" (type)) (export \"a\" (instance (type 0))) (export \"b\" (instance (type 0)))))");
        }
        assertLimit(text + ")", "effective type size");
    }

    @Test
    void deepTypesAreRefused() {
        StringBuilder text = new StringBuilder("(component (type (list u8))");
        for (int i = 0; i < 200; i++) {
            text.append("(type (option ").append(i).append("))");
        }
        assertLimit(text + ")", "value types nested in a type");
        text = new StringBuilder("(component (type (instance))");
        for (int i = 0; i < 300; i++) {
            text.append("(type (instance (alias outer 1 ")
                    .append(i)
                    .append(" (type)) (export \"a\" (instance (type 0)))))");
        }
        assertLimit(text + ")", "types nested in a type");
    }

    @Test
    void tooManyInstancesAreRefused() {
        assertLimit("(component (component $c)" + "(instance (instantiate $c))".repeat(1_001) + ")", "instances");
        assertLimit("(component" + "(component)".repeat(1_001) + ")", "components");
        assertLimit("(component" + "(core module)".repeat(1_001) + ")", "core modules");
    }

    @Test
    void workOnTypesIsCounted() {
        // a thousand exports that mention a resource, with another resource put into them by each instantiation
        StringBuilder text = new StringBuilder("(component (component $c (import \"s\" (type $s (sub resource)))");
        text.append("(type $t (tuple (own $s)))");
        for (int i = 0; i < 1_000; i++) {
            text.append("(export \"t").append(i).append("\" (type $t))");
        }
        text.append(")");
        String instantiations = "(component (alias outer 1 $c (component $d)) (import \"x\" (type $y (sub resource)))"
                + "(instance (instantiate $d (with \"s\" (type $y))))".repeat(900) + ")";
        assertLimit(text + instantiations.repeat(10) + ")", "comparisons");
    }
}
