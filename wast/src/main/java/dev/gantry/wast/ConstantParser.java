package dev.gantry.wast;

import dev.gantry.wasm.text.Numbers;
import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;
import dev.gantry.wasm.text.Tokens;
import dev.gantry.wasm.types.AbsHeapType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses arguments and result patterns.
final class ConstantParser {
    private static final String CANONICAL = "nan:canonical";
    private static final String ARITHMETIC = "nan:arithmetic";

    private final TokenCursor cursor;
    private final Tokens tokens;

    ConstantParser(TokenCursor cursor) {
        this.cursor = cursor;
        this.tokens = cursor.tokens();
    }

    Constant constant() {
        int form = cursor.position();
        Pattern pattern = pattern();
        return switch (pattern) {
            case Pattern.Exactly exactly -> exactly.constant();
            case Pattern.AnyNull(AbsHeapType heap) when heap != null -> new Constant.RefNull(heap);
            default -> {
                cursor.seek(form);
                throw cursor.unexpected("a constant");
            }
        };
    }

    Pattern pattern() {
        cursor.expect(TokenKind.LEFT, "a value");
        String head = tokens.text(cursor.next());
        Pattern pattern = switch (head) {
            case "i32.const" -> exactly(new Constant.I32((int) Numbers.integer(tokens, cursor.next(), 32)));
            case "i64.const" -> exactly(new Constant.I64(Numbers.integer(tokens, cursor.next(), 64)));
            case "f32.const" -> floatPattern(32);
            case "f64.const" -> floatPattern(64);
            case "v128.const" -> vector();
            case "ref.null" -> new Pattern.AnyNull(optionalHeap());
            case "ref.extern" -> hostRef(AbsHeapType.EXTERN);
            case "ref.host" -> hostRef(AbsHeapType.ANY);
            case "either" -> either();
            default -> anyRef(head);
        };
        cursor.expectRight();
        return pattern;
    }

    private static Pattern exactly(Constant constant) {
        return new Pattern.Exactly(constant);
    }

    private Pattern floatPattern(int width) {
        int token = cursor.position();
        boolean isArithmetic = tokens.text(token).equals(ARITHMETIC);
        if (isArithmetic || tokens.text(token).equals(CANONICAL)) {
            cursor.next();
            return new Pattern.Nan(width, isArithmetic);
        }
        cursor.next();
        return exactly(
                width == 32
                        ? new Constant.F32(Numbers.f32(tokens, token))
                        : new Constant.F64(Numbers.f64(tokens, token)));
    }

    private Pattern vector() {
        String shape = tokens.text(cursor.next());
        if (shape.startsWith("f")) {
            return floatVector(shape.equals("f32x4") ? 32 : 64);
        }
        int width = Integer.parseInt(shape.substring(1, shape.indexOf('x')));
        long[] halves = new long[2];
        for (int bit = 0; bit < 128; bit += width) {
            long lane = Numbers.integer(tokens, cursor.next(), width);
            halves[bit / 64] |= (width == 64 ? lane : lane & ((1L << width) - 1)) << (bit % 64);
        }
        return exactly(new Constant.V128(halves[0], halves[1]));
    }

    private Pattern floatVector(int width) {
        List<Pattern> lanes = new ArrayList<>();
        for (int bit = 0; bit < 128; bit += width) {
            lanes.add(floatPattern(width));
        }
        if (lanes.stream().anyMatch(lane -> lane instanceof Pattern.Nan)) {
            return new Pattern.Lanes(lanes);
        }
        long[] halves = new long[2];
        for (int bit = 0; bit < 128; bit += width) {
            halves[bit / 64] |= bits(lanes.get(bit / width)) << (bit % 64);
        }
        return exactly(new Constant.V128(halves[0], halves[1]));
    }

    /// The bits of a float lane, zero-extended.
    static long bits(Pattern lane) {
        return lane instanceof Pattern.Exactly(Constant.F32 value)
                ? value.bits() & 0xFFFF_FFFFL
                : lane instanceof Pattern.Exactly(Constant.F64 value) ? value.bits() : 0;
    }

    private @Nullable AbsHeapType optionalHeap() {
        if (cursor.kind() == TokenKind.RIGHT) {
            return null;
        }
        return heap(tokens.text(cursor.next()));
    }

    private AbsHeapType heap(String text) {
        for (AbsHeapType heap : AbsHeapType.values()) {
            if (heap.toString().equals(text)) {
                return heap;
            }
        }
        throw cursor.unexpected("an abstract heap type, not " + text);
    }

    private Pattern hostRef(AbsHeapType heap) {
        if (cursor.kind() == TokenKind.RIGHT) {
            return new Pattern.AnyRef(heap);
        }
        long number = Numbers.unsigned(tokens, cursor.next(), 64);
        return exactly(heap == AbsHeapType.EXTERN ? new Constant.RefExtern(number) : new Constant.RefHost(number));
    }

    private Pattern either() {
        List<Pattern> choices = new ArrayList<>();
        while (cursor.kind() == TokenKind.LEFT) {
            choices.add(pattern());
        }
        return new Pattern.Either(choices);
    }

    private Pattern anyRef(String head) {
        if (!head.startsWith("ref.")) {
            throw cursor.unexpected("a value");
        }
        Pattern pattern = new Pattern.AnyRef(heap(head.substring("ref.".length())));
        if (cursor.kind() == TokenKind.NAT) {
            cursor.next(); // which function or object it is cannot be told from outside
        }
        return pattern;
    }
}
