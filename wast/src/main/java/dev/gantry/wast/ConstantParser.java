package dev.gantry.wast;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.text.Numbers;
import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;
import dev.gantry.wasm.text.VectorLiterals;
import dev.gantry.wasm.text.VectorLiterals.Shape;
import dev.gantry.wasm.types.AbsHeapType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses actions, arguments and result patterns.
///
/// Threading: confined to one thread.
final class ConstantParser {
    private static final int MAX_EITHER_NESTING = 100;

    private final TokenCursor cursor;

    ConstantParser(TokenCursor cursor) {
        this.cursor = cursor;
    }

    /// Parses `(invoke …)` or `(get …)`.
    Action parseAction() {
        if (cursor.acceptForm("get")) {
            Action action = new Action.Get(parseId(), cursor.expectName("a name"));
            cursor.expectRight();
            return action;
        }
        if (!cursor.acceptForm("invoke")) {
            throw cursor.unexpected("`(invoke` or `(get`");
        }
        String module = parseId();
        String name = cursor.expectName("a name");
        List<Constant> args = new ArrayList<>();
        while (cursor.accept(TokenKind.LEFT)) {
            args.add(parseConstant());
            cursor.expectRight();
        }
        cursor.expectRight();
        return new Action.Invoke(module, name, args);
    }

    private @Nullable String parseId() {
        return cursor.kind() == TokenKind.ID ? cursor.tokens().id(cursor.next()) : null;
    }

    /// Parses a value behind its parenthesis.
    private Constant parseConstant() {
        int keyword = cursor.expect(TokenKind.KEYWORD, "a value");
        return parseConstant(keyword, cursor.tokens().text(keyword));
    }

    private Constant parseConstant(int keyword, String word) {
        return switch (word) {
            case "i32.const" -> new Constant.I32((int) parseInteger(Integer.SIZE));
            case "i64.const" -> new Constant.I64(parseInteger(Long.SIZE));
            case "f32.const" -> new Constant.F32((int) VectorLiterals.parseLane(cursor, Shape.F32X4));
            case "f64.const" -> new Constant.F64(VectorLiterals.parseLane(cursor, Shape.F64X2));
            case "v128.const" -> parseV128();
            case "ref.null" -> {
                AbsHeapType heap = parseHeapType();
                if (heap == null) {
                    throw cursor.unexpected("an abstract heap type before");
                }
                yield new Constant.RefNull(heap);
            }
            case "ref.extern" -> new Constant.RefExtern(parseInteger(Long.SIZE));
            case "ref.host" -> new Constant.RefHost(parseInteger(Long.SIZE));
            default -> throw unknown(keyword, word);
        };
    }

    private Constant parseV128() {
        ByteBuffer bytes = ByteBuffer.wrap(VectorLiterals.parse(cursor)).order(ByteOrder.LITTLE_ENDIAN);
        return new Constant.V128(bytes.getLong(0), bytes.getLong(Long.BYTES));
    }

    private MalformedException unknown(int keyword, String word) {
        return cursor.tokens()
                .error(
                        Failure.UNKNOWN_OPERATOR,
                        Failure.UNKNOWN_OPERATOR.text() + ": expected a value, found " + word,
                        keyword);
    }

    private long parseInteger(int bits) {
        if (cursor.kind() != TokenKind.NAT && cursor.kind() != TokenKind.INT) {
            throw cursor.unexpected("an integer");
        }
        return Numbers.integer(cursor.tokens(), cursor.next(), bits);
    }

    /// Reads a heap type if it is here; null if there is none, or it is a type index.
    private @Nullable AbsHeapType parseHeapType() {
        for (AbsHeapType heap : AbsHeapType.values()) {
            if (cursor.acceptKeyword(heap.toString())) {
                return heap;
            }
        }
        if (cursor.kind() != TokenKind.RIGHT && !cursor.accept(TokenKind.NAT) && !cursor.accept(TokenKind.ID)) {
            throw cursor.unexpected("a heap type");
        }
        return null;
    }

    /// Parses result patterns up to a closing parenthesis.
    List<Pattern> parsePatterns() {
        return parsePatterns(0);
    }

    private List<Pattern> parsePatterns(int nesting) {
        List<Pattern> patterns = new ArrayList<>();
        while (cursor.accept(TokenKind.LEFT)) {
            patterns.add(parsePattern(nesting));
            cursor.expectRight();
        }
        return patterns;
    }

    private Pattern parsePattern(int nesting) {
        int keyword = cursor.expect(TokenKind.KEYWORD, "a result");
        String word = cursor.tokens().text(keyword);
        return switch (word) {
            case "f32.const" -> parseLane(Shape.F32X4);
            case "f64.const" -> parseLane(Shape.F64X2);
            case "v128.const" -> parseVector();
            case "either" -> {
                if (nesting == MAX_EITHER_NESTING) {
                    throw cursor.error(Failure.NESTING_TOO_DEEP, "nesting too deep: either");
                }
                yield new Pattern.Either(parsePatterns(nesting + 1));
            }
            case "ref.null" -> new Pattern.AnyNull(parseHeapType());
            case "ref.func" -> {
                // Which function is meant is not compared: hosts cannot tell functions by their index.
                cursor.accept(TokenKind.NAT);
                yield new Pattern.AnyRef(AbsHeapType.FUNC);
            }
            case "ref.extern", "ref.host" -> {
                if (cursor.kind() == TokenKind.RIGHT) {
                    yield new Pattern.AnyRef(word.equals("ref.host") ? AbsHeapType.ANY : AbsHeapType.EXTERN);
                }
                yield new Pattern.Exactly(parseConstant(keyword, word));
            }
            case "i32.const", "i64.const" -> new Pattern.Exactly(parseConstant(keyword, word));
            default -> new Pattern.AnyRef(parseReferent(keyword, word));
        };
    }

    private AbsHeapType parseReferent(int keyword, String word) {
        for (AbsHeapType heap : AbsHeapType.values()) {
            if (word.equals("ref." + heap)) {
                return heap;
            }
        }
        throw unknown(keyword, word);
    }

    private Pattern parseVector() {
        int start = cursor.position();
        Shape shape = VectorLiterals.parseShape(cursor);
        List<Pattern> lanes = new ArrayList<>();
        for (int lane = 0; shape.isFloat() && lane < shape.lanes(); lane++) {
            lanes.add(parseLane(shape));
        }
        if (lanes.stream().anyMatch(lane -> lane instanceof Pattern.Nan)) {
            return new Pattern.Lanes(lanes);
        }
        cursor.seek(start);
        return new Pattern.Exactly(parseV128());
    }

    private Pattern parseLane(Shape shape) {
        if (cursor.acceptKeyword("nan:canonical")) {
            return new Pattern.Nan(shape.laneBits(), false);
        }
        if (cursor.acceptKeyword("nan:arithmetic")) {
            return new Pattern.Nan(shape.laneBits(), true);
        }
        long bits = VectorLiterals.parseLane(cursor, shape);
        return new Pattern.Exactly(shape == Shape.F32X4 ? new Constant.F32((int) bits) : new Constant.F64(bits));
    }
}
