package dev.gantry.runtime.machine;

import dev.gantry.environ.VmOffsets;
import dev.gantry.runtime.platform.NativeAccess;
import dev.gantry.runtime.platform.Stack;
import dev.gantry.runtime.vm.Activation;
import dev.gantry.runtime.vm.FrameSink;
import dev.gantry.runtime.vm.VmException;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.wasm.Bug;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// A run of frames of machine code, walked by frame pointers from the last request or fault to the entry from the host:
/// as many steps as there are frames, and no locks (R86).
///
/// ```text
///   [fp + 8]  return address into the caller
///   [fp]      the caller's frame pointer
///   [fp - 8]  the context: of an instance, of a host function (skipped), or 0 at the entry (the end)
/// ```
///
/// There is one object for each depth of nesting, which serves one run of frames after the other: a call allocates
/// nothing.
///
/// Threading: confined to its store.
final class MachineActivation extends Activation {
    private final MachineStore machine;

    /// Runs the frames.
    final MachineCall call;

    /// The activation of calls that host functions below this one make, once there was such a call.
    private @Nullable MachineActivation inner;

    /// The frame pointer at the last request or fault, 0 before the first.
    private long exitFp;

    /// Where the last request returns to, or the pc of the last fault.
    private long exitPc;

    private boolean isFault;

    /// The stack pointer below which the stack is free while Java runs.
    private long wasmSp;

    @SuppressWarnings("this-escape") // the call only keeps it
    private MachineActivation(MachineStore machine, @Nullable Activation outer) {
        super(outer);
        this.machine = machine;
        this.call = new MachineCall(machine, this);
    }

    /// The activation of calls that the host makes, and no host function.
    static MachineActivation outermost(MachineStore machine) {
        return new MachineActivation(machine, null);
    }

    /// The activation of a call that a host function makes.
    MachineActivation inner() {
        MachineActivation known = inner;
        if (known == null) {
            known = new MachineActivation(machine, this);
            inner = known;
        }
        return known.begun(wasmSp);
    }

    /// Forgets the frames that it was about last.
    ///
    /// @param sp where the stack is free
    MachineActivation begun(long sp) {
        exitFp = 0;
        wasmSp = sp;
        return this;
    }

    /// Where the stack is free.
    long wasmSp() {
        return wasmSp;
    }

    /// Notes where wasm code stopped.
    void stopped(long fp, long pc, long sp, boolean atFault) {
        exitFp = fp;
        exitPc = pc;
        wasmSp = sp;
        isFault = atFault;
    }

    /// What is done with each frame of wasm code, innermost first.
    @FunctionalInterface
    interface FrameVisitor {
        /// A frame.
        ///
        /// @param instance whose code it is
        /// @param tables   what is known of the function
        /// @param fp       the frame pointer
        /// @param pc       where the call or request that it makes returns to, or the pc of a fault
        /// @param atFault  whether it is that
        /// @return whether to go on
        boolean frame(MachineInstance instance, CodeTables tables, long fp, long pc, boolean atFault);
    }

    /// Visits the frames.
    ///
    /// @return false if the visitor has stopped
    boolean forEach(FrameVisitor visitor) {
        long fp = exitFp;
        long pc = exitPc;
        boolean atFault = isFault;
        if (fp == 0) {
            return true;
        }
        Stack stack = machine.stack();
        while (true) {
            checkFrame(fp, stack);
            long context = NativeAccess.getLong(fp - Long.BYTES);
            if (context == 0) {
                return true;
            }
            int magic = NativeAccess.getInt(context);
            if (magic == VmOffsets.INSTANCE_MAGIC) {
                MachineInstance instance = machine.instance(context);
                CodeTables tables = instance.code().tables(atFault ? pc + 1 : pc);
                if (!visitor.frame(instance, tables, fp, pc, atFault)) {
                    return false;
                }
            } else if (magic != VmOffsets.HOST_FUNC_MAGIC) {
                throw Bug.unreachable("a context with the magic 0x" + Integer.toHexString(magic));
            }
            atFault = false;
            pc = NativeAccess.getLong(fp + Long.BYTES);
            long caller = NativeAccess.getLong(fp);
            if (caller <= fp) {
                throw Bug.unreachable("a frame whose caller lies below it");
            }
            fp = caller;
        }
    }

    private static void checkFrame(long fp, Stack stack) {
        if (fp >= stack.top() || fp < stack.top() - stack.usableBytes() - HEAD_ROOM_BYTES) {
            throw Bug.unreachable("a frame pointer outside of the stack: 0x" + Long.toHexString(fp));
        }
    }

    /// Frames of trampolines, and of functions without a check, may lie below the limit.
    private static final long HEAD_ROOM_BYTES = 64 << 10;

    /// Looks at one or two frames, that of the host function and that of its caller; no tables are needed.
    @Override
    public @Nullable VmInstance instance() {
        long fp = exitFp;
        if (fp == 0) {
            return null;
        }
        Stack stack = machine.stack();
        while (true) {
            checkFrame(fp, stack);
            long context = NativeAccess.getLong(fp - Long.BYTES);
            if (context == 0) {
                return null;
            }
            if (NativeAccess.getInt(context) == VmOffsets.INSTANCE_MAGIC) {
                return machine.instance(context).instance;
            }
            fp = NativeAccess.getLong(fp);
        }
    }

    @Override
    public boolean walk(FrameSink sink) {
        return forEach((instance, tables, _, pc, atFault) -> sink.frame(
                instance.instance, tables.funcIndex, atFault ? tables.wasmOffsetOfFault(pc) : tables.wasmOffset(pc)));
    }

    @Override
    public void visitRefs(IntUnaryOperator visitor) {
        boolean _ = forEach((_, tables, fp, pc, atFault) -> {
            if (!atFault) {
                for (int offset : tables.references(pc)) {
                    int ref = NativeAccess.getInt(fp + offset);
                    if (ref != 0) {
                        NativeAccess.putInt(fp + offset, visitor.applyAsInt(ref));
                    }
                }
            }
            return true;
        });
    }

    @Override
    protected void visitOwnStack(IntUnaryOperator visitor) {
        visitRefs(visitor);
    }

    /// A handler in a frame.
    ///
    /// @param fp the frame pointer
    /// @param pc where the handler starts
    record Target(long fp, long pc) {}

    /// The innermost handler that takes an exception, or null.
    @Nullable
    Target handler(VmException exn) {
        Target[] found = new Target[1];
        boolean _ = forEach((instance, tables, fp, pc, atFault) -> {
            long handler = atFault ? 0 : tables.handler(pc, instance.instance, exn.tag);
            if (handler != 0) {
                found[0] = new Target(fp, handler);
            }
            return handler == 0;
        });
        return found[0];
    }

    /// What the last fault means: the ordinal of a [dev.gantry.wasm.Failure], or -1. Then nothing is known of the
    /// frames, since code that is no instruction of a function may have any frame pointer.
    int fault() {
        MachineCode code = CodeObject.find(exitPc);
        int ordinal = code == null ? -1 : code.tables(exitPc + 1).trap(exitPc);
        if (ordinal < 0) {
            exitFp = 0;
        }
        return ordinal;
    }
}
