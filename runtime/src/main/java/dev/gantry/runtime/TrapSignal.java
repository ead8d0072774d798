package dev.gantry.runtime;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Failure;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// The news that running code traps, on its way from the place that finds it to the one that knows the wasm
/// frames and makes a [dev.gantry.wasm.Trap] of it. No user ever sees one.
///
/// There is one signal per failure, made in advance and without a stack trace, so that throwing one costs no
/// more than the unwinding; those of components that say more are made when they are thrown.
///
/// Threading: immutable.
public final class TrapSignal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final Map<Failure, TrapSignal> SIGNALS = signals();

    private final Failure failure;

    private TrapSignal(Failure failure, String message) {
        super(message, null, false, false);
        this.failure = failure;
    }

    private static Map<Failure, TrapSignal> signals() {
        Map<Failure, TrapSignal> signals = new EnumMap<>(Failure.class);
        for (Failure failure : Failure.values()) {
            if (failure.isTrap()) {
                signals.put(failure, new TrapSignal(failure, failure.text()));
            }
        }
        return Collections.unmodifiableMap(signals);
    }

    /// The signal for a failure.
    ///
    /// @param failure what happened; [Failure#isTrap] holds
    /// @return always the same signal, to be thrown
    public static TrapSignal of(Failure failure) {
        TrapSignal signal = SIGNALS.get(failure);
        if (signal == null) {
            throw Bug.unreachable("a signal for " + failure);
        }
        return signal;
    }

    /// A signal whose message says more than the failure; for the traps of components.
    ///
    /// @param failure what happened; [Failure#isTrap] holds
    /// @param message the message of the trap
    /// @return a new signal, to be thrown
    public static TrapSignal of(Failure failure, String message) {
        return new TrapSignal(failure, message);
    }

    /// What happened.
    ///
    /// @return the failure
    public Failure failure() {
        return failure;
    }
}
