package dev.gantry.wasi.internal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// A function as modules import it: a row of the table under one of the two module names. Threading: *immutable*.
public final class HostFunction {
    private final Abi abi;
    private final Preview1 function;

    private HostFunction(Abi abi, Preview1 function) {
        this.abi = abi;
        this.function = function;
    }

    /// All functions.
    ///
    /// @return those of both module names
    public static List<HostFunction> all() {
        List<HostFunction> all = new ArrayList<>();
        for (Abi abi : Abi.values()) {
            for (Preview1 function : Preview1.values()) {
                if (abi.has(function)) {
                    all.add(new HostFunction(abi, function));
                }
            }
        }
        return all;
    }

    /// The name of the module that guests import it from.
    ///
    /// @return the name
    public String module() {
        return abi.module();
    }

    /// The name of the function.
    ///
    /// @return the name
    public String name() {
        return function.text();
    }

    /// The types of the parameters: `i` is `i32`, `I` is `i64`.
    ///
    /// @return one letter for each
    public String params() {
        return function.params();
    }

    /// Whether it answers an `i32`, the error number.
    ///
    /// @return false for `proc_exit`
    public boolean hasResult() {
        return function.hasResult();
    }

    /// Calls it.
    ///
    /// @param state  the guest's state
    /// @param memory the guest's memory
    /// @param args   the arguments in slots of 16 bytes, little-endian
    /// @return the error number
    /// @throws GuestExit            from `proc_exit`
    /// @throws InterruptedException when the thread was interrupted while the call waited
    public int call(WasiState state, MemorySegment memory, MemorySegment args) throws InterruptedException {
        return function.call(state, memory, args, abi);
    }
}
