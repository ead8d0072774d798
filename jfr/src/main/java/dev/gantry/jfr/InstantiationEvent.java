package dev.gantry.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// An instantiation of a module, by the host or as a part of a component, its start function included.
///
/// Threading: confined to the thread that uses the store.
@Name("dev.gantry.Instantiation")
@Label("Instantiation of a module")
@Description("An instance of a WebAssembly module was made")
@Category({"Gantry", "Execution"})
@StackTrace(false)
final class InstantiationEvent extends Event {
    @Label("Module")
    @Description("The name that the module gives itself, if it has one")
    @Nullable
    String module;
}
