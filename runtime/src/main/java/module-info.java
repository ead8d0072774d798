import org.jspecify.annotations.NullMarked;

/// Stores, instances, memories, tables, traps and calls into compiled code.
@NullMarked
module dev.gantry.runtime {
    requires static transitive org.jspecify;
    requires dev.gantry.asm;
    requires transitive dev.gantry.environ;

    exports dev.gantry.runtime;
    exports dev.gantry.runtime.component to
            dev.gantry;
    exports dev.gantry.runtime.vm;
    exports dev.gantry.runtime.spi;
    exports dev.gantry.runtime.instr to
            dev.gantry.interpreter;
    exports dev.gantry.runtime.numeric to
            dev.gantry.interpreter;

    provides dev.gantry.runtime.spi.ExecutorProvider with
            dev.gantry.runtime.machine.WinchExecutorProvider;
}
