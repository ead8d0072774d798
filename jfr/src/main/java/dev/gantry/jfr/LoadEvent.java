package dev.gantry.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// Code that became ready to run, whether it was compiled just now or before.
///
/// Threading: confined to the thread that loads.
@Name("dev.gantry.ModuleLoad")
@Label("Load of a module")
@Description("The code of a WebAssembly module is ready to run")
@Category({"Gantry", "Code"})
@StackTrace(false)
final class LoadEvent extends Event {
    @Label("Module")
    @Description("The name that the module gives itself, if it has one")
    @Nullable
    String module;

    @Label("Strategy")
    @Nullable
    String strategy;

    @Label("Code size")
    @Description("In the form of the strategy: machine code, or what it interprets")
    @DataAmount
    long codeBytes;
}
