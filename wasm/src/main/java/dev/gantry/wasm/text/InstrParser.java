package dev.gantry.wasm.text;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.binary.ByteWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Parses instruction sequences, flat and folded, and writes them.
///
/// There is no recursion: a stack of frames holds the open blocks and folded instructions. A folded instruction
/// comes after its operands in the binary, so its bytes wait in `held` until its parenthesis closes.
///
/// Threading: confined to one thread.
///
/// @wasm text-instr
final class InstrParser {
    // What is open.
    /// The sequence as a whole.
    private static final int SEQUENCE = 0;
    /// The sequence as a whole, which is one folded instruction.
    private static final int SINGLE = 1;
    /// A folded instruction, before and between its operands.
    private static final int PLAIN = 2;
    /// A folded `if` before `then`.
    private static final int IF_HEAD = 3;
    /// A folded `if` behind `then`.
    private static final int IF_AFTER_THEN = 4;
    /// A folded `if` behind `else`.
    private static final int IF_AFTER_ELSE = 5;
    /// Inside `(then`, `(else`, `(do` or a legacy catch clause.
    private static final int ARM = 6;
    /// A folded `block`, `loop` or `try_table`.
    private static final int BLOCK = 7;
    /// A folded legacy `try` before `do`.
    private static final int TRY_HEAD = 8;
    /// A folded legacy `try` behind `do` or a catch clause.
    private static final int TRY_AFTER_DO = 9;
    /// A folded legacy `try` behind `delegate`.
    private static final int TRY_AFTER_DELEGATE = 10;
    /// A flat `block`, `loop`, `try_table`, or `if` behind `else`.
    private static final int FLAT = 11;
    /// A flat `if` before `else`.
    private static final int FLAT_IF = 12;
    /// A flat legacy `try`.
    private static final int FLAT_TRY = 13;

    private static final int FRAME_INTS = 3;

    private static final Map<String, Opcode> OPCODES = new HashMap<>();
    private static final Set<String> STRUCTURE = Set.of(
            "type",
            "param",
            "result",
            "local",
            "then",
            "do",
            "catch_ref",
            "catch_all_ref",
            "export",
            "import",
            "item",
            "offset",
            "func",
            "table",
            "memory",
            "global",
            "tag",
            "elem",
            "data",
            "start",
            "declare",
            "mut",
            "ref",
            "i32",
            "i64",
            "f32",
            "f64",
            "v128",
            "field",
            "module");

    static {
        for (Opcode opcode : Opcode.values()) {
            OPCODES.putIfAbsent(opcode.text(), opcode);
        }
    }

    private final TokenCursor cursor;
    private final ModuleText module;
    private final ImmediateParser immediates;
    private final LabelScope labels = new LabelScope();
    private final ByteWriter held = new ByteWriter();
    private @Nullable String[] ifLabels = new String[16];
    /// Of each frame: what it is, where its bytes start in `held`, its branch hint.
    private int[] frames = new int[16 * FRAME_INTS];
    private int depth;
    private ByteWriter out = new ByteWriter();
    private int bodyStart;
    private boolean isInFunc;
    private int hint = BranchHints.NONE;

    InstrParser(TokenCursor cursor, ModuleText module, TypeParser types) {
        this.cursor = cursor;
        this.module = module;
        this.immediates = new ImmediateParser(cursor, module, types, labels);
    }

    /// Parses a function body up to the parenthesis that closes the function, and writes it with its final
    /// `end`.
    ///
    /// @param target where to, with the local declarations already there
    /// @param start  where the local declarations start in `target`
    /// @param locals parameters and locals
    /// @param func   the function's index
    void parseBody(ByteWriter target, int start, NameScope locals, int func) {
        bodyStart = start;
        isInFunc = true;
        immediates.beginFunc(locals);
        parse(target, SEQUENCE);
        isInFunc = false;
        immediates.endFunc();
        module.hints.endFunc(func);
        module.localNames.add(func, locals.names());
        module.labelNames.add(func, labels.reset());
    }

    /// Parses a constant expression up to a closing parenthesis, and writes it with its `end`.
    void parseConstExpr(ByteWriter target) {
        parse(target, SEQUENCE);
        labels.reset();
    }

    /// Parses a constant expression that is one folded instruction, and writes it with its `end`.
    void parseFoldedConstExpr(ByteWriter target) {
        if (cursor.kind() != TokenKind.LEFT) {
            throw cursor.unexpected("a folded instruction");
        }
        parse(target, SINGLE);
        labels.reset();
    }

