package dev.gantry.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// A trap, when it is about to reach the host.
///
/// Threading: confined to the thread that uses the store.
@Name("dev.gantry.Trap")
@Label("Trap")
@Description("WebAssembly code has trapped")
@Category({"Gantry", "Execution"})
@StackTrace(false)
final class TrapEvent extends Event {
    @Label("Code")
    @Description("The name of the constant of dev.gantry.wasm.Failure")
    @Nullable
    String code;

    @Label("Message")
    @Nullable
    String message;

    @Label("Module")
    @Nullable
    String module;

    @Label("Function")
    @Description("The innermost wasm function; none if no wasm code was active")
    @Nullable
    String function;

    @Label("Offset")
    @Description("Where the instruction is in the binary of the module, or -1")
    long offset = -1;
}
