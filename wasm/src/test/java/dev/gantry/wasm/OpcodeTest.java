package dev.gantry.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("EnumOrdinal") // the ordinals are what is tested
class OpcodeTest {
    private static final Set<String> OPERANDS = Set.of("i32", "i64", "f32", "f64", "v128", "at");
    private static final Set<String> TEXTS_OF_TWO_ROWS = Set.of("select", "ref.test", "ref.cast");
    private static final Pattern WIDTH = Pattern.compile("(?:load|store|rmw)(8|16|32|64)");
    private static final String TABLE_START = "    // spotless:off\n";
    private static final String TABLE_END = "    // spotless:on\n";

    @Test
    void noTwoInstructionsHaveTheSameEncoding() {
        Map<Integer, Opcode> seen = new HashMap<>();
        for (Opcode opcode : Opcode.values()) {
            assertThat(seen.put(opcode.prefix() << 16 | opcode.code(), opcode))
                    .as(opcode.name())
                    .isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Opcode.class)
    void everyInstructionIsFoundByItsEncoding(Opcode opcode) {
        assertThat(Opcode.of(opcode.prefix(), opcode.code())).isSameAs(opcode);
    }

    @Test
    void nothingIsFoundElsewhere() {
        assertThat(Opcode.of(0, 0xFF)).isNull();
        assertThat(Opcode.of(0, 0xFC)).isNull();
        assertThat(Opcode.of(0xFC, -1)).isNull();
        assertThat(Opcode.of(0xFD, 1 << 20)).isNull();
        assertThat(Opcode.of(0xFA, 0)).isNull();
    }

    @Test
    void everyInstructionHasOneRow() {
        Map<String, Integer> rows = new HashMap<>();
        for (Opcode opcode : Opcode.values()) {
            rows.merge(opcode.text(), 1, Integer::sum);
        }
        rows.forEach((text, count) -> assertThat(count).as(text).isEqualTo(TEXTS_OF_TWO_ROWS.contains(text) ? 2 : 1));
    }

    @ParameterizedTest
    @EnumSource(Opcode.class)
    void signaturesNameOperandsAndResults(Opcode opcode) {
        String signature = opcode.signature();
        if (signature == null) {
            return;
        }
        List<String> words = new ArrayList<>(Arrays.asList(signature.trim().split("\\s+")));
        assertThat(words.remove("->")).isTrue();
        assertThat(OPERANDS).containsAll(new HashSet<>(words));
        boolean hasAddress = opcode.immediates().accessBytes() != 0;
        assertThat(!hasAddress || words.getFirst().equals("at")).as(signature).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Opcode.class)
    void accessWidthsAreThoseOfTheNames(Opcode opcode) {
        int bytes = opcode.immediates().accessBytes();
        Matcher width = WIDTH.matcher(opcode.text());
        if (bytes == 0 || !width.find() || opcode.text().contains("x")) {
            return;
        }
        assertThat(bytes).isEqualTo(Integer.parseInt(width.group(1)) / 8);
    }

    @ParameterizedTest
    @EnumSource(Opcode.class)
    void constantsOfOpsAreOrdinals(Opcode opcode) throws ReflectiveOperationException {
        assertThat(Ops.class.getField(opcode.name()).getInt(null)).isEqualTo(opcode.ordinal());
    }

    /// `-Dbless=true` rewrites the file.
    @Test
    void opsIsGeneratedFromTheTable() throws IOException {
        Path file =
                Path.of(System.getProperty("gantry.root", "")).resolve("wasm/src/main/java/dev/gantry/wasm/Ops.java");
        assumeTrue(Files.exists(file), "SKIPPED: no sources at " + file);
        String found = Files.readString(file);
        int start = found.indexOf(TABLE_START) + TABLE_START.length();
        int end = found.indexOf(TABLE_END);
        StringBuilder expected = new StringBuilder(found.substring(0, start));
        for (Opcode opcode : Opcode.values()) {
            expected.append("    public static final int ")
                    .append(opcode.name())
                    .append(" = ")
                    .append(opcode.ordinal())
                    .append(";\n");
        }
        expected.append(found.substring(end));
        if (Boolean.getBoolean("bless")) {
            Files.writeString(file, expected);
            return;
        }
        List<String> stale = new ArrayList<>(found.lines().toList());
        stale.removeAll(expected.toString().lines().toList());
        List<String> missing = new ArrayList<>(expected.toString().lines().toList());
        missing.removeAll(found.lines().toList());
        assertThat(stale)
                .as("lines of Ops.java to go; -Dbless=true rewrites it")
                .isEmpty();
        assertThat(missing)
                .as("lines missing from Ops.java; -Dbless=true rewrites it")
                .isEmpty();
        assertThat(found).isEqualTo(expected.toString());
    }
}
