package dev.gantry.wasm.component;

import dev.gantry.wasm.types.ValType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A canonical definition. [Lift] adds a function, all others add a core function.
public sealed interface Canon extends Definition {
    /// Which definition it is.
    ///
    /// @return the row of the table
    CanonOp op();

    /// A component function made of a core function.
    ///
    /// @param coreFunc    the core function's index
    /// @param options     the options
    /// @param type        the index of the function type
    /// @param offsetBytes where the definition starts
    record Lift(int coreFunc, List<CanonOption> options, int type, int offsetBytes) implements Canon {
        /// Copies the list.
        public Lift {
            options = List.copyOf(options);
        }

        @Override
        public CanonOp op() {
            return CanonOp.LIFT;
        }
    }

    /// A core function made of a component function.
    ///
    /// @param func        the function's index
    /// @param options     the options
    /// @param offsetBytes where the definition starts
    record Lower(int func, List<CanonOption> options, int offsetBytes) implements Canon {
        /// Copies the list.
        public Lower {
            options = List.copyOf(options);
        }

        @Override
        public CanonOp op() {
            return CanonOp.LOWER;
        }
    }

    /// A function of the host without immediates ([CanonOp.Immediates#NONE]).
    ///
    /// @param op          which one
    /// @param offsetBytes where the definition starts
    record Plain(CanonOp op, int offsetBytes) implements Canon {}

    /// A function that handles things of a type ([CanonOp.Immediates#TYPE], `TYPE_OPTIONS` or `TYPE_ASYNC`).
    ///
    /// @param op          which one
    /// @param type        the index of a resource, stream or future type
    /// @param options     the options; empty where the table has none
    /// @param isAsync     the flag of `TYPE_ASYNC`
    /// @param offsetBytes where the definition starts
    record OfType(CanonOp op, int type, List<CanonOption> options, boolean isAsync, int offsetBytes) implements Canon {
        /// Copies the list.
        public OfType {
            options = List.copyOf(options);
        }
    }

    /// A function with options only ([CanonOp.Immediates#OPTIONS]).
    ///
    /// @param op          which one
    /// @param options     the options
    /// @param offsetBytes where the definition starts
    record WithOptions(CanonOp op, List<CanonOption> options, int offsetBytes) implements Canon {
        /// Copies the list.
        public WithOptions {
            options = List.copyOf(options);
        }
    }

    /// `task.return` ([CanonOp.Immediates#RESULT_OPTIONS]).
    ///
    /// @param result      the type of what is returned, or null
    /// @param options     the options
    /// @param offsetBytes where the definition starts
    record TaskReturn(@Nullable ValueType result, List<CanonOption> options, int offsetBytes) implements Canon {
        /// Copies the list.
        public TaskReturn {
            options = List.copyOf(options);
        }

        @Override
        public CanonOp op() {
            return CanonOp.TASK_RETURN;
        }
    }

    /// `context.get` or `context.set` ([CanonOp.Immediates#CONTEXT]).
    ///
    /// @param op          which one
    /// @param type        the core type of the slot
    /// @param slot        its number
    /// @param offsetBytes where the definition starts
    record Context(CanonOp op, ValType type, int slot, int offsetBytes) implements Canon {}

    /// A function with one flag ([CanonOp.Immediates#ASYNC], `CANCELLABLE` or `SHARED`).
    ///
    /// @param op          which one
    /// @param flag        whether it is asynchronous, cancellable or shared
    /// @param offsetBytes where the definition starts
    record Flagged(CanonOp op, boolean flag, int offsetBytes) implements Canon {}

    /// A function that waits and writes what happened ([CanonOp.Immediates#CANCELLABLE_MEMORY]).
    ///
    /// @param op            which one
    /// @param isCancellable whether the wait can be cancelled
    /// @param memory        the index of the core memory it writes to
    /// @param offsetBytes   where the definition starts
    record Wait(CanonOp op, boolean isCancellable, int memory, int offsetBytes) implements Canon {}

    /// A function that makes threads ([CanonOp.Immediates#CORE_TYPE_TABLE] and those of shared threads).
    ///
    /// @param op          which one
    /// @param isShared    whether the thread is shared; false where the table has no such flag
    /// @param coreType    the index of a core function type
    /// @param table       the index of a core table, or [#NO_TABLE]
    /// @param offsetBytes where the definition starts
    record Spawn(CanonOp op, boolean isShared, int coreType, int table, int offsetBytes) implements Canon {
        /// The value of `table` where there is none.
        public static final int NO_TABLE = -1;
    }
}
