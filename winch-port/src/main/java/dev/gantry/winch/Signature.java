package dev.gantry.winch;

import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.ValType;
import java.util.List;

/// A function type with the places of its parameters, see docs/native.md.
///
/// Threading: immutable, on the condition that nobody writes to arrays.
///
/// @param params      the kinds of the parameters
/// @param results     the kinds of the results
/// @param places      of each parameter: a register, see [Registers], or [#STACK] plus its offset in the stack
/// arguments, for a `v128` a multiple of 16
/// @param stackBytes  the size of the stack arguments, a multiple of 16
/// @param resultBytes the size of the result area, 0 if a register takes the result
record Signature(byte[] params, byte[] results, int[] places, int stackBytes, int resultBytes) {
    /// The first place that is not a register.
    static final int STACK = 32;

    private static final int[] INTEGERS = {
        Registers.RSI, Registers.RDX, Registers.RCX, Registers.R8, Registers.R9, Registers.R10
    };
    private static final int FLOATS = 8;

    /// The signature of a function type.
    static Signature of(FuncType type, ModuleDef def) {
        byte[] params = kinds(type.params(), def);
        byte[] results = kinds(type.results(), def);
        int[] places = new int[params.length];
        int integers = 0;
        int floats = 0;
        int stack = 0;
        for (int param = 0; param < params.length; param++) {
            boolean isFloat = Kind.isFloat(params[param]);
            if (isFloat && floats < FLOATS) {
                places[param] = Registers.XMM0 + floats++;
            } else if (!isFloat && integers < INTEGERS.length) {
                places[param] = INTEGERS[integers++];
            } else {
                int slot = Kind.alignSlot(params[param], stack);
                places[param] = STACK + Long.BYTES * slot;
                stack = slot + Kind.slots(params[param]);
            }
        }
        int area = results.length < 2 ? 0 : Long.BYTES * Kind.slots(results);
        return new Signature(params, results, places, Long.BYTES * (stack + (stack & 1)), area);
    }

    private static byte[] kinds(List<ValType> types, ModuleDef def) {
        if (types.isEmpty()) {
            return Kind.NONE;
        }
        byte[] kinds = new byte[types.size()];
        for (int at = 0; at < kinds.length; at++) {
            kinds[at] = Kind.of(types.get(at), def);
        }
        return kinds;
    }
}
