package dev.gantry.wasm.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.wasm.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the tokens of a text are.
final class LexerTest {
    private static Tokens tokens(String text) {
        return Tokens.of(new SourceText(text, ""));
    }

    private static List<String> kinds(String text) {
        Tokens tokens = tokens(text);
        List<String> kinds = new ArrayList<>();
        for (int token = 0; token < tokens.count(); token++) {
            kinds.add(tokens.kind(token).toString());
        }
        return kinds;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "( LEFT",
                ") RIGHT",
                "func KEYWORD",
                "i32.add KEYWORD",
                "nan:canonical KEYWORD",
                "$x ID",
                "$$ ID",
                "0 NAT",
                "1_000 NAT",
                "0xFf_0 NAT",
                "-1 INT",
                "+0x7 INT",
                "1. FLOAT",
                "1.5 FLOAT",
                "1e5 FLOAT",
                "-1.e-5 FLOAT",
                "0x1p-3 FLOAT",
                "0x1.8 FLOAT",
                "0x.8 RESERVED",
                "inf FLOAT",
                "-inf FLOAT",
                "nan FLOAT",
                "+nan:0x1 FLOAT",
                "nan:0x KEYWORD",
                "nan:0xg KEYWORD",
                "0x RESERVED",
                "1__0 RESERVED",
                "1_ RESERVED",
                "_1 RESERVED",
                "0x1p RESERVED",
                "1e RESERVED",
                "1e+ RESERVED",
                "1.5.5 RESERVED",
                "1._5 RESERVED",
                "0drop RESERVED",
                "0$x RESERVED",
                "{ RESERVED",
                "@x RESERVED",
                "Func RESERVED",
                "+ RESERVED",
            })
    void wordsAreOfOneKind(String text, TokenKind kind) {
        assertThat(kinds(text)).containsExactly(kind.toString());
    }

    @Test
    void stringsJoinWithWhatTouchesThem() {
        assertThat(kinds("\"a\" $\"b\"")).containsExactly("STRING", "ID");
        assertThat(kinds("\"a\"\"b\"")).containsExactly("RESERVED");
        assertThat(kinds("$\"l\"0")).containsExactly("RESERVED");
        assertThat(kinds("\"a\"(\"b\")")).containsExactly("STRING", "LEFT", "STRING", "RIGHT");
    }

    @Test
    void stringsStandForBytes() {
        Tokens tokens = tokens("\"a\\t\\n\\r\\\"\\'\\\\\\00\\fF\\u{20ac}\\u{1_F600}é😀\"");
        byte[] expected = "a\t\n\r\"'\\\0".getBytes(StandardCharsets.UTF_8);
        byte[] bytes = tokens.bytes(0);
        assertThat(bytes).startsWith(expected);
        assertThat(bytes[expected.length]).isEqualTo((byte) 0xFF);
        assertThat(new String(bytes, expected.length + 1, bytes.length - expected.length - 1, StandardCharsets.UTF_8))
                .isEqualTo("€😀é😀");
        assertThatThrownBy(() -> tokens.name(0)).hasMessageContaining("malformed UTF-8 encoding");
    }

    @Test
    void identifiersMayBeQuoted() {
        Tokens tokens = tokens("$ab $\"ab\" $\"a\\u{62}\" $\" \"");
        assertThat(List.of(tokens.id(0), tokens.id(1), tokens.id(2), tokens.id(3)))
                .containsExactly("ab", "ab", "ab", " ");
    }

    @Test
    void commentsAndUnknownAnnotationsAreNoTokens() {
        assertThat(kinds(";; x\n(;(;;);)(@x (y) \")\" #4g0 ,;[{}]) (@\"q\")")).isEmpty();
        assertThat(kinds("(@name \"x\")")).containsExactly("ANNOTATION", "STRING", "RIGHT");
        assertThat(kinds("(@x (@name \"y\"))")).isEmpty();
    }

    @Test
    void parenthesesKnowTheirPartners() {
        Tokens tokens = tokens("(a (b) c) ) (");
        assertThat(tokens.match(0)).isEqualTo(6);
        assertThat(tokens.match(2)).isEqualTo(4);
        assertThat(tokens.match(8)).isEqualTo(Tokens.NONE);
    }

    @Test
    void everyKindOfLineEndCounts() {
        SourceText source = new SourceText("a\nb\rc\r\nd", "");
        assertThat(List.of(source.line(0), source.line(2), source.line(4), source.line(7)))
                .containsExactly(1, 2, 3, 4);
        assertThat(source.column(7)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "\"\\",
                "\"\\0\"",
                "\"\\u{}\"",
                "\"\\u{d800}\"",
                "\"\\u{110000}\"",
                "\"\\u{1__0}\"",
                "\"\\u41\"",
                "\"\n\"",
                "\"\u0001\"",
                "\u0001",
                "é",
                "\uD800",
                "\"\uD800\"",
                ";; \uDC00",
                "(; \uD800 ;)",
                "(;",
                "(; (; ;)",
                "$",
                "$\"\"",
                "$\"\\ff\"",
                "(@)",
                "(@ x)",
                "(@\"\")",
                "(@x",
                "(@x (",
                "(@x \"",
                "\"\\u{\"",
                "\"\\u{ffffffffffff}\"",
            })
    void malformedTokensArePositioned(String text) {
        assertThatThrownBy(() -> tokens(text))
                .isInstanceOf(MalformedException.class)
                .hasMessageMatching("(?s)\\d+:\\d+: .*\n.*\n *\t*\\^");
    }

    @Test
    void longLinesAreShownInPart() {
        String text = "x ".repeat(1000) + "\u0001" + " y".repeat(1000);
        assertThatThrownBy(() -> tokens(text)).satisfies(e -> {
            List<String> lines = String.valueOf(e.getMessage()).lines().toList();
            assertThat(lines.getFirst()).isEqualTo("1:2001: illegal character U+0001");
            assertThat(lines.get(1).length()).isLessThan(200);
            assertThat(lines.get(1).charAt(lines.get(2).indexOf('^'))).isEqualTo('?');
        });
    }
}
