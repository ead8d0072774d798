package dev.gantry.fuzz.stack;

import dev.gantry.fuzz.generate.Choice;
import java.util.List;

/// Makes pairs of modules whose functions keep a stack of their own: each pushes its number to the memory `mem` at
/// `sp` when it is entered and takes it off when it is left, by whatever way.
///
/// In between they call each other directly, through a table, by reference and over host functions, in tail
/// position or inside of handlers, throw, trap, and have the host look at the backtrace. The number of function F
/// of module M is `100 M + F`. Calls use up `fuel`.
///
/// Threading: confined to one thread.
final class StackModules {
    static final int FUNCS = 4;
    /// Functions of the host come first in the index space.
    static final List<String> HOST = List.of("capture", "reenter", "recover", "boom");

    private static final List<String> TRAPS = List.of(
            "unreachable",
            "(drop (i32.load (i32.const -1)))",
            "(drop (i32.div_u (i32.const 1) (i32.const 0)))",
            "(memory.fill (i32.const -8) (i32.const 0) (i32.const 100))",
            "(table.set $t (i32.const 99) (ref.null func))",
            "(call_indirect $t (param i32) (i32.const 0) (i32.const 15))",
            "(call_indirect $t (param i64) (i64.const 0) (i32.const 0))",
            "(call_ref $n (ref.null $n))",
            "(throw_ref (ref.null exn))",
            "(drop (i32.trunc_f64_s (f64.const nan)))");

    private final Choice choice;
    private final int module;
    private final StringBuilder out = new StringBuilder();
    private int savedLocals;
    private int labels;

    private StackModules(Choice choice, int module) {
        this.choice = choice;
        this.module = module;
    }

    /// The text of module 0 or 1; module 1 also imports the functions of module 0.
    static String make(Choice choice, int module) {
        return new StackModules(choice, module).text();
    }

    /// How many functions a module imports.
    static int imported(int module) {
        return HOST.size() + module * FUNCS;
    }

    private String text() {
        out.append("(module $m").append(module).append('\n');
        out.append("(type $n (func)) (type $f (func (param i32)))\n");
        HOST.forEach(name -> out.append("(import \"env\" \"")
                .append(name)
                .append("\" (func $")
                .append(name)
                .append(name.startsWith("re") ? " (param i32)" : "")
                .append("))\n"));
        for (int func = 0; func < module * FUNCS; func++) {
            out.append("(import \"m0\" \"f")
                    .append(func)
                    .append("\" (func $other")
                    .append(func)
                    .append(" (type $f)))\n");
        }
        out.append("(import \"env\" \"mem\" (memory 1))\n");
        out.append("(import \"env\" \"t\" (table $t 16 funcref))\n");
        out.append("(import \"env\" \"sp\" (global $sp (mut i32)))\n");
        out.append("(import \"env\" \"fuel\" (global $fuel (mut i32)))\n");
        out.append("(import \"env\" \"tag\" (tag $tag (param i32)))\n");
        out.append("(tag $own (param i32))\n");
        out.append("(elem (table $t) (i32.const ").append(module * FUNCS).append(") func");
        for (int func = 0; func < FUNCS; func++) {
            out.append(" $f").append(func);
        }
        out.append(")\n");
        for (int func = 0; func < FUNCS; func++) {
            function(func);
        }
        return out.append(")\n").toString();
    }

    private void function(int func) {
        out.append("(func $f").append(func).append(" (export \"f").append(func).append("\") (type $f)\n");
        int locals = out.length();
        savedLocals = 0;
        out.append("(if (i32.eqz (global.get $fuel)) (then (return)))\n");
        out.append("(global.set $fuel (i32.sub (global.get $fuel) (i32.const 1)))\n");
        int number = 100 * module + imported(module) + func;
        out.append("(i32.store (global.get $sp) (i32.const ").append(number).append("))\n");
        out.append("(global.set $sp (i32.add (global.get $sp) (i32.const 4)))\n");
        actions(0);
        out.append("(global.set $sp (i32.sub (global.get $sp) (i32.const 4)))\n");
        if (choice.oneIn(3)) {
            tailCall();
        }
        out.append(")\n");
        StringBuilder declared = new StringBuilder();
        for (int local = 0; local < savedLocals; local++) {
            declared.append("(local $saved").append(local).append(" i32)\n");
        }
        out.insert(locals, declared);
    }

