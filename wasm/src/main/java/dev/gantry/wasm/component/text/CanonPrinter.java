package dev.gantry.wasm.component.text;

import dev.gantry.wasm.component.Canon;
import dev.gantry.wasm.component.CanonOp;
import dev.gantry.wasm.component.CanonOption;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.component.ValueType;
import java.util.List;

/// Prints canonical definitions.
///
/// Threading: confined to one thread.
final class CanonPrinter {
    private final Lines out;
    private final TypePrinter types;

    CanonPrinter(Lines out, TypePrinter types) {
        this.out = out;
        this.types = types;
    }

    /// Prints a definition and counts it.
    void print(PrintScope scope, Canon canon) {
        out.text("(canon ").text(canon.op().toString());
        if (canon instanceof Canon.Lift lift) {
            out.text(" (core func ")
                    .text(scope.reference(Sort.CORE_FUNC, lift.coreFunc()))
                    .text(")");
            options(scope, lift.options());
            out.text(" (func").text(scope.binding(Sort.FUNC));
            types.use(scope, Sort.TYPE, lift.type());
            out.text("))");
            scope.add(Sort.FUNC);
            return;
        }
        operands(scope, canon);
        out.text(" (core func").text(scope.binding(Sort.CORE_FUNC)).text("))");
        scope.add(Sort.CORE_FUNC);
    }

    private void operands(PrintScope scope, Canon canon) {
        switch (canon) {
            case Canon.Lift lift -> options(scope, lift.options());
            case Canon.Lower lower -> {
                out.text(" (func ")
                        .text(scope.reference(Sort.FUNC, lower.func()))
                        .text(")");
                options(scope, lower.options());
            }
            case Canon.Plain _ -> {}
            case Canon.OfType ofType -> {
                out.text(" ").text(scope.reference(Sort.TYPE, ofType.type()));
                out.text(ofType.isAsync() ? " async" : "");
                options(scope, ofType.options());
            }
            case Canon.WithOptions with -> options(scope, with.options());
            case Canon.TaskReturn task -> {
                ValueType result = task.result();
                if (result != null) {
                    out.text(" (result ").text(TypePrinter.value(scope, result)).text(")");
                }
                options(scope, task.options());
            }
            case Canon.Context context ->
                out.text(" ").text(context.type().toString()).text(" ").unsigned(context.slot());
            case Canon.Flagged flagged -> out.text(flagged.flag() ? flag(flagged.op()) : "");
            case Canon.Wait wait -> {
                out.text(wait.isCancellable() ? " cancellable" : "");
                out.text(" (memory ")
                        .text(scope.reference(Sort.CORE_MEMORY, wait.memory()))
                        .text(")");
            }
            case Canon.Spawn spawn -> {
                out.text(spawn.isShared() ? " shared" : "");
                out.text(" ").text(scope.reference(Sort.CORE_TYPE, spawn.coreType()));
                if (spawn.table() != Canon.Spawn.NO_TABLE) {
                    out.text(" ").text(scope.reference(Sort.CORE_TABLE, spawn.table()));
                }
            }
        }
    }

    private static String flag(CanonOp op) {
        return switch (op.immediates()) {
            case ASYNC -> " async";
            case CANCELLABLE -> " cancellable";
            default -> " shared";
        };
    }

    private void options(PrintScope scope, List<CanonOption> options) {
        for (CanonOption option : options) {
            out.text(" ");
            switch (option) {
                case CanonOption.Encoding encoding ->
                    out.text("string-encoding=").text(encoding.encoding().toString());
                case CanonOption.Memory memory -> option(scope, "memory", Sort.CORE_MEMORY, memory.memory());
                case CanonOption.Realloc realloc -> option(scope, "realloc", Sort.CORE_FUNC, realloc.func());
                case CanonOption.PostReturn post -> option(scope, "post-return", Sort.CORE_FUNC, post.func());
                case CanonOption.Async _ -> out.text("async");
                case CanonOption.Callback callback -> option(scope, "callback", Sort.CORE_FUNC, callback.func());
                case CanonOption.CoreType type -> option(scope, "core-type", Sort.CORE_TYPE, type.type());
                case CanonOption.Gc _ -> out.text("gc");
            }
        }
    }

    private void option(PrintScope scope, String word, Sort sort, int index) {
        out.text("(").text(word).text(" ").text(scope.reference(sort, index)).text(")");
    }
}
