package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.component.binary.ComponentWriter;
import dev.gantry.wasm.component.text.ComponentParser;
import dev.gantry.wasm.component.text.ComponentPrinter;
import dev.gantry.wasm.component.validate.ComponentValidator;
import dev.gantry.wasm.component.validate.ValidComponent;
import dev.gantry.wasm.text.SourceText;
import dev.gantry.wasm.text.Tokens;
import dev.gantry.wasm.types.TypeInterner;
import java.util.EnumSet;
import java.util.Set;

/// What must hold for any bytes that may be a component: documented errors with positions, a stable verdict, nothing
/// left behind, and that writing loses nothing.
final class ComponentOracle {
    private static final Set<WasmFeature> ALL =
            Set.copyOf(EnumSet.complementOf(EnumSet.of(WasmFeature.LEGACY_EXCEPTIONS)));
    private static final Set<WasmFeature> DEFAULTS = Set.copyOf(WasmFeature.defaults());

    private ComponentOracle() {}

    /// What decoder and validator say.
    ///
    /// @param kind    valid, invalid, malformed or unsupported
    /// @param failure what is wrong, or empty
    private record Verdict(String kind, String failure) {
        static Verdict of(String kind, Failure failure, long offset, byte[] bytes) {
            assertThat(offset).as("offset of %s", failure).isBetween(0L, (long) bytes.length);
            return new Verdict(kind, failure.name());
        }
    }

    /// Checks a binary.
    ///
    /// @return the verdict with all features
    static String check(byte[] bytes) {
        Verdict verdict = verdict(bytes, ALL);
        assertThat(verdict(bytes, ALL)).as("the second verdict").isEqualTo(verdict);
        Verdict byDefault = verdict(bytes, DEFAULTS);
        if (byDefault.kind.equals("valid")) {
            assertThat(verdict.kind).as("the verdict with more features").isEqualTo("valid");
        }
        if (!verdict.kind.equals("malformed")) {
            checkIdentity(bytes, verdict);
        }
        if (verdict.kind.equals("valid")) {
            checkPrinting(bytes);
        }
        return verdict.kind;
    }

    /// Checks a text: it parses to a binary that decodes, or is refused with line and column.
    ///
    /// @return the verdict with all features
    static String checkText(String text) {
        byte[] binary;
        try {
            binary = ComponentParser.parseComponent(Tokens.of(new SourceText(text, TextOracle.NAME)));
        } catch (MalformedException e) {
            TextOracle.checkPlace(e, text);
            return "malformed";
        } catch (UnsupportedException e) {
            return "unsupported";
        }
        return check(binary);
    }

    /// Checks that the text of a valid component means the same component.
    private static void checkPrinting(byte[] bytes) {
        String printed = ComponentPrinter.print(ComponentReader.read(bytes, ALL));
        byte[] parsed = ComponentParser.parseComponent(printed);
        assertThat(verdict(parsed, ALL).kind)
                .as("the verdict on what was printed")
                .isEqualTo("valid");
        assertThat(ComponentPrinter.print(ComponentReader.read(parsed, ALL)))
                .as("printed twice")
                .isEqualTo(printed);
    }

    private static Verdict verdict(byte[] bytes, Set<WasmFeature> features) {
        TypeInterner interner = new TypeInterner();
        try (ValidComponent valid =
                ComponentValidator.validate(ComponentReader.read(bytes, features), features, interner, Runnable::run)) {
            assertThat(valid.type().facts().size()).isPositive();
            return new Verdict("valid", "");
        } catch (MalformedException e) {
            return Verdict.of("malformed", e.failure(), e.offsetBytes(), bytes);
        } catch (ValidationException e) {
            return Verdict.of("invalid", e.failure(), e.offsetBytes(), bytes);
        } catch (UnsupportedException e) {
            return new Verdict("unsupported", e.feature());
        } finally {
            assertThat(interner.groupCount()).as("types that are still held").isZero();
        }
    }

    private static void checkIdentity(byte[] bytes, Verdict verdict) {
        ComponentDef component;
        try {
            component = ComponentReader.read(bytes, ALL);
        } catch (MalformedException | ValidationException _) {
            return; // some limits and rules are found by the decoder, and bodies of modules later
        }
        byte[] written = ComponentWriter.write(component);
        assertThat(ComponentWriter.write(ComponentReader.read(written, ALL)))
                .as("written twice")
                .isEqualTo(written);
        assertThat(verdict(written, ALL)).as("the verdict on what was written").isEqualTo(verdict);
    }
}
