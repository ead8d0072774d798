package dev.gantry.wasm.component.validate;

import org.jspecify.annotations.Nullable;

/// Checks versions in the grammar of Semantic Versioning 2.0.0.
final class SemVer {
    private final String text;
    private int at;

    private SemVer(String text) {
        this.text = text;
    }

    /// What is wrong with a version, or null if nothing is.
    static @Nullable String problem(String version) {
        return version.isEmpty() ? "empty string, expected a semver version" : new SemVer(version).problem();
    }

    /// Whether a text is the part of a version that compatible versions share: `1`, `0.2` or `0.0.3`.
    static boolean isTrack(String text) {
        if (text.equals("0.0.0")) {
            return true;
        }
        String rest = text.startsWith("0.0.") ? text.substring(4) : text.startsWith("0.") ? text.substring(2) : text;
        return isNumber(rest) && !rest.equals("0");
    }

    private @Nullable String problem() {
        for (int part = 0; part < 3; part++) {
            if (part > 0) {
                if (at == text.length()) {
                    return "unexpected end of input";
                }
                if (text.charAt(at) != '.') {
                    return unexpected();
                }
                at++;
            }
            int start = at;
            while (at < text.length() && isDigit(text.charAt(at))) {
                at++;
            }
            if (at == start) {
                return at == text.length() ? "unexpected end of input" : unexpected();
            }
            if (!isNumber(text.substring(start, at))) {
                return "invalid leading zero";
            }
        }
        if (at < text.length() && text.charAt(at) == '-') {
            at++;
            String problem = identifiers(true);
            if (problem != null) {
                return problem;
            }
        }
        if (at < text.length() && text.charAt(at) == '+') {
            at++;
            String problem = identifiers(false);
            if (problem != null) {
                return problem;
            }
        }
        return at < text.length() ? unexpected() : null;
    }

    private @Nullable String identifiers(boolean isPreRelease) {
        while (true) {
            int start = at;
            boolean isNumeric = true;
            while (at < text.length() && isIdentifier(text.charAt(at))) {
                isNumeric &= isDigit(text.charAt(at));
                at++;
            }
            if (at == start) {
                return "empty identifier segment";
            }
            if (isPreRelease && isNumeric && !isNumber(text.substring(start, at))) {
                return "invalid leading zero";
            }
            if (at == text.length() || text.charAt(at) != '.') {
                return null;
            }
            at++;
        }
    }

    private String unexpected() {
        return "unexpected character '" + text.charAt(at) + "'";
    }

    private static boolean isNumber(String digits) {
        return !digits.isEmpty()
                && digits.chars().allMatch(SemVer::isDigit)
                && (digits.length() == 1 || digits.charAt(0) != '0');
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isIdentifier(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    }
}