    private void parse(ByteWriter target, int kind) {
        out = target;
        depth = 0;
        push(kind, BranchHints.NONE);
        while (true) {
            switch (cursor.kind()) {
                case LEFT -> open();
                case RIGHT -> {
                    if (depth == 1) {
                        checkNoHint();
                        out.opcode(Opcode.END);
                        return;
                    }
                    close();
                    if (depth == 1 && kind == SINGLE) {
                        out.opcode(Opcode.END);
                        return;
                    }
                }
                case KEYWORD -> flat();
                case ANNOTATION -> annotation();
                case ID, STRING, NAT, INT, FLOAT, RESERVED, END -> throw cursor.unexpected("an instruction or `)`");
            }
        }
    }

    private void annotation() {
        if (!isInFunc || !cursor.atAnnotation(BranchHints.SECTION) || isBetweenArms(top())) {
            throw cursor.unexpected("an instruction");
        }
        if (hint != BranchHints.NONE) {
            throw cursor.error(
                    Failure.MALFORMED_ANNOTATION, "@" + BranchHints.SECTION + " annotation: duplicate annotation");
        }
        hint = BranchHints.parse(cursor);
    }

    private void checkNoHint() {
        if (hint != BranchHints.NONE) {
            throw cursor.error(
                    Failure.MALFORMED_ANNOTATION, "misplaced @" + BranchHints.SECTION + " annotation: no instruction");
        }
    }

    private int takeHint() {
        int taken = hint;
        hint = BranchHints.NONE;
        return taken;
    }

    private void recordHint(int taken) {
        if (taken != BranchHints.NONE) {
            module.hints.add(out.size() - bodyStart, taken);
        }
    }

    // ---- flat instructions

    private void flat() {
        int top = top();
        if (!isSequence(top)) {
            throw cursor.unexpected("`(` or `)`");
        }
        Opcode opcode = opcode();
        switch (opcode) {
            case ELSE -> flatElse(top);
            case END -> flatEnd(top);
            case CATCH, CATCH_ALL -> {
                checkFlatTry(top);
                cursor.next();
                immediates.write(opcode, out);
            }
            case DELEGATE -> {
                checkFlatTry(top);
                cursor.next();
                labels.pop();
                depth--;
                immediates.write(opcode, out);
            }
            case BLOCK, LOOP, IF, TRY, TRY_TABLE -> {
                recordHint(takeHint());
                cursor.next();
                String label = LabelScope.parseId(cursor);
                immediates.write(opcode, out);
                labels.push(cursor, label);
                push(opcode == Opcode.IF ? FLAT_IF : opcode == Opcode.TRY ? FLAT_TRY : FLAT, BranchHints.NONE);
            }
            default -> {
                recordHint(takeHint());
                cursor.next();
                immediates.write(opcode, out);
            }
        }
    }

    private void checkFlatTry(int top) {
        checkNoHint();
        if (top != FLAT_TRY) {
            throw cursor.unexpected("an instruction");
        }
    }

    private void flatElse(int top) {
        checkNoHint();
        if (top != FLAT_IF) {
            throw cursor.unexpected("an instruction");
        }
        cursor.next();
        labels.checkRepeated(cursor);
        out.opcode(Opcode.ELSE);
        setTop(FLAT);
    }

    private void flatEnd(int top) {
        checkNoHint();
        if (top < FLAT) {
            throw cursor.unexpected("an instruction");
        }
        cursor.next();
        labels.checkRepeated(cursor);
        out.opcode(Opcode.END);
        labels.pop();
        depth--;
    }

    private Opcode opcode() {
        String word = cursor.tokens().text(cursor.position());
        Opcode opcode = OPCODES.get(word);
        if (opcode == null) {
            throw STRUCTURE.contains(word) ? cursor.unexpected("an instruction") : unknownOperator(word);
        }
        return opcode;
    }

    private MalformedException unknownOperator(String word) {
        return cursor.error(Failure.UNKNOWN_OPERATOR, Failure.UNKNOWN_OPERATOR.text() + ": " + word);
    }

    // ---- folded instructions

