package dev.gantry.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// A compilation of a module, validation included. Modules that come out of a cache or an artifact are not compiled.
///
/// Threading: confined to the thread that compiles.
@Name("dev.gantry.ModuleCompilation")
@Label("Compilation of a module")
@Description("A WebAssembly module was validated and compiled")
@Category({"Gantry", "Code"})
@StackTrace(false)
final class CompilationEvent extends Event {
    @Label("Module")
    @Description("The name that the module gives itself, if it has one")
    @Nullable
    String module;

    @Label("Strategy")
    @Nullable
    String strategy;

    @Label("Functions")
    @Description("How many functions the module defines")
    int functions;

    @Label("Binary size")
    @DataAmount
    long wasmBytes;

    @Label("Code size")
    @Description("In the form of the strategy: machine code, or what it interprets")
    @DataAmount
    long codeBytes;
}
