package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.binary.ModuleWriter;
import dev.gantry.wasm.binary.NameSection;
import dev.gantry.wasm.binary.Producers;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.text.ModulePrinter;
import dev.gantry.wasm.text.TextParser;
import dev.gantry.wasm.types.TypeInterner;
import dev.gantry.wasm.validate.Validator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What must hold for any bytes: documented errors only, a stable verdict, and for valid modules that encoding and
/// printing lose nothing.
final class ModuleOracle {
    /// All features.
    static final Set<WasmFeature> ALL = Set.copyOf(EnumSet.allOf(WasmFeature.class));

    private static final Set<WasmFeature> DEFAULTS = Set.copyOf(WasmFeature.defaults());
    /// Texts longer than this are not parsed again, for the sake of time.
    private static final int MAX_TEXT = 1_000_000;

    private static final Pattern PLACE = Pattern.compile("\" \\((before|after) \\w+\\) ");

    private ModuleOracle() {}

    /// What decoder and validator say.
    ///
    /// @param kind    valid, invalid or malformed
    /// @param failure what is wrong, or empty
    /// @param offset  where, or -1
    private record Verdict(String kind, String failure, long offset) {
        static final Verdict VALID = new Verdict("valid", "", -1);

        boolean isValid() {
            return kind.equals(VALID.kind);
        }

        static Verdict of(String kind, Failure failure, long offset, byte[] bytes) {
            assertThat(offset).as("offset of %s", failure).isBetween(0L, (long) bytes.length);
            return new Verdict(kind, failure.name(), offset);
        }
    }

    /// Checks a binary.
    ///
    /// @return the verdict with all features
    static String check(byte[] bytes) {
        Verdict verdict = verdict(bytes, ALL);
        assertThat(verdict(bytes, ALL)).as("the second verdict").isEqualTo(verdict);
        Verdict byDefault = verdict(bytes, DEFAULTS);
        // branch hints are looked at with all features only
        if (byDefault.isValid() && !verdict.failure.endsWith("_CUSTOM")) {
            assertThat(verdict).as("the verdict with more features").isEqualTo(byDefault);
        }
        if (verdict.isValid()) {
            checkIdentities(ModuleReader.read(bytes, ALL));
        } else {
            checkInvalid(bytes);
        }
        return verdict.kind;
    }

    private static Verdict verdict(byte[] bytes, Set<WasmFeature> features) {
        TypeInterner interner = new TypeInterner();
        try {
            Validator.validate(ModuleReader.read(bytes, features), features, interner, Runnable::run)
                    .close();
            return Verdict.VALID;
        } catch (MalformedException e) {
            return Verdict.of("malformed", e.failure(), e.offsetBytes(), bytes);
        } catch (ValidationException e) {
            return Verdict.of("invalid", e.failure(), e.offsetBytes(), bytes);
        } finally {
            assertThat(interner.groupCount()).as("types left behind").isZero();
        }
    }

    /// Readers of optional parts and the printer take invalid modules too.
    private static void checkInvalid(byte[] bytes) {
        try {
            ModuleDef module = ModuleReader.read(bytes, ALL);
            NameSection.of(module);
            Producers.of(module);
            ModulePrinter.print(module);
        } catch (MalformedException | ValidationException _) {
            // documented
        }
    }

    private static void checkIdentities(ModuleDef module) {
        List<String> facts = ModuleFacts.of(module);
        ModuleDef encoded = ModuleReader.read(ModuleWriter.write(module), ALL);
        assertSame("encoded and decoded", facts, ModuleFacts.of(encoded));
        assertThat(encoded.dataCount()).as("data count").isEqualTo(module.dataCount());
        assertThat(encoded.customs().size())
                .as("custom sections")
                .isEqualTo(module.customs().size());
        String text = ModulePrinter.print(module);
        List<String> lines = text.lines().toList();
        assertSame(
                "text of the encoded module",
                lines,
                ModulePrinter.print(encoded).lines().toList());
        if (text.length() <= MAX_TEXT) {
            byte[] parsed = TextParser.parseModule(text, "printed.wat");
            assertThat(verdict(parsed, ALL)).as("verdict of the parsed text").isEqualTo(Verdict.VALID);
            ModuleDef again = ModuleReader.read(parsed, ALL);
            assertSame("printed and parsed", facts, ModuleFacts.of(again));
            checkText(text, ModulePrinter.print(again));
        }
    }

    /// Empty sections have no text, so custom sections may be said to be elsewhere once they are gone.
    private static void checkText(String text, String textOfText) {
        if (!textOfText.equals(text)) {
            assertSame("text of the text", withoutPlaces(text), withoutPlaces(textOfText));
            String third = ModulePrinter.print(ModuleReader.read(TextParser.parseModule(textOfText), ALL));
            assertSame(
                    "text of the text of the text",
                    textOfText.lines().toList(),
                    third.lines().toList());
        }
    }

    private static List<String> withoutPlaces(String text) {
        return text.lines()
                .map(line -> line.strip().startsWith("(@custom")
                        ? PLACE.matcher(line).replaceFirst("\" ")
                        : line)
                .toList();
    }

    /// Fails with the first line that differs.
    private static void assertSame(String what, List<String> wanted, List<String> found) {
        if (found.equals(wanted)) {
            return;
        }
        int line = 0;
        while (line < wanted.size() && line < found.size() && found.get(line).equals(wanted.get(line))) {
            line++;
        }
        assertThat(line < found.size() ? found.get(line) : "nothing")
                .as("%s: line %d", what, line + 1)
                .isEqualTo(line < wanted.size() ? wanted.get(line) : "nothing");
    }
}
