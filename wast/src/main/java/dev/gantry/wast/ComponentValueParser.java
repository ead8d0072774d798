package dev.gantry.wast;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.text.Numbers;
import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;
import dev.gantry.wasm.text.VectorLiterals;
import dev.gantry.wasm.text.VectorLiterals.Shape;
import dev.gantry.wast.ComponentValue.IntType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Parses calls of components' functions, their arguments and results.
///
/// Threading: confined to one thread.
final class ComponentValueParser {
    private static final int MAX_NESTING = 100;

    private final TokenCursor cursor;

    ComponentValueParser(TokenCursor cursor) {
        this.cursor = cursor;
    }

    /// Parses `(invoke …)`.
    ComponentAction parseAction() {
        if (!cursor.acceptForm("invoke")) {
            throw cursor.unexpected("`(invoke`");
        }
        String id = cursor.kind() == TokenKind.ID ? cursor.tokens().id(cursor.next()) : null;
        ComponentAction action = new ComponentAction(id, cursor.expectName("a name"), parseValues());
        cursor.expectRight();
        return action;
    }

    /// Parses values in parentheses, up to a closing parenthesis.
    List<ComponentValue> parseValues() {
        return parseValues(0);
    }

    private List<ComponentValue> parseValues(int nesting) {
        List<ComponentValue> values = new ArrayList<>();
        while (cursor.kind() == TokenKind.LEFT) {
            values.add(parseInParentheses(nesting));
        }
        return values;
    }

    private ComponentValue parseInParentheses(int nesting) {
        cursor.expect(TokenKind.LEFT, "`(`");
        ComponentValue value = parseValue(nesting);
        cursor.expectRight();
        return value;
    }

    private @Nullable ComponentValue parseOptional(int nesting) {
        return cursor.kind() == TokenKind.LEFT ? parseInParentheses(nesting) : null;
    }

    /// Parses a value without the parentheses around it.
    private ComponentValue parseValue(int nesting) {
        if (nesting == MAX_NESTING) {
            throw cursor.error(Failure.NESTING_TOO_DEEP, "nesting too deep: values");
        }
        int inner = nesting + 1;
        int keyword = cursor.expect(TokenKind.KEYWORD, "a value");
        String word = cursor.tokens().text(keyword);
        return switch (word) {
            case "bool.const" -> parseBool();
            case "f32.const" -> new ComponentValue.F32((int) VectorLiterals.parseLane(cursor, Shape.F32X4));
            case "f64.const" -> new ComponentValue.F64(VectorLiterals.parseLane(cursor, Shape.F64X2));
            case "char.const" -> parseChar();
            case "str.const" -> new ComponentValue.Str(cursor.expectName("a string"));
            case "list.const" -> new ComponentValue.ListOf(parseValues(inner));
            case "tuple.const" -> new ComponentValue.Tuple(parseValues(inner));
            case "record.const" -> parseRecord(inner);
            case "variant.const" -> {
                String name = cursor.expectName("a case");
                yield new ComponentValue.Variant(name, parseOptional(inner));
            }
            case "enum.const" -> new ComponentValue.EnumCase(cursor.expectName("a case"));
            case "option.none" -> new ComponentValue.OptionOf(null);
            case "option.some" -> new ComponentValue.OptionOf(parseInParentheses(inner));
            case "result.ok" -> new ComponentValue.ResultOf(true, parseOptional(inner));
            case "result.err" -> new ComponentValue.ResultOf(false, parseOptional(inner));
            case "flags.const" -> parseFlags();
            default -> parseInt(keyword, word);
        };
    }

    private ComponentValue parseBool() {
        if (cursor.acceptKeyword("true")) {
            return new ComponentValue.Bool(true);
        }
        if (!cursor.acceptKeyword("false")) {
            throw cursor.unexpected("`true` or `false`");
        }
        return new ComponentValue.Bool(false);
    }

    private ComponentValue parseChar() {
        int token = cursor.position();
        String text = cursor.expectName("a character");
        if (text.isEmpty() || text.codePointCount(0, text.length()) != 1) {
            cursor.seek(token);
            throw cursor.unexpected("a string of one character");
        }
        return new ComponentValue.Char(text.codePointAt(0));
    }

    private ComponentValue parseRecord(int nesting) {
        List<ComponentValue.Field> fields = new ArrayList<>();
        while (cursor.acceptForm("field")) {
            String name = cursor.expectName("a field");
            fields.add(new ComponentValue.Field(name, parseValue(nesting)));
            cursor.expectRight();
        }
        return new ComponentValue.RecordOf(fields);
    }

    private ComponentValue parseFlags() {
        List<String> names = new ArrayList<>();
        while (cursor.kind() == TokenKind.STRING) {
            names.add(cursor.expectName("a flag"));
        }
        return new ComponentValue.Flags(names);
    }

    private ComponentValue parseInt(int keyword, String word) {
        for (IntType type : IntType.values()) {
            if (word.equals(type.name().toLowerCase(Locale.ROOT) + ".const")) {
                return new ComponentValue.Int(type, parseInt(type));
            }
        }
        throw unknown(keyword, word);
    }

    private long parseInt(IntType type) {
        int token = cursor.position();
        boolean isNegative =
                cursor.kind() == TokenKind.INT && cursor.tokens().text(token).startsWith("-");
        if (cursor.kind() != TokenKind.NAT && cursor.kind() != TokenKind.INT) {
            throw cursor.unexpected("an integer");
        }
        long value = Numbers.integer(cursor.tokens(), cursor.next(), type.bits());
        boolean isInRange =
                type.isSigned() ? isNegative || value >>> (type.bits() - 1) == 0 : !isNegative || value == 0;
        if (!isInRange) {
            throw cursor.tokens()
                    .error(
                            Failure.CONSTANT_OUT_OF_RANGE,
                            type.name().toLowerCase(Locale.ROOT) + " " + Failure.CONSTANT_OUT_OF_RANGE.text(),
                            token);
        }
        return value;
    }

    private MalformedException unknown(int keyword, String word) {
        return cursor.tokens()
                .error(
                        Failure.UNKNOWN_OPERATOR,
                        Failure.UNKNOWN_OPERATOR.text() + ": expected a component's value, found " + word,
                        keyword);
    }
}
