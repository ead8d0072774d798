package dev.gantry.wasm.component.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The canonical definitions of core functions besides `lower`: name, code and operands.
enum Builtin {
    // spotless:off
    RESOURCE_NEW                ("resource.new",                 0x02, Operand.TYPE),
    RESOURCE_DROP               ("resource.drop",                0x03, Operand.TYPE),
    RESOURCE_REP                ("resource.rep",                 0x04, Operand.TYPE),
    TASK_CANCEL                 ("task.cancel",                  0x05),
    SUBTASK_CANCEL              ("subtask.cancel",               0x06, Operand.ASYNC),
    TASK_RETURN                 ("task.return",                  0x09, Operand.RESULT, Operand.OPTIONS),
    CONTEXT_GET                 ("context.get",                  0x0A, Operand.CORE_VAL_TYPE, Operand.NUMBER),
    CONTEXT_SET                 ("context.set",                  0x0B, Operand.CORE_VAL_TYPE, Operand.NUMBER),
    THREAD_YIELD                ("thread.yield",                 0x0C, Operand.CANCELLABLE),
    SUBTASK_DROP                ("subtask.drop",                 0x0D),
    STREAM_NEW                  ("stream.new",                   0x0E, Operand.TYPE),
    STREAM_READ                 ("stream.read",                  0x0F, Operand.TYPE, Operand.OPTIONS),
    STREAM_WRITE                ("stream.write",                 0x10, Operand.TYPE, Operand.OPTIONS),
    STREAM_CANCEL_READ          ("stream.cancel-read",           0x11, Operand.TYPE, Operand.ASYNC),
    STREAM_CANCEL_WRITE         ("stream.cancel-write",          0x12, Operand.TYPE, Operand.ASYNC),
    STREAM_DROP_READABLE        ("stream.drop-readable",         0x13, Operand.TYPE),
    STREAM_DROP_WRITABLE        ("stream.drop-writable",         0x14, Operand.TYPE),
    FUTURE_NEW                  ("future.new",                   0x15, Operand.TYPE),
    FUTURE_READ                 ("future.read",                  0x16, Operand.TYPE, Operand.OPTIONS),
    FUTURE_WRITE                ("future.write",                 0x17, Operand.TYPE, Operand.OPTIONS),
    FUTURE_CANCEL_READ          ("future.cancel-read",           0x18, Operand.TYPE, Operand.ASYNC),
    FUTURE_CANCEL_WRITE         ("future.cancel-write",          0x19, Operand.TYPE, Operand.ASYNC),
    FUTURE_DROP_READABLE        ("future.drop-readable",         0x1A, Operand.TYPE),
    FUTURE_DROP_WRITABLE        ("future.drop-writable",         0x1B, Operand.TYPE),
    ERROR_CONTEXT_NEW           ("error-context.new",            0x1C, Operand.OPTIONS),
    ERROR_CONTEXT_DEBUG_MESSAGE ("error-context.debug-message",  0x1D, Operand.OPTIONS),
    ERROR_CONTEXT_DROP          ("error-context.drop",           0x1E),
    WAITABLE_SET_NEW            ("waitable-set.new",             0x1F),
    WAITABLE_SET_WAIT           ("waitable-set.wait",            0x20, Operand.CANCELLABLE, Operand.MEMORY),
    WAITABLE_SET_POLL           ("waitable-set.poll",            0x21, Operand.CANCELLABLE, Operand.MEMORY),
    WAITABLE_SET_DROP           ("waitable-set.drop",            0x22),
    WAITABLE_JOIN               ("waitable.join",                0x23),
    BACKPRESSURE_INC            ("backpressure.inc",             0x24),
    BACKPRESSURE_DEC            ("backpressure.dec",             0x25),
    THREAD_INDEX                ("thread.index",                 0x26),
    THREAD_NEW_INDIRECT         ("thread.new-indirect",          0x27, Operand.CORE_TYPE, Operand.TABLE),
    THREAD_RESUME_LATER         ("thread.resume-later",          0x28),
    THREAD_SUSPEND              ("thread.suspend",               0x29, Operand.CANCELLABLE),
    THREAD_SUSPEND_THEN_RESUME  ("thread.suspend-then-resume",   0x2A, Operand.CANCELLABLE),
    THREAD_YIELD_THEN_RESUME    ("thread.yield-then-resume",     0x2B, Operand.CANCELLABLE),
    THREAD_SUSPEND_THEN_PROMOTE ("thread.suspend-then-promote",  0x2C, Operand.CANCELLABLE),
    THREAD_YIELD_THEN_PROMOTE   ("thread.yield-then-promote",    0x2D, Operand.CANCELLABLE),
    THREAD_SPAWN_REF            ("thread.spawn-ref",             0x40, Operand.SHARED, Operand.CORE_TYPE),
    THREAD_SPAWN_INDIRECT       ("thread.spawn-indirect",        0x41, Operand.SHARED, Operand.CORE_TYPE,
                                                                       Operand.TABLE),
    THREAD_AVAILABLE_PARALLELISM("thread.available-parallelism", 0x42, Operand.SHARED);
    // spotless:on

    /// What can stand behind the name, in the order of the text and of the binary format.
    enum Operand {
        /// A type index.
        TYPE,
        /// `async` or nothing.
        ASYNC,
        /// `cancellable` or nothing.
        CANCELLABLE,
        /// `shared` or nothing.
        SHARED,
        /// `(result t)` or nothing.
        RESULT,
        /// Canonical options.
        OPTIONS,
        /// `(memory …)`.
        MEMORY,
        /// A value type of the core language.
        CORE_VAL_TYPE,
        /// A number.
        NUMBER,
        /// The index of a core type.
        CORE_TYPE,
        /// The index of a core table.
        TABLE
    }

    private static final Map<String, Builtin> BY_NAME = new HashMap<>();

    static {
        for (Builtin builtin : values()) {
            BY_NAME.put(builtin.text, builtin);
        }
    }

    private final String text;
    private final int code;

    @SuppressWarnings("ImmutableEnumChecker") // the list cannot change
    private final List<Operand> operands;

    Builtin(String text, int code, Operand... operands) {
        this.text = text;
        this.code = code;
        this.operands = List.of(operands);
    }

    static @Nullable Builtin of(String name) {
        return BY_NAME.get(name);
    }

    int code() {
        return code;
    }

    List<Operand> operands() {
        return operands;
    }

    @Override
    public String toString() {
        return text;
    }
}
