package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.WasmFeature;
import java.util.Locale;

/// The name of an import or export, taken apart.
///
/// ```text
///   label                        plain
///   [constructor]label           a function that makes a resource
///   [method]label.label          a function of a resource
///   [static]label.label          a function that belongs to a resource
///   words:words/label@version    an interface
/// ```
///
/// Older forms that name implementations (`url=<…>`, `locked-dep=<…>`, `unlocked-dep=<…>`, `integrity=<…>`) are still
/// accepted for imports.
///
/// @param kind     which form it is
/// @param resource the label of the resource, empty unless the kind has one
/// @param key      what must be different in different names of a scope
/// @param version  what stands behind `@` in the name of an interface; empty if there is none
record ComponentName(Kind kind, String resource, String key, String version) {
    enum Kind {
        LABEL,
        CONSTRUCTOR,
        METHOD,
        STATIC,
        INTERFACE,
        IMPLEMENTATION
    }

    private static final String CONSTRUCTOR = "[constructor]";
    private static final String METHOD = "[method]";
    private static final String STATIC = "[static]";
    private static final String NOT_KEBAB = "is not in kebab case";

    static ComponentName parse(String name, ComponentContext context) {
        if (name.startsWith(CONSTRUCTOR)) {
            String label = name.substring(CONSTRUCTOR.length());
            requireLabel(label, name, context);
            return new ComponentName(Kind.CONSTRUCTOR, label, name.toLowerCase(Locale.ROOT), "");
        }
        if (name.startsWith(METHOD)) {
            return parseMember(Kind.METHOD, name, name.substring(METHOD.length()), context);
        }
        if (name.startsWith(STATIC)) {
            return parseMember(Kind.STATIC, name, name.substring(STATIC.length()), context);
        }
        if (ImplementationName.isOne(name)) {
            ImplementationName.check(name, context);
            return new ComponentName(Kind.IMPLEMENTATION, "", name, "");
        }
        if (name.indexOf(':') >= 0) {
            return parseInterface(name, context);
        }
        requireLabel(name, name, context);
        return new ComponentName(Kind.LABEL, "", name.toLowerCase(Locale.ROOT), "");
    }

    private static ComponentName parseMember(Kind kind, String name, String rest, ComponentContext context) {
        int dot = rest.indexOf('.');
        if (dot < 0) {
            throw invalid(name, "failed to find `.` character", context);
        }
        String resource = rest.substring(0, dot);
        String member = rest.substring(dot + 1);
        requireLabel(resource, name, context);
        requireLabel(member, name, context);
        boolean isConstructorLike = resource.equalsIgnoreCase(member);
        return new ComponentName(kind, resource, (isConstructorLike ? resource : rest).toLowerCase(Locale.ROOT), "");
    }

    private static ComponentName parseInterface(String name, ComponentContext context) {
        int at = name.indexOf('@');
        String path = at < 0 ? name : name.substring(0, at);
        boolean nests = context.isOn(WasmFeature.COMPONENT_MODEL_NESTED_NAMES);
        int slash = path.indexOf('/');
        if (slash < 0) {
            throw invalid(name, "expected `/` after package name", context);
        }
        String[] packages = path.substring(0, slash).split(":", -1);
        String[] projections = path.substring(slash + 1).split("/", -1);
        if (packages.length != 2 && !nests) {
            throw invalid(name, "expected `/` after package name", context);
        }
        if (projections.length != 1 && !nests) {
            throw invalid(name, "trailing characters found: `/" + projections[1] + "`", context);
        }
        for (String words : packages) {
            if (!isLabel(words) || !words.equals(words.toLowerCase(Locale.ROOT))) {
                throw invalid(name, "`" + words + "` " + NOT_KEBAB, context);
            }
        }
        for (String label : projections) {
            requireLabel(label, name, context);
        }
        String version = at < 0 ? "" : name.substring(at);
        return new ComponentName(Kind.INTERFACE, "", path.toLowerCase(Locale.ROOT) + version, version);
    }

    private static void requireLabel(String label, String name, ComponentContext context) {
        if (!isLabel(label)) {
            throw invalid(name, "`" + label + "` " + NOT_KEBAB, context);
        }
    }

    private static RuntimeException invalid(String name, String why, ComponentContext context) {
        return context.fail(Failure.INVALID_NAME, "`" + name + "` is not a valid extern name: " + why);
    }

    /// Whether a name consists of words and acronyms joined by hyphens, the first starting with a letter.
    static boolean isLabel(String name) {
        boolean startsFragment = true;
        boolean isFirst = true;
        boolean hasLower = false;
        boolean hasUpper = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '-') {
                if (startsFragment) {
                    return false;
                }
                startsFragment = true;
                isFirst = false;
                hasLower = false;
                hasUpper = false;
                continue;
            }
            boolean isLower = c >= 'a' && c <= 'z';
            boolean isUpper = c >= 'A' && c <= 'Z';
            boolean isDigit = c >= '0' && c <= '9';
            if ((!isLower && !isUpper && !isDigit) || (isDigit && startsFragment && isFirst)) {
                return false;
            }
            hasLower |= isLower;
            hasUpper |= isUpper;
            if (hasLower && hasUpper) {
                return false;
            }
            startsFragment = false;
        }
        return !startsFragment;
    }
}
