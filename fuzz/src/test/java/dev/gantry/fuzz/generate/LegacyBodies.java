package dev.gantry.fuzz.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes modules, as text, whose functions throw, catch, delegate and throw again, in today's and in the former way,
/// nested at random; what they do shows in a global, in locals and in results.
///
/// Threading: confined to one module.
public final class LegacyBodies {
    private static final int FUNCTIONS = 4;
    private static final int MAX_DEPTH = 6;
    private static final int MAX_STATEMENTS = 120;

    private final RandomGenerator random;
    private final StringBuilder text = new StringBuilder();
    /// The labels around the current place, outermost first.
    private final List<String> labels = new ArrayList<>();
    /// Those of them that are a `try` whose clause the current place is in.
    private final List<String> clauses = new ArrayList<>();

    private int function;
    private int labelCount;
    private int statements;

    private LegacyBodies(RandomGenerator random) {
        this.random = random;
    }

    /// Makes a module. It exports a function `run` of two `i32`, with one result, and the global `trace`.
    ///
    /// @param random what it is made of
    /// @return its text
    public static String make(RandomGenerator random) {
        return new LegacyBodies(random).module();
    }

    private String module() {
        text.append("(module (tag $i (param i32)) (tag $e) (tag $p (param i64 f64 i32))\n")
                .append("  (global $g (export \"trace\") (mut i32) (i32.const 1))\n");
        for (function = 0; function < FUNCTIONS; function++) {
            statements = 0;
            text.append("  (func $f").append(function);
            if (function == FUNCTIONS - 1) {
                text.append(" (export \"run\")");
            }
            text.append(" (param $x i32) (param $y i32) (result i32) (local $z i32) (local $w i64) (local $v f64)\n");
            body(0);
            expression(2);
            text.append(")\n");
        }
        return text.append(")").toString();
    }

    private void body(int depth) {
        int count = 1 + random.nextInt(4);
        for (int at = 0; at < count; at++) {
            statement(depth);
        }
    }

    private void statement(int depth) {
        boolean isLeaf = depth >= MAX_DEPTH || ++statements > MAX_STATEMENTS;
        switch (random.nextInt(isLeaf ? 7 : 15)) {
            case 0 -> set("(local.set $x ");
            case 1 -> set("(local.set $z ");
            case 2 -> {
                text.append("(local.set $w (i64.extend_i32_u ");
                expression(1);
                text.append(")) (local.set $v (f64.convert_i64_u (local.get $w)))\n");
            }
            case 3 -> set("(global.set $g (i32.add (i32.mul (global.get $g) (i32.const 31)) ", ")");
            case 4 -> maybe(this::emitThrow);
            case 5 -> maybe(this::leave);
            case 6 -> call();
            case 7, 8, 9 -> emitTry(depth);
            case 10, 11 -> delegate(depth);
            case 12 -> nested("block", depth);
            case 13 -> nested("loop", depth);
            default -> tryTable(depth);
        }
    }

    private void set(String start) {
        set(start, "");
    }

    private void set(String start, String end) {
        text.append(start);
        expression(2);
        text.append(end).append(")\n");
    }

    /// Something that the way it goes depends on, or, now and then, nothing does.
    private void maybe(Runnable what) {
        if (random.nextInt(8) == 0) {
            what.run();
            return;
        }
        text.append("(if (i32.eqz (i32.rem_u ");
        expression(2);
        text.append(" (i32.const ").append(2 + random.nextInt(3)).append("))) (then ");
        labels.add("");
        what.run();
        labels.removeLast();
        text.append("))\n");
    }

    private void emitThrow() {
        if (!clauses.isEmpty() && random.nextInt(2) == 0) {
            text.append("(rethrow ")
                    .append(clauses.get(random.nextInt(clauses.size())))
                    .append(")");
            return;
        }
        switch (random.nextInt(3)) {
            case 0 -> set("(throw $i ");
            case 1 -> text.append("(throw $e)");
            default -> set("(throw $p (local.get $w) (local.get $v) ");
        }
    }

    private void leave() {
        List<String> named = labels.stream().filter(label -> !label.isEmpty()).toList();
        if (named.isEmpty() || random.nextInt(6) == 0) {
            set("(return ");
        } else {
            text.append("(br ").append(named.get(random.nextInt(named.size()))).append(")");
        }
    }

    private void call() {
        if (function == 0) {
            text.append("(nop)\n");
            return;
        }
        text.append("(local.set $y (call $f").append(random.nextInt(function)).append(' ');
        expression(2);
        text.append(' ');
        expression(1);
        text.append("))\n");
    }

    private String open() {
        String label = "$l" + labelCount++;
        labels.add(label);
        return label;
    }

    private void emitTry(int depth) {
        String label = open();
        text.append("(try ").append(label).append(" (do\n");
        body(depth + 1);
        text.append(")");
        int count = random.nextInt(4);
        clauses.add(label);
        for (int clause = 0; clause < count; clause++) {
            switch (random.nextInt(3)) {
                case 0 -> text.append("(catch $i (local.set $x)\n");
                case 1 -> text.append("(catch $e\n");
                default -> text.append("(catch $p (local.set $y) (local.set $v) (local.set $w)\n");
            }
            body(depth + 1);
            text.append(")");
        }
        if (random.nextInt(3) == 0) {
            text.append("(catch_all\n");
            body(depth + 1);
            text.append(")");
        }
        clauses.removeLast();
        labels.removeLast();
        text.append(")\n");
    }

    private void delegate(int depth) {
        int target = random.nextInt(labels.size() + 1); // the last one is the function
        text.append("(try ").append(open()).append(" (do\n");
        body(depth + 1);
        labels.removeLast();
        text.append(") (delegate ").append(target).append("))\n");
    }

    private void nested(String kind, int depth) {
        text.append('(').append(kind).append(' ').append(open()).append('\n');
        body(depth + 1);
        labels.removeLast();
        text.append(")\n");
    }

    private void tryTable(int depth) {
        String label = open();
        text.append("(local.set $y (block ")
                .append(label)
                .append(" (result i32) (try_table (catch $i ")
                .append(label)
                .append(")\n");
        labels.set(labels.size() - 1, ""); // it carries a value
        labels.add("");
        body(depth + 1);
        labels.removeLast();
        labels.removeLast();
        text.append(") (i32.const 77)))\n");
    }

    private void expression(int depth) {
        switch (random.nextInt(depth == 0 ? 6 : 9)) {
            case 0 -> text.append("(local.get $x)");
            case 1 -> text.append("(local.get $y)");
            case 2 -> text.append("(local.get $z)");
            case 3 -> text.append("(i32.wrap_i64 (local.get $w))");
            case 4 -> text.append("(global.get $g)");
            case 5 -> text.append("(i32.const ").append(random.nextInt(100)).append(')');
            case 6 -> {
                text.append("(try ").append(open()).append(" (result i32) (do ");
                labels.set(labels.size() - 1, "");
                expression(depth - 1);
                text.append(' ');
                maybe(this::emitThrow);
                labels.removeLast();
                text.append(") (catch $i) (catch_all (local.get $z)))");
            }
            default -> {
                text.append("(i32.add ");
                expression(depth - 1);
                text.append(' ');
                expression(depth - 1);
                text.append(')');
            }
        }
    }
}