    private void actions(int depth) {
        for (int count = choice.between(1, 3); count > 0; count--) {
            action(depth);
        }
    }

    private void action(int depth) {
        switch (choice.below(depth < 3 ? 12 : 8)) {
            case 0, 1 -> out.append("(call $capture)\n");
            case 2, 3, 4 -> call("");
            case 5 -> out.append("(call $reenter (i32.const ").append(slot()).append("))\n");
            case 6 -> out.append("(call $recover (i32.const ").append(slot()).append("))\n");
            case 7 -> sometimes(failure());
            case 8, 9 -> handler(depth);
            case 10 -> {
                int label = labels++;
                out.append("(block $b").append(label).append('\n');
                actions(depth + 1);
                out.append("(br_if $b").append(label).append(" (i32.and (global.get $fuel) (i32.const 1)))\n");
                actions(depth + 1);
                out.append(")\n");
            }
            default -> {
                int label = labels++;
                out.append("(loop $l").append(label).append('\n');
                actions(depth + 1);
                // some fuel, so that the loop ends
                out.append("(if (i32.gt_u (global.get $fuel) (i32.const 3)) (then\n");
                out.append("(global.set $fuel (i32.sub (global.get $fuel) (i32.const 3))) (br $l")
                        .append(label)
                        .append("))))\n");
            }
        }
    }

    private int slot() {
        return choice.below(2 * FUNCS);
    }

    private String failure() {
        return switch (choice.below(4)) {
            case 0 -> "(throw $tag (i32.const 1))";
            case 1 -> "(throw $own (i32.const 2))";
            case 2 -> "(call $boom)";
            default -> choice.of(TRAPS);
        };
    }

    private void sometimes(String action) {
        out.append("(if (i32.eq (i32.and (global.get $fuel) (i32.const 7)) (i32.const ")
                .append(choice.below(8))
                .append(")) (then ")
                .append(action)
                .append("))\n");
    }

    /// A call of a function: `return_` makes it a tail call.
    private void call(String prefix) {
        String argument = "(i32.const " + choice.below(10) + ")";
        String own = "$f" + choice.below(FUNCS);
        switch (choice.below(4)) {
            case 0 ->
                out.append('(')
                        .append(prefix)
                        .append("call_indirect $t (type $f) ")
                        .append(argument)
                        .append(" (i32.const ")
                        .append(slot())
                        .append("))\n");
            case 1 ->
                out.append('(')
                        .append(prefix)
                        .append("call_ref $f ")
                        .append(argument)
                        .append(" (ref.func ")
                        .append(own)
                        .append("))\n");
            case 2 -> {
                String target = module == 1 ? "$other" + choice.below(FUNCS) : own;
                out.append('(')
                        .append(prefix)
                        .append("call ")
                        .append(target)
                        .append(' ')
                        .append(argument)
                        .append(")\n");
            }
            default ->
                out.append('(')
                        .append(prefix)
                        .append("call ")
                        .append(own)
                        .append(' ')
                        .append(argument)
                        .append(")\n");
        }
    }

    private void tailCall() {
        if (choice.oneIn(4)) {
            out.append("(return_call $capture)\n");
        } else {
            call("return_");
        }
    }

    private void handler(int depth) {
        int local = savedLocals++;
        int label = labels++;
        out.append("(local.set $saved").append(local).append(" (global.get $sp))\n");
        boolean hasValue = choice.coin();
        String clause = hasValue ? "(catch " + (choice.coin() ? "$tag" : "$own") : "(catch_all";
        out.append("(block $h").append(label).append(hasValue ? " (result i32)\n" : "\n");
        out.append("(try_table ").append(clause).append(" $h").append(label).append(")\n");
        actions(depth + 1);
        out.append(')').append(hasValue ? " (i32.const 0))\ndrop\n" : ")\n");
        out.append("(global.set $sp (local.get $saved").append(local).append("))\n");
    }
}
