package dev.gantry.winch;

import dev.gantry.asm.Label;
import dev.gantry.wasm.Failure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Code that is seldom run, which is emitted behind the function: traps, slow paths, landings of exceptions.
///
/// Threading: confined to one compilation.
final class Stubs {
    /// Emits the code of a stub, whose label has been bound.
    @FunctionalInterface
    interface Body {
        void emit();
    }

    /// A stub.
    ///
    /// @param label      where it starts
    /// @param wasmOffset the instruction that it belongs to
    /// @param failure    the trap that it is, or null
    /// @param body       what it does, or null if it is a trap
    private record Stub(
            Label label,
            int wasmOffset,
            @Nullable Failure failure,
            @Nullable Body body) {}

    private final List<Stub> stubs = new ArrayList<>();
    private final Emission state;

    Stubs(Emission state) {
        this.state = state;
    }

    /// A stub that traps, for the current instruction.
    Label trap(Failure failure) {
        int wasmOffset = state.wasmOffset;
        for (int at = stubs.size() - 1; at >= 0 && at >= stubs.size() - 2; at--) {
            Stub last = stubs.get(at);
            if (last.failure == failure && last.wasmOffset == wasmOffset) {
                return last.label;
            }
        }
        return addStub(failure, null);
    }

    /// A stub for the current instruction.
    Label add(Body body) {
        return addStub(null, body);
    }

    /// A stub for the current instruction, whose label is known.
    void add(Label label, Body body) {
        stubs.add(new Stub(label, state.wasmOffset, null, body));
    }

    private Label addStub(@Nullable Failure failure, @Nullable Body body) {
        Label label = state.code.label();
        stubs.add(new Stub(label, state.wasmOffset, failure, body));
        return label;
    }

    /// Emits all stubs; they may add others.
    void emit() {
        for (int at = 0; at < stubs.size(); at++) {
            state.checkCodeSize();
            Stub stub = stubs.get(at);
            state.wasmOffset = stub.wasmOffset;
            state.code.bind(stub.label);
            state.mark();
            if (stub.body != null) {
                stub.body.emit();
            } else if (stub.failure != null) {
                state.requests.trap(stub.failure);
            }
        }
    }
}
