package dev.gantry.wasm.validate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Cuts a test script into its forms, as far as the test of verdicts needs it.
final class ScriptForms {
    private final String source;
    private int at;

    private ScriptForms(String source) {
        this.source = source;
    }

    /// A form: its text and the line it starts on.
    record Form(String text, int line) {
        /// Whether the form is a list that starts with a word.
        boolean startsWith(String word) {
            return Pattern.compile("^\\((?:\\s|;;[^\n]*\n|\\(;.*?;\\))*" + word + "(?![\\w-])", Pattern.DOTALL)
                    .matcher(text)
                    .find();
        }

        /// The forms directly inside this one.
        List<Form> inner() {
            return new ScriptForms(text.substring(1, text.length() - 1)).forms(line);
        }
    }

    static List<Form> of(String source) {
        return new ScriptForms(source).forms(1);
    }

    private List<Form> forms(int firstLine) {
        List<Form> forms = new ArrayList<>();
        int depth = 0;
        int start = 0;
        int line = firstLine;
        int startLine = line;
        while (at < source.length()) {
            int before = at;
            char c = source.charAt(at);
            if (isComment() || c == '"') {
                skip();
            } else {
                at++;
                if (c == '(' && depth++ == 0) {
                    start = before;
                    startLine = line;
                } else if (c == ')' && --depth == 0) {
                    forms.add(new Form(source.substring(start, at), startLine));
                }
            }
            line += (int) source.substring(before, at)
                    .chars()
                    .filter(ch -> ch == '\n')
                    .count();
        }
        return forms;
    }

    private boolean isComment() {
        return source.startsWith(";;", at) || source.startsWith("(;", at);
    }

    /// Skips a comment or a string.
    private void skip() {
        if (source.startsWith(";;", at)) {
            int end = source.indexOf('\n', at);
            at = end < 0 ? source.length() : end;
        } else if (source.startsWith("(;", at)) {
            int depth = 0;
            do {
                if (source.startsWith("(;", at)) {
                    depth++;
                    at += 2;
                } else if (source.startsWith(";)", at)) {
                    depth--;
                    at += 2;
                } else {
                    at++;
                }
            } while (depth > 0);
        } else {
            at++;
            while (source.charAt(at) != '"') {
                at += source.charAt(at) == '\\' ? 2 : 1;
            }
            at++;
        }
    }

    /// The bytes of all strings of a form, one behind the other.
    static byte[] strings(Form form) {
        return new ScriptForms(form.text()).strings();
    }

    private byte[] strings() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (at < source.length()) {
            if (isComment()) {
                skip();
            } else if (source.charAt(at++) == '"') {
                int start = at - 1;
                at = start;
                skip();
                unescape(source.substring(start + 1, at - 1), out);
            }
        }
        return out.toByteArray();
    }

    private static void unescape(String text, ByteArrayOutputStream out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                int end = text.offsetByCodePoints(i, 1);
                out.writeBytes(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end - 1;
                continue;
            }
            char escape = text.charAt(++i);
            int simple = "ntr\"'\\".indexOf(escape);
            if (simple >= 0) {
                out.write("\n\t\r\"'\\".charAt(simple));
            } else if (escape == 'u') {
                int end = text.indexOf('}', i);
                int code = Integer.parseInt(text.substring(i + 2, end).replace("_", ""), 16);
                out.writeBytes(Character.toString(code).getBytes(StandardCharsets.UTF_8));
                i = end;
            } else {
                out.write(Integer.parseInt(text.substring(i, i + 2), 16));
                i++;
            }
        }
    }
}
