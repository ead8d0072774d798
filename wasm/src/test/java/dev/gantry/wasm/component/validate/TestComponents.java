package dev.gantry.wasm.component.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.component.text.ComponentParser;
import dev.gantry.wasm.types.TypeInterner;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Validates texts of components, with all features unless some are taken away.
final class TestComponents {
    private TestComponents() {}

    static Set<WasmFeature> all() {
        return EnumSet.complementOf(EnumSet.of(WasmFeature.LEGACY_EXCEPTIONS));
    }

    static ValidComponent validate(String text, Set<WasmFeature> features, TypeInterner interner) {
        byte[] binary = ComponentParser.parseComponent(text);
        return ComponentValidator.validate(ComponentReader.read(binary, features), features, interner, Runnable::run);
    }

    /// What is wrong with a component; null if nothing is. Nothing stays in the interner.
    static @Nullable ValidationException error(String text, Set<WasmFeature> features) {
        TypeInterner interner = new TypeInterner();
        byte[] binary = ComponentParser.parseComponent(text);
        try (ValidComponent valid = ComponentValidator.validate(
                ComponentReader.read(binary, features), features, interner, Runnable::run)) {
            assertThat(valid.features()).contains(WasmFeature.COMPONENT_MODEL);
            return null;
        } catch (ValidationException e) {
            assertThat(e.offsetBytes()).isBetween(0L, (long) binary.length);
            return e;
        } finally {
            assertThat(interner.groupCount()).isZero();
        }
    }

    static @Nullable ValidationException error(String text) {
        return error(text, all());
    }

    /// What is wrong with a component that something is wrong with.
    static ValidationException failure(String text) {
        ValidationException error = error(text);
        if (error == null) {
            throw new AssertionError("valid: " + text);
        }
        return error;
    }
}
