import org.jspecify.annotations.NullMarked;

/// The portable strategy: compact register code, run by a loop in plain Java.
@NullMarked
module dev.gantry.interpreter {
    requires static transitive org.jspecify;
    requires dev.gantry.runtime;

    provides dev.gantry.environ.spi.CompilerProvider with
            dev.gantry.interpreter.InterpreterProvider;
    provides dev.gantry.runtime.spi.ExecutorProvider with
            dev.gantry.interpreter.InterpreterProvider;
}