    private void open() {
        int top = top();
        if (cursor.nextKind() != TokenKind.KEYWORD) {
            cursor.next();
            throw cursor.unexpected("an instruction");
        }
        cursor.next();
        switch (top) {
            case IF_HEAD -> {
                if (cursor.acceptKeyword("then")) {
                    openThen();
                } else {
                    openInstr();
                }
            }
            case IF_AFTER_THEN -> {
                if (!cursor.acceptKeyword("else")) {
                    throw cursor.unexpected("`else`");
                }
                out.opcode(Opcode.ELSE);
                setTop(IF_AFTER_ELSE);
                push(ARM, BranchHints.NONE);
            }
            case TRY_HEAD -> {
                if (!cursor.acceptKeyword("do")) {
                    throw cursor.unexpected("`do`");
                }
                setTop(TRY_AFTER_DO);
                push(ARM, BranchHints.NONE);
            }
            case TRY_AFTER_DO -> openCatch();
            case IF_AFTER_ELSE, TRY_AFTER_DELEGATE -> throw cursor.unexpected("`)` before");
            default -> openInstr();
        }
    }

    private void openThen() {
        checkNoHint();
        int frame = depth - 1;
        flush(frame);
        setTop(IF_AFTER_THEN);
        labels.push(cursor, ifLabels[frame]);
        push(ARM, BranchHints.NONE);
    }

    private void openCatch() {
        if (!cursor.atKeyword("catch") && !cursor.atKeyword("catch_all") && !cursor.atKeyword("delegate")) {
            throw cursor.unexpected("`catch`, `catch_all` or `delegate`");
        }
        Opcode opcode = opcode();
        cursor.next();
        if (opcode == Opcode.DELEGATE) {
            labels.pop();
            immediates.write(opcode, out);
            cursor.expectRight();
            setTop(TRY_AFTER_DELEGATE);
        } else {
            immediates.write(opcode, out);
            push(ARM, BranchHints.NONE);
        }
    }

    private void openInstr() {
        Opcode opcode = opcode();
        int taken = takeHint();
        switch (opcode) {
            case BLOCK, LOOP, TRY_TABLE, TRY -> {
                recordHint(taken);
                cursor.next();
                String label = LabelScope.parseId(cursor);
                immediates.write(opcode, out);
                labels.push(cursor, label);
                push(opcode == Opcode.TRY ? TRY_HEAD : BLOCK, BranchHints.NONE);
            }
            case IF -> {
                cursor.next();
                String label = LabelScope.parseId(cursor);
                push(IF_HEAD, taken);
                if (depth > ifLabels.length) {
                    ifLabels = Arrays.copyOf(ifLabels, Math.max(depth, 2 * ifLabels.length));
                }
                ifLabels[depth - 1] = label;
                immediates.write(opcode, held);
            }
            case ELSE, END, CATCH, CATCH_ALL, DELEGATE -> throw cursor.unexpected("an instruction");
            default -> {
                cursor.next();
                push(PLAIN, taken);
                immediates.write(opcode, held);
            }
        }
    }

    private void close() {
        checkNoHint();
        switch (top()) {
            case PLAIN -> flush(depth - 1);
            case ARM, TRY_AFTER_DELEGATE -> {}
            case BLOCK, IF_AFTER_THEN, IF_AFTER_ELSE, TRY_AFTER_DO -> {
                out.opcode(Opcode.END);
                labels.pop();
            }
            case IF_HEAD -> throw cursor.unexpected("`(then`");
            case TRY_HEAD -> throw cursor.unexpected("`(do`");
            default -> throw cursor.unexpected("`end`");
        }
        depth--;
        cursor.next();
    }

    /// Writes the instruction that a frame holds back.
    private void flush(int frame) {
        int start = frames[frame * FRAME_INTS + 1];
        recordHint(frames[frame * FRAME_INTS + 2]);
        out.bytes(held, start);
        held.truncate(start);
    }

    // ---- frames

    /// Whether flat instructions may stand here. The grammar has none among the operands of a folded
    /// instruction, but the usual tools take them, and texts rely on it.
    private static boolean isSequence(int kind) {
        return kind == SEQUENCE || kind == PLAIN || kind == ARM || kind == BLOCK || kind >= FLAT;
    }

    private static boolean isBetweenArms(int kind) {
        return kind == IF_AFTER_THEN || kind == IF_AFTER_ELSE || (kind >= TRY_HEAD && kind <= TRY_AFTER_DELEGATE);
    }

    private int top() {
        return frames[(depth - 1) * FRAME_INTS];
    }

    private void setTop(int kind) {
        frames[(depth - 1) * FRAME_INTS] = kind;
    }

    private void push(int kind, int frameHint) {
        int frame = depth * FRAME_INTS;
        if (frame == frames.length) {
            frames = Arrays.copyOf(frames, 2 * frame);
        }
        frames[frame] = kind;
        frames[frame + 1] = held.size();
        frames[frame + 2] = frameHint;
        depth++;
    }
}
