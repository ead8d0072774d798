package dev.gantry.component;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes values in the notation that [Wave] describes.
///
/// Threading: confined to one thread.
final class WavePrinter {
    /// Words that mean something by themselves, so that cases of that name need a percent sign.
    static final Set<String> KEYWORDS = Set.of("true", "false", "inf", "nan", "some", "none", "ok", "err");

    private final StringBuilder out = new StringBuilder();

    /// Appends a value.
    WavePrinter print(Val value) {
        switch (value) {
            case Val.Bool(boolean flag) -> out.append(flag);
            case Val.S8(byte number) -> out.append(number);
            case Val.U8(int number) -> out.append(number);
            case Val.S16(short number) -> out.append(number);
            case Val.U16(int number) -> out.append(number);
            case Val.S32(int number) -> out.append(number);
            case Val.U32(long number) -> out.append(number);
            case Val.S64(long number) -> out.append(number);
            case Val.U64(long number) -> out.append(Long.toUnsignedString(number));
            case Val.F32(float number) -> number(Float.toString(number));
            case Val.F64(double number) -> number(Double.toString(number));
            case Val.Char(int codePoint) -> {
                out.append('\'');
                character(codePoint, '\'');
                out.append('\'');
            }
            case Val.Str(String text) -> {
                out.append('"');
                text.codePoints().forEach(codePoint -> character(codePoint, '"'));
                out.append('"');
            }
            case Val.ListVal(var elements) -> elements(elements, '[', ']', this::print);
            case Val.TupleVal(var elements) -> elements(elements, '(', ')', this::print);
            case Val.MapVal(var entries) ->
                elements(List.copyOf(entries.entrySet()), '{', '}', entry -> {
                    print(entry.getKey());
                    out.append(": ");
                    print(entry.getValue());
                });
            case Val.RecordVal(var fields) -> record(fields);
            case Val.VariantVal(String name, Val payload) -> named(label(name), payload);
            case Val.EnumVal(String name) -> named(label(name), null);
            case Val.OptionVal(Val some) -> named(some == null ? "none" : "some", some);
            case Val.ResultVal(boolean isOk, Val payload) -> named(isOk ? "ok" : "err", payload);
            case Val.FlagsVal(var names) -> elements(List.copyOf(names), '{', '}', out::append);
            case Val.ResourceVal _ -> out.append("<resource>");
        }
        return this;
    }

    /// A float: the JDK's shortest digits, without a fraction that says nothing.
    private void number(String text) {
        out.append(
                switch (text) {
                    case "NaN" -> "nan";
                    case "Infinity" -> "inf";
                    case "-Infinity" -> "-inf";
                    default -> text.replace(".0E", "e").replace('E', 'e').replaceFirst("\\.0$", "");
                });
    }

    private void character(int codePoint, char quote) {
        switch (codePoint) {
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\\' -> out.append("\\\\");
            default -> {
                if (codePoint == quote) {
                    out.append('\\').append(quote);
                } else if (Character.isISOControl(codePoint)) {
                    out.append("\\u{").append(Integer.toHexString(codePoint)).append('}');
                } else {
                    out.appendCodePoint(codePoint);
                }
            }
        }
    }

    private void record(Map<String, Val> fields) {
        if (fields.isEmpty()) {
            out.append("{:}");
            return;
        }
        elements(List.copyOf(fields.entrySet()), '{', '}', field -> {
            out.append(field.getKey()).append(": ");
            print(field.getValue());
        });
    }

    private <E> void elements(List<E> elements, char open, char close, Consumer<E> printer) {
        out.append(open);
        for (Iterator<E> each = elements.iterator(); each.hasNext(); ) {
            printer.accept(each.next());
            if (each.hasNext()) {
                out.append(", ");
            }
        }
        out.append(close);
    }

    private static String label(String name) {
        return KEYWORDS.contains(name) ? "%" + name : name;
    }

    private void named(String name, @Nullable Val payload) {
        out.append(name);
        if (payload != null) {
            out.append('(');
            print(payload);
            out.append(')');
        }
    }

    /// What was written.
    @Override
    public String toString() {
        return out.toString();
    }
}
