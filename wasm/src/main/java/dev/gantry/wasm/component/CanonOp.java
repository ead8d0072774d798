package dev.gantry.wasm.component;

import dev.gantry.wasm.WasmFeature;
import org.jspecify.annotations.Nullable;

/// The canonical definitions: lifting, lowering, and the functions that a component gets from its host.
///
/// The one table of them: code, text, the immediates behind the code, and the feature that brings the definition.
///
/// Threading: immutable.
public enum CanonOp {
    // spotless:off
    /// `canon lift`.
    LIFT(0x00, "lift", Immediates.LIFT, WasmFeature.COMPONENT_MODEL),
    /// `canon lower`.
    LOWER(0x01, "lower", Immediates.LOWER, WasmFeature.COMPONENT_MODEL),
    /// `canon resource.new`.
    RESOURCE_NEW(0x02, "resource.new", Immediates.TYPE, WasmFeature.COMPONENT_MODEL),
    /// `canon resource.drop`.
    RESOURCE_DROP(0x03, "resource.drop", Immediates.TYPE, WasmFeature.COMPONENT_MODEL),
    /// `canon resource.rep`.
    RESOURCE_REP(0x04, "resource.rep", Immediates.TYPE, WasmFeature.COMPONENT_MODEL),
    /// `canon task.cancel`.
    TASK_CANCEL(0x05, "task.cancel", Immediates.NONE, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon subtask.cancel`.
    SUBTASK_CANCEL(0x06, "subtask.cancel", Immediates.ASYNC, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon task.return`.
    TASK_RETURN(0x09, "task.return", Immediates.RESULT_OPTIONS, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon context.get`.
    CONTEXT_GET(0x0A, "context.get", Immediates.CONTEXT, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon context.set`.
    CONTEXT_SET(0x0B, "context.set", Immediates.CONTEXT, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon thread.yield`.
    THREAD_YIELD(0x0C, "thread.yield", Immediates.CANCELLABLE, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon subtask.drop`.
    SUBTASK_DROP(0x0D, "subtask.drop", Immediates.NONE, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon stream.new`.
    STREAM_NEW(0x0E, "stream.new", Immediates.TYPE, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon stream.read`.
    STREAM_READ(0x0F, "stream.read", Immediates.TYPE_OPTIONS, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon stream.write`.
    STREAM_WRITE(0x10, "stream.write", Immediates.TYPE_OPTIONS, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon stream.cancel-read`.
    STREAM_CANCEL_READ(0x11, "stream.cancel-read", Immediates.TYPE_ASYNC, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon stream.cancel-write`.
    STREAM_CANCEL_WRITE(0x12, "stream.cancel-write", Immediates.TYPE_ASYNC, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon stream.drop-readable`.
    STREAM_DROP_READABLE(0x13, "stream.drop-readable", Immediates.TYPE, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon stream.drop-writable`.
    STREAM_DROP_WRITABLE(0x14, "stream.drop-writable", Immediates.TYPE, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon future.new`.
    FUTURE_NEW(0x15, "future.new", Immediates.TYPE, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon future.read`.
    FUTURE_READ(0x16, "future.read", Immediates.TYPE_OPTIONS, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon future.write`.
    FUTURE_WRITE(0x17, "future.write", Immediates.TYPE_OPTIONS, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon future.cancel-read`.
    FUTURE_CANCEL_READ(0x18, "future.cancel-read", Immediates.TYPE_ASYNC, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon future.cancel-write`.
    FUTURE_CANCEL_WRITE(0x19, "future.cancel-write", Immediates.TYPE_ASYNC, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon future.drop-readable`.
    FUTURE_DROP_READABLE(0x1A, "future.drop-readable", Immediates.TYPE, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon future.drop-writable`.
    FUTURE_DROP_WRITABLE(0x1B, "future.drop-writable", Immediates.TYPE, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon error-context.new`.
    ERROR_CONTEXT_NEW(
            0x1C, "error-context.new", Immediates.OPTIONS, WasmFeature.COMPONENT_MODEL_ERROR_CONTEXT),
    /// `canon error-context.debug-message`.
    ERROR_CONTEXT_DEBUG_MESSAGE(
            0x1D, "error-context.debug-message", Immediates.OPTIONS, WasmFeature.COMPONENT_MODEL_ERROR_CONTEXT),
    /// `canon error-context.drop`.
    ERROR_CONTEXT_DROP(0x1E, "error-context.drop", Immediates.NONE, WasmFeature.COMPONENT_MODEL_ERROR_CONTEXT),
    /// `canon waitable-set.new`.
    WAITABLE_SET_NEW(0x1F, "waitable-set.new", Immediates.NONE, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon waitable-set.wait`.
    WAITABLE_SET_WAIT(0x20, "waitable-set.wait", Immediates.CANCELLABLE_MEMORY, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon waitable-set.poll`.
    WAITABLE_SET_POLL(0x21, "waitable-set.poll", Immediates.CANCELLABLE_MEMORY, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon waitable-set.drop`.
    WAITABLE_SET_DROP(0x22, "waitable-set.drop", Immediates.NONE, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon waitable.join`.
    WAITABLE_JOIN(0x23, "waitable.join", Immediates.NONE, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon backpressure.inc`.
    BACKPRESSURE_INC(0x24, "backpressure.inc", Immediates.NONE, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon backpressure.dec`.
    BACKPRESSURE_DEC(0x25, "backpressure.dec", Immediates.NONE, WasmFeature.COMPONENT_MODEL_ASYNC),
    /// `canon thread.index`.
    THREAD_INDEX(0x26, "thread.index", Immediates.NONE, WasmFeature.COMPONENT_MODEL_THREADING),
    /// `canon thread.new-indirect`.
    THREAD_NEW_INDIRECT(
            0x27, "thread.new-indirect", Immediates.CORE_TYPE_TABLE, WasmFeature.COMPONENT_MODEL_THREADING),
    /// `canon thread.resume-later`.
    THREAD_RESUME_LATER(0x28, "thread.resume-later", Immediates.NONE, WasmFeature.COMPONENT_MODEL_THREADING),
    /// `canon thread.suspend`.
    THREAD_SUSPEND(0x29, "thread.suspend", Immediates.CANCELLABLE, WasmFeature.COMPONENT_MODEL_THREADING),
    /// `canon thread.suspend-then-resume`.
    THREAD_SUSPEND_THEN_RESUME(
            0x2A, "thread.suspend-then-resume", Immediates.CANCELLABLE, WasmFeature.COMPONENT_MODEL_THREADING),
    /// `canon thread.yield-then-resume`.
    THREAD_YIELD_THEN_RESUME(
            0x2B, "thread.yield-then-resume", Immediates.CANCELLABLE, WasmFeature.COMPONENT_MODEL_THREADING),
    /// `canon thread.suspend-then-promote`.
    THREAD_SUSPEND_THEN_PROMOTE(
            0x2C, "thread.suspend-then-promote", Immediates.CANCELLABLE, WasmFeature.COMPONENT_MODEL_THREADING),
    /// `canon thread.yield-then-promote`.
    THREAD_YIELD_THEN_PROMOTE(
            0x2D, "thread.yield-then-promote", Immediates.CANCELLABLE, WasmFeature.COMPONENT_MODEL_THREADING),
    /// `canon thread.spawn-ref`.
    THREAD_SPAWN_REF(
            0x40, "thread.spawn-ref", Immediates.SHARED_CORE_TYPE, WasmFeature.COMPONENT_MODEL_SHARED_THREADS),
    /// `canon thread.spawn-indirect`.
    THREAD_SPAWN_INDIRECT(
            0x41,
            "thread.spawn-indirect",
            Immediates.SHARED_CORE_TYPE_TABLE,
            WasmFeature.COMPONENT_MODEL_SHARED_THREADS),
    /// `canon thread.available-parallelism`.
    THREAD_AVAILABLE_PARALLELISM(
            0x42, "thread.available-parallelism", Immediates.SHARED, WasmFeature.COMPONENT_MODEL_SHARED_THREADS);
    // spotless:on

    /// What follows the code in the binary format.
    public enum Immediates {
        /// Nothing.
        NONE,
        /// A core function, options and a function type: [Canon.Lift].
        LIFT,
        /// A function and options: [Canon.Lower].
        LOWER,
        /// A type.
        TYPE,
        /// A type and options.
        TYPE_OPTIONS,
        /// A type and whether the call is asynchronous.
        TYPE_ASYNC,
        /// Whether the call is asynchronous.
        ASYNC,
        /// Options.
        OPTIONS,
        /// The type of a result, which may be absent, and options.
        RESULT_OPTIONS,
        /// A core value type and the number of a slot.
        CONTEXT,
        /// Whether the wait can be cancelled.
        CANCELLABLE,
        /// Whether the wait can be cancelled, and a core memory.
        CANCELLABLE_MEMORY,
        /// A core function type and a core table.
        CORE_TYPE_TABLE,
        /// Whether the thread is shared, and a core function type.
        SHARED_CORE_TYPE,
        /// Whether the thread is shared, a core function type and a core table.
        SHARED_CORE_TYPE_TABLE,
        /// Whether threads are shared.
        SHARED
    }

    private final int code;
    private final String text;
    private final Immediates immediates;
    private final WasmFeature feature;

    CanonOp(int code, String text, Immediates immediates, WasmFeature feature) {
        this.code = code;
        this.text = text;
        this.immediates = immediates;
        this.feature = feature;
    }

    /// The byte of the binary format.
    ///
    /// @return the byte
    public int code() {
        return code;
    }

    /// What follows the code.
    ///
    /// @return the shape of the immediates
    public Immediates immediates() {
        return immediates;
    }

    /// The feature that brings the definition.
    ///
    /// @return the feature
    public WasmFeature feature() {
        return feature;
    }

    /// Finds a definition.
    ///
    /// @param code the byte
    /// @return the definition, or null if there is none
    public static @Nullable CanonOp of(int code) {
        for (CanonOp op : values()) {
            if (op.code == code) {
                return op;
            }
        }
        return null;
    }

    /// The text form without `canon`, for example `stream.cancel-read`.
    @Override
    public String toString() {
        return text;
    }
}
