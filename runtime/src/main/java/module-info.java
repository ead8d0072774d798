import org.jspecify.annotations.NullMarked;

/// Stores, instances, memories, tables, traps and calls into compiled code.
@NullMarked
module dev.gantry.runtime {
    requires static transitive org.jspecify;
    requires transitive dev.gantry.environ;

    exports dev.gantry.runtime to
            dev.gantry.interpreter,
            dev.gantry;
    exports dev.gantry.runtime.numeric to
            dev.gantry.interpreter;
}
