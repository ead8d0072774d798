package dev.gantry.runtime.vm;

import dev.gantry.environ.spi.EngineObserver;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.WasmBacktrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Makes backtraces of a store's wasm frames: names from the name section, source lines from DWARF. Frames of the host
/// between wasm frames are left out. Cost: proportional to the frames (R86), at most the store's limit.
public final class Backtraces {
    private Backtraces() {}

    /// The frames that are active now.
    ///
    /// @param store the store
    /// @return the frames, innermost first
    public static WasmBacktrace capture(VmStore store) {
        List<WasmBacktrace.Frame> frames = new ArrayList<>();
        int limit = store.maxBacktraceFrames();
        FrameSink sink = (instance, funcIndex, moduleOffset) -> {
            if (frames.size() < limit) {
                frames.add(instance.module.frame(funcIndex, moduleOffset));
            }
            return frames.size() < limit;
        };
        boolean wantsMore = limit > 0;
        for (Activation at = store.activation; at != null && wantsMore; at = at.outer) {
            wantsMore = at.walk(sink);
        }
        return new WasmBacktrace(frames);
    }

    /// The trap that a signal becomes.
    ///
    /// @param store  the store, with the activation in which it happened
    /// @param signal the signal
    /// @return the trap, to be thrown
    public static Trap trap(VmStore store, TrapSignal signal) {
        Trap trap = new Trap(signal.failure(), Objects.requireNonNull(signal.getMessage()), capture(store));
        EngineObserver observer = store.observer;
        if (observer != null) {
            observer.trapped(trap);
        }
        return trap;
    }

    /// Attaches the frames to what leaves a host function, or leaves wasm code other than by a trap (R81, R84).
    /// Once for each time it is thrown; not to errors with frames of their own, nor if there is no stack left.
    @SuppressWarnings("ReferenceEquality") // the same exception on its way out, not an equal one
    static void leaving(VmStore store, Throwable thrown) {
        if (thrown == store.leaving) {
            return;
        }
        store.leaving = thrown;
        if (store.activation == null
                || thrown instanceof Trap
                || thrown instanceof GuestThrow
                || thrown instanceof StackOverflowError) {
            return;
        }
        try {
            attach(thrown, capture(store));
        } catch (StackOverflowError _) { // the exception matters more than its frames
            return;
        }
    }

    /// What a fault in mapped memory becomes. The machine raises one when it has no room for a page at its first use;
    /// Java reports it as an [InternalError].
    @SuppressWarnings("ReferenceEquality") // the same error, not an equal one
    static RuntimeException afterFault(VmStore store, InternalError fault) {
        if (fault == store.leaving
                || fault.getMessage() == null
                || !fault.getMessage().contains("fault occurred")) {
            throw fault;
        }
        return trap(store, TrapSignal.of(Failure.OUT_OF_MEMORY));
    }

    /// Attaches the frames to an exception of the host, which [WasmBacktrace#attachedTo] finds. Does nothing if the
    /// exception cannot carry them.
    ///
    /// @param thrown    the exception
    /// @param backtrace the frames
    public static void attach(Throwable thrown, WasmBacktrace backtrace) {
        WasmBacktrace.attach(thrown, backtrace);
    }
}
