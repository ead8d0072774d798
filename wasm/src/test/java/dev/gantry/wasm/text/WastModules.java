package dev.gantry.wasm.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Finds the modules written out in a script, without parsing it: balanced parentheses outside of strings and comments.
final class WastModules {
    private static final Pattern PLAIN = Pattern.compile(
            "\\(module(?!\\s*(\\$\\S+\\s*)?(binary|quote|instance)\\b)(?!\\s+definition\\s*(\\$\\S+\\s*)?(binary|quote)).*",
            Pattern.DOTALL);
    private static final Pattern DEFINITION = Pattern.compile("^\\(module\\s+definition\\b");

    private WastModules() {}

    /// A module at the top level of a script, and its line.
    record Text(String text, int line) {}

    static List<Text> of(String script) {
        List<Text> found = new ArrayList<>();
        int depth = 0;
        int start = 0;
        int at = 0;
        while (at < script.length()) {
            char c = script.charAt(at);
            if (c == '"') {
                at = endOfString(script, at);
            } else if (script.startsWith(";;", at)) {
                at = endOfLine(script, at);
            } else if (script.startsWith("(;", at)) {
                at = endOfComment(script, at);
            } else {
                if (c == '(' && depth++ == 0) {
                    start = at;
                }
                if (c == ')' && --depth == 0) {
                    add(found, script, start, at + 1);
                }
                at++;
            }
        }
        return found;
    }

    private static void add(List<Text> found, String script, int start, int end) {
        String text = script.substring(start, end);
        if (PLAIN.matcher(text).matches()) {
            int line = 1 + (int) script.substring(0, start).lines().count();
            found.add(new Text(DEFINITION.matcher(text).replaceFirst("(module"), line));
        }
    }

    private static int endOfString(String script, int start) {
        int at = start + 1;
        while (script.charAt(at) != '"') {
            at += script.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    private static int endOfLine(String script, int start) {
        int end = script.indexOf('\n', start);
        return end < 0 ? script.length() : end;
    }

    private static int endOfComment(String script, int start) {
        int depth = 0;
        int at = start;
        do {
            boolean opens = script.startsWith("(;", at);
            boolean closes = script.startsWith(";)", at);
            depth += opens ? 1 : closes ? -1 : 0;
            at += opens || closes ? 2 : 1;
        } while (depth > 0);
        return at;
    }
}
