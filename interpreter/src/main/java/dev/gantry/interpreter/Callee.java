package dev.gantry.interpreter;

import dev.gantry.environ.spi.OffsetTable;
import dev.gantry.runtime.vm.VmFunc;
import org.jspecify.annotations.Nullable;

/// What a call needs to know of the function it calls, ready for the loop.
///
/// Only plain functions are called by the loop itself. All others say that they need more slots than there can be
/// ([#SPECIAL]), so that the one check for room sends them to [Calls]: functions with exception handlers, functions of
/// the host, and functions that have not been looked at yet.
///
/// Threading: confined to its store.
final class Callee {
    /// More slots than any stack has.
    static final int SPECIAL = 1 << 29;

    /// What kind of function it is.
    enum Kind {
        /// Code without handlers.
        PLAIN,
        /// Code with handlers.
        GUARDED,
        /// Not ours: a host function.
        FOREIGN,
        /// Not known yet.
        UNRESOLVED
    }

    private static final FunctionCode NO_CODE =
            new FunctionCode(0, 0, new int[0], new int[0], OffsetTable.EMPTY, new int[0]);

    final Kind kind;

    /// The code.
    final int[] code;

    /// Slots needed from the frame pointer up, or [#SPECIAL].
    final int slots;

    /// Slots of the parameters, which lie below the frame pointer.
    final int paramSlots;

    /// The instance whose code it is; of a function of the host, the caller's.
    final InstanceState home;

    /// The function's id in the high half, for the link of the caller's frame.
    final long link;

    /// The code with its tables.
    final FunctionCode function;

    /// The function, unless it is not known yet.
    final @Nullable VmFunc func;

    private Callee(
            Kind kind, FunctionCode function, InstanceState home, int paramSlots, long link, @Nullable VmFunc func) {
        this.kind = kind;
        this.code = function.code();
        this.slots = kind == Kind.PLAIN ? function.frameSlots() : SPECIAL;
        this.paramSlots = paramSlots;
        this.home = home;
        this.link = link;
        this.function = function;
        this.func = func;
    }

    /// A function of ours.
    ///
    /// @param function its code
    /// @param home     its instance
    /// @param func     itself, registered
    static Callee of(FunctionCode function, InstanceState home, VmFunc func) {
        Kind kind = function.handlers().length == 0 ? Kind.PLAIN : Kind.GUARDED;
        return new Callee(kind, function, home, function.paramSlots(), (long) func.id << Integer.SIZE, func);
    }

    /// A function that is no function of a module.
    static Callee ofCode(FunctionCode function, InstanceState home) {
        return new Callee(Kind.PLAIN, function, home, function.paramSlots(), 0, null);
    }

    /// A function of the host.
    ///
    /// @param func the function
    /// @param home the instance that calls it
    static Callee foreign(VmFunc func, InstanceState home) {
        return new Callee(Kind.FOREIGN, NO_CODE, home, func.paramSlots, 0, func);
    }

    /// Stands for functions of an instance that have not been called yet.
    static Callee unresolved(InstanceState home) {
        return new Callee(Kind.UNRESOLVED, NO_CODE, home, 0, 0, null);
    }
}
