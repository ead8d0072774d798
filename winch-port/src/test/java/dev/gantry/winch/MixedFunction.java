package dev.gantry.winch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/// A valid function, the last of its module, with many values of all sizes on its operand stack: over calls, in blocks
/// with several parameters and results, in branches that carry only the topmost of them, in clauses of `try_table`.
final class MixedFunction {
    private static final List<String> TYPES = List.of("i32", "i64", "f32", "f64", "v128", "v128", "v128");
    private static final int FUNCS = 4;
    private static final int MOST_DEPTH = 4;

    private final SplittableRandom random;
    private final StringBuilder text = new StringBuilder("(module\n");
    private final List<List<String>> params = new ArrayList<>();
    private final List<List<String>> results = new ArrayList<>();
    private final List<String> locals;
    private final List<String> payload;
    private Deque<String> stack = new ArrayDeque<>();

    /// Chooses what all functions take and give.
    ///
    /// @param seed equal ones give equal functions
    MixedFunction(long seed) {
        this.random = new SplittableRandom(seed);
        for (int func = 0; func < FUNCS; func++) {
            params.add(types(random.nextInt(4) == 0 ? 24 : 5));
            results.add(types(5));
        }
        results.set(FUNCS - 1, results.getFirst()); // one at least may be called in the tail
        this.payload = types(4);
        this.locals = new ArrayList<>(params.getLast());
        locals.addAll(types(random.nextInt(4) == 0 ? 40 : 6));
    }

    private List<String> types(int most) {
        List<String> types = new ArrayList<>();
        for (int count = random.nextInt(most); count > 0; count--) {
            types.add(TYPES.get(random.nextInt(TYPES.size())));
        }
        return types;
    }

    /// The text of the module.
    String module() {
        int last = FUNCS - 1;
        for (int func = 0; func < last; func++) {
            text.append("(func (import \"\" \"").append(func).append("\")").append(type(func));
            text.append(")\n");
        }
        text.append("(tag (param ")
                .append(String.join(" ", payload))
                .append("))\n(func")
                .append(type(last));
        List<String> own = locals.subList(params.get(last).size(), locals.size());
        text.append(" (local ").append(String.join(" ", own)).append(")\n");
        statements(0);
        if (random.nextBoolean()) {
            values(params.getFirst());
            text.append("return_call 0)\n)");
        } else {
            values(results.get(last));
            text.append("return)\n)");
        }
        return text.toString();
    }

    private String type(int func) {
        return type(params.get(func), results.get(func));
    }

    private static String type(List<String> params, List<String> results) {
        return " (param " + String.join(" ", params) + ") (result " + String.join(" ", results) + ")";
    }

    private void statements(int depth) {
        for (int count = random.nextInt(12); count > 0; count--) {
            switch (random.nextInt(depth < MOST_DEPTH ? 8 : 5)) {
                case 0, 1 -> value(TYPES.get(random.nextInt(TYPES.size())));
                case 2 -> write();
                case 3 -> {
                    int func = random.nextInt(FUNCS);
                    values(params.get(func));
                    text.append("call ").append(func).append('\n');
                    drop(params.get(func).size());
                    stack.addAll(results.get(func));
                }
                case 4 -> {
                    value("v128");
                    value("v128");
                    text.append("i32x4.add\n");
                    drop(1);
                }
                case 5, 6 -> block(depth);
                default -> tryTable(depth);
            }
        }
    }

    private void values(List<String> types) {
        types.forEach(this::value);
    }

    /// Pushes a local or a constant.
    private void value(String type) {
        int local = random.nextInt(Math.max(1, locals.size()));
        stack.add(type);
        if (local < locals.size() && locals.get(local).equals(type)) {
            text.append("local.get ").append(local);
        } else {
            text.append(type).append(type.equals("v128") ? ".const i64x2 1 " : ".const ");
            text.append(random.nextInt(100));
        }
        text.append('\n');
    }

    private void drop(int count) {
        for (int at = 0; at < count; at++) {
            stack.removeLast();
        }
    }

    /// Takes a value away.
    private void write() {
        if (!stack.isEmpty()) {
            int local = locals.indexOf(stack.removeLast());
            text.append(local < 0 ? "drop" : "local.set " + local).append('\n');
        }
    }

    private void block(int depth) {
        int kind = random.nextInt(3);
        if (kind == 2) {
            text.append("i32.const 1\n");
        }
        List<String> top = new ArrayList<>();
        for (int count = random.nextInt(Math.min(4, stack.size() + 1)); count > 0; count--) {
            top.addFirst(stack.removeLast());
        }
        List<String> out = types(5);
        text.append(List.of("block", "loop", "if").get(kind)).append(type(top, out));
        text.append('\n');
        arm(depth, top, out, kind == 1);
        if (kind == 2) {
            text.append("else\n");
            arm(depth, top, out, false);
        }
        text.append("end\n");
        stack.addAll(out);
    }

    /// What is in a block: more operands than it has results, of which a branch takes the topmost.
    private void arm(int depth, List<String> in, List<String> out, boolean isLoop) {
        Deque<String> around = stack;
        stack = new ArrayDeque<>(in);
        statements(depth + 1);
        List<String> carried = isLoop ? in : out;
        if (random.nextBoolean()) {
            values(carried);
            text.append("i32.const 0\nbr_if 0\n");
        }
        if (isLoop || random.nextBoolean()) {
            text.append("drop\n".repeat(stack.size()));
            values(out);
        } else {
            values(out);
            text.append("br 0\n");
        }
        stack = around;
    }

    /// A block that an exception leaves.
    private void tryTable(int depth) {
        boolean hasReference = random.nextBoolean();
        List<String> caught = new ArrayList<>(payload);
        if (hasReference) {
            caught.add("exnref");
        }
        text.append("block").append(type(List.of(), caught)).append('\n');
        text.append(hasReference ? "try_table (catch_ref 0 0)\n" : "try_table (catch 0 0)\n");
        Deque<String> around = stack;
        stack = new ArrayDeque<>();
        statements(depth + 1);
        text.append("drop\n".repeat(stack.size())).append("end\n");
        stack = new ArrayDeque<>();
        values(payload);
        text.append("throw 0\nend\n").append(hasReference ? "drop\n" : "");
        stack = around;
        stack.addAll(payload);
    }
}
