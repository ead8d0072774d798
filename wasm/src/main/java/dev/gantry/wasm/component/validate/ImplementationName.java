package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.Failure;
import java.util.regex.Pattern;

/// The names of imports that say which implementation is meant, of an earlier edition of the component model. They are
/// checked and not interpreted.
final class ImplementationName {
    private static final String WORDS = "[a-z][0-9a-z]*(-[0-9a-z]+)*";
    private static final String LABEL = "[a-zA-Z][0-9a-zA-Z]*(-[0-9a-zA-Z]+)*";
    private static final String PACKAGE = WORDS + ":" + WORDS + "(/" + LABEL + ")?";
    private static final String VERSION = "[0-9]+\\.[0-9]+\\.[0-9]+([-+][0-9A-Za-z.+-]+)?";
    private static final String HASH = "integrity=<\\s*(sha(256|384|512)-[0-9A-Za-z+/]+={0,2}(\\?[^\\s>]*)?\\s*)+>";
    private static final String RANGE = "\\*|\\{(>=" + VERSION + "( <" + VERSION + ")?|<" + VERSION + ")}";

    private static final Pattern FORM = Pattern.compile("unlocked-dep=<" + PACKAGE + "(@(" + RANGE + "))?>"
            + "|locked-dep=<" + PACKAGE + "(@" + VERSION + ")?>(," + HASH + ")?"
            + "|url=<[^<>]*>(," + HASH + ")?"
            + "|" + HASH);

    /// Longer names are not matched: the pattern recurses over repetitions.
    private static final int MAX_CHARS = 1_000;

    private ImplementationName() {}

    static boolean isOne(String name) {
        return name.startsWith("unlocked-dep=")
                || name.startsWith("locked-dep=")
                || name.startsWith("url=")
                || name.startsWith("integrity=");
    }

    static void check(String name, ComponentContext context) {
        if (name.length() > MAX_CHARS || !FORM.matcher(name).matches()) {
            throw context.fail(Failure.INVALID_NAME, "`" + name + "` is not a valid extern name");
        }
    }
}
