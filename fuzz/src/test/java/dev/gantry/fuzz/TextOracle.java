package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.text.TextParser;
import java.util.regex.Pattern;

/// What must hold for any text: it parses to a binary that decodes, or is refused with line and column.
final class TextOracle {
    /// What messages call the text.
    static final String NAME = "fuzz.wat";
    private static final Pattern PLACE = Pattern.compile("^fuzz\\.wat:(\\d+):(\\d+): .+", Pattern.DOTALL);

    private TextOracle() {}

    /// Checks a text.
    ///
    /// @return the verdict
    static String check(String text) {
        byte[] binary;
        try {
            binary = TextParser.parseModule(text, NAME);
        } catch (MalformedException e) {
            checkPlace(e, text);
            return "malformed";
        }
        try {
            ModuleReader.read(binary, ModuleOracle.ALL);
        } catch (ValidationException _) {
            // of the limits of the implementation, which the text may exceed
        }
        return ModuleOracle.check(binary);
    }

    /// Checks that an error says where, and that the place exists.
    static void checkPlace(MalformedException error, String text) {
        assertThat(error.offsetBytes()).as("position").isBetween(0L, (long) text.length());
        var matcher = PLACE.matcher(String.valueOf(error.getMessage()));
        assertThat(matcher.matches()).as("place in: %s", error.getMessage()).isTrue();
        long lines = text.chars().filter(c -> c == '\n' || c == '\r').count() + 1;
        assertThat(Long.parseLong(matcher.group(1))).as("line").isBetween(1L, lines);
        assertThat(Long.parseLong(matcher.group(2))).as("column").isBetween(1L, text.length() + 1L);
    }
}
