package dev.gantry.environ.spi;

import org.jspecify.annotations.Nullable;

/// What one piece of compiled code is. Keys have a total order, in which code is linked, so that output does not depend
/// on the timing of threads (R107).
public sealed interface FuncKey extends Comparable<FuncKey> {
    /// A function that the module defines.
    ///
    /// @param definedIndex its number among the defined functions
    record WasmFunction(int definedIndex) implements FuncKey {
        /// Written out because linking the one that records have takes 10 ms in a process that has just begun.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof WasmFunction function && function.definedIndex == definedIndex;
        }

        @Override
        public int hashCode() {
            return definedIndex;
        }
    }

    /// The entry from the host into functions of one signature: reads raw slots, calls, writes raw slots (R128).
    ///
    /// @param typeId the canonical trampoline type (R123)
    record ArrayToWasm(int typeId) implements FuncKey {}

    /// The exit from wasm to host functions of one signature.
    ///
    /// @param typeId the canonical trampoline type (R123)
    record WasmToArray(int typeId) implements FuncKey {}

    /// The exit from wasm to a builtin of the runtime (R134).
    ///
    /// @param builtin which one
    record WasmToBuiltin(Builtin builtin) implements FuncKey {}

    /// The symbol's name in artifacts: family and number (R104).
    ///
    /// @return for example `wasm_function3`
    default String symbol() {
        return switch (this) {
            case WasmFunction function -> "wasm_function" + function.definedIndex();
            case ArrayToWasm trampoline -> "array_to_wasm" + trampoline.typeId();
            case WasmToArray trampoline -> "wasm_to_array" + trampoline.typeId();
            case WasmToBuiltin trampoline ->
                "wasm_to_builtin_" + trampoline.builtin().text();
        };
    }

    @Override
    default int compareTo(FuncKey other) {
        int byFamily = Integer.compare(family(), other.family());
        return byFamily != 0 ? byFamily : Integer.compare(number(), other.number());
    }

    private int family() {
        return switch (this) {
            case WasmFunction _ -> 0;
            case ArrayToWasm _ -> 1;
            case WasmToArray _ -> 2;
            case WasmToBuiltin _ -> 3;
        };
    }

    private int number() {
        return switch (this) {
            case WasmFunction function -> function.definedIndex();
            case ArrayToWasm trampoline -> trampoline.typeId();
            case WasmToArray trampoline -> trampoline.typeId();
            case WasmToBuiltin trampoline -> trampoline.builtin().number();
        };
    }
}
