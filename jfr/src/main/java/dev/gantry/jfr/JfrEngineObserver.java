package dev.gantry.jfr;

import dev.gantry.environ.spi.EngineObserver;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.WasmBacktrace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes [CompilationEvent], [LoadEvent], [InstantiationEvent] and [TrapEvent]. They cost next to nothing while no
/// recording wants them.
///
/// Threading: thread-safe, no state.
public final class JfrEngineObserver implements EngineObserver {
    /// Called by [java.util.ServiceLoader].
    public JfrEngineObserver() {}

    @Override
    public Compilation compiling(String strategy) {
        CompilationEvent event = new CompilationEvent();
        event.begin();
        return (module, functions, wasmBytes, codeBytes) -> {
            event.end();
            if (event.shouldCommit()) {
                event.module = module;
                event.strategy = strategy;
                event.functions = functions;
                event.wasmBytes = wasmBytes;
                event.codeBytes = codeBytes;
                event.commit();
            }
        };
    }

    @Override
    public void loaded(String strategy, @Nullable String module, long codeBytes) {
        LoadEvent event = new LoadEvent();
        if (event.shouldCommit()) {
            event.module = module;
            event.strategy = strategy;
            event.codeBytes = codeBytes;
            event.commit();
        }
    }

    @Override
    public Instantiation instantiating(@Nullable String module) {
        InstantiationEvent event = new InstantiationEvent();
        event.begin();
        return () -> {
            event.end();
            if (event.shouldCommit()) {
                event.module = module;
                event.commit();
            }
        };
    }

    @Override
    public void trapped(Trap trap) {
        TrapEvent event = new TrapEvent();
        if (event.shouldCommit()) {
            event.code = trap.failure().name();
            event.message = trap.getMessage();
            List<WasmBacktrace.Frame> frames = trap.backtrace().frames();
            if (!frames.isEmpty()) {
                StackTraceElement frame = frames.getFirst().toStackTraceElement();
                event.module = frame.getClassName();
                event.function = frame.getMethodName();
                event.offset = frames.getFirst().moduleOffset();
            }
            event.commit();
        }
    }
}
