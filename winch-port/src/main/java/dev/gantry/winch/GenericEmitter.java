package dev.gantry.winch;

import dev.gantry.wasm.Bug;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.binary.InstrReader;
import org.jspecify.annotations.Nullable;

/// Emits instructions with a signature in the opcode table as requests.
///
/// Threading: no state; the tables are immutable.
final class GenericEmitter {
    private static final byte[] @Nullable [] RESULTS_32 = kinds(false);
    private static final byte[] @Nullable [] RESULTS_64 = kinds(true);
    private static final int[] PARAMS = params();

    private GenericEmitter() {}

    private static byte[] @Nullable [] kinds(boolean is64) {
        Opcode[] opcodes = Opcode.values();
        byte[] @Nullable [] kinds = new byte[opcodes.length][];
        for (int op = 0; op < opcodes.length; op++) {
            String signature = opcodes[op].signature();
            if (signature != null) {
                String[] names = names(signature.substring(signature.indexOf("->") + 2));
                byte[] results = new byte[names.length];
                for (int at = 0; at < results.length; at++) {
                    results[at] = Kind.ofName(names[at], is64);
                }
                kinds[op] = results;
            }
        }
        return kinds;
    }

    private static int[] params() {
        Opcode[] opcodes = Opcode.values();
        int[] params = new int[opcodes.length];
        for (int op = 0; op < opcodes.length; op++) {
            String signature = opcodes[op].signature();
            params[op] = signature == null ? 0 : names(signature.substring(0, signature.indexOf("->"))).length;
        }
        return params;
    }

    private static String[] names(String side) {
        String stripped = side.strip();
        return stripped.isEmpty() ? new String[0] : stripped.split(" ", -1);
    }

    /// Emits an instruction.
    ///
    /// @param op a constant of [dev.gantry.wasm.Ops]
    static void emit(Emission state, int op) {
        InstrReader in = state.in;
        Requests requests = state.requests;
        int params = PARAMS[op];
        switch (in.opcode().immediates()) {
            case NONE, FENCE -> requests.instruction(op, params, results(op, false));
            case MEMARG_1, MEMARG_2, MEMARG_4, MEMARG_8, MEMARG_16 ->
                requests.instruction(op, params, results(op, is64(state)), in.memory(), in.memOffset());
            case MEMARG_LANE_1, MEMARG_LANE_2, MEMARG_LANE_4, MEMARG_LANE_8 ->
                requests.instruction(op, params, results(op, is64(state)), in.memory(), in.memOffset(), in.lane());
            case LANE_16, LANE_8, LANE_4, LANE_2 -> requests.instruction(op, params, results(op, false), in.lane());
            case V128, LANES_16 -> requests.instruction(op, params, results(op, false), in.v128Low(), in.v128High());
            default -> throw Bug.unreachable("no general form of " + in.opcode());
        }
    }

    private static boolean is64(Emission state) {
        return MemoryEmitter.addressKind(state, state.in.memory()) == Kind.I64;
    }

    private static byte[] results(int op, boolean is64) {
        byte[] results = is64 ? RESULTS_64[op] : RESULTS_32[op];
        if (results == null) {
            throw Bug.unreachable("no signature for " + op);
        }
        return results;
    }
}
