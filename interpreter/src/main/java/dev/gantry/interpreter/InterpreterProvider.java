package dev.gantry.interpreter;

import dev.gantry.environ.Tunables;
import dev.gantry.environ.spi.Compiler;
import dev.gantry.environ.spi.CompilerProvider;
import dev.gantry.environ.spi.GcRuntimeProvider;
import dev.gantry.runtime.spi.Executor;
import dev.gantry.runtime.spi.ExecutorProvider;

/// The strategy `interpreter`: both halves.
///
/// Threading: thread-safe, no state.
public final class InterpreterProvider implements CompilerProvider, ExecutorProvider {
    /// Called by [java.util.ServiceLoader].
    public InterpreterProvider() {}

    @Override
    public String name() {
        return "interpreter";
    }

    @Override
    public Compiler compiler(Tunables tunables) {
        return new InterpreterCompiler(tunables, GcTarget.NONE);
    }

    @Override
    public Compiler compiler(Tunables tunables, GcRuntimeProvider collector) {
        return new InterpreterCompiler(tunables, GcTarget.of(collector));
    }

    @Override
    public Executor executor(Tunables tunables) {
        return InterpreterCode::new;
    }
}
