package dev.gantry.wasm.component.text;

/// Text in indented lines.
///
/// Threading: confined to one thread.
final class Lines {
    /// Deeper parts are not indented further, so that output stays linear in its input.
    private static final int MAX_INDENT = 40;

    private final StringBuilder text = new StringBuilder();
    private int depth;

    /// Begins a line.
    Lines line() {
        if (!text.isEmpty()) {
            text.append('\n');
        }
        text.repeat("  ", Math.min(depth, MAX_INDENT));
        return this;
    }

    Lines indent() {
        depth++;
        return this;
    }

    Lines dedent() {
        depth--;
        return this;
    }

    Lines text(String part) {
        text.append(part);
        return this;
    }

    Lines unsigned(int number) {
        text.append(Integer.toUnsignedString(number));
        return this;
    }

    /// Adds text of several lines, the further ones indented like the current one.
    Lines block(String lines) {
        text.append(lines.replace("\n", "\n" + "  ".repeat(Math.min(depth, MAX_INDENT))));
        return this;
    }

    @Override
    public String toString() {
        return text.append('\n').toString();
    }
}
