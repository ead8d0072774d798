package dev.gantry.component;

import java.util.Locale;

/// How names of components are spelled in Java: `max-size` is a component `maxSize`, a class `MaxSize`, a
/// constant `MAX_SIZE`.
final class Names {
    private Names() {}

    static String member(String kebab) {
        StringBuilder name = new StringBuilder();
        for (String word : kebab.split("-", -1)) {
            name.append(name.isEmpty() ? word.toLowerCase(Locale.ROOT) : capital(word));
        }
        return name.toString();
    }

    static String type(String kebab) {
        StringBuilder name = new StringBuilder();
        for (String word : kebab.split("-", -1)) {
            name.append(capital(word));
        }
        return name.toString();
    }

    static String constant(String kebab) {
        return kebab.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static String capital(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return lower.isEmpty() ? "" : Character.toUpperCase(lower.charAt(0)) + lower.substring(1);
    }
}
