package dev.gantry.fuzz.generate;

import dev.gantry.wasm.Family;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Picks instructions of the enabled features, families by weight.
///
/// Threading: immutable.
final class OpcodePicker {
    private static final Map<Family, Integer> WEIGHTS = new EnumMap<>(Map.of(
            Family.CONTROL, 20,
            Family.EXCEPTION, 4,
            Family.VARIABLE, 14,
            Family.TABLE, 6,
            Family.MEMORY, 16,
            Family.NUMERIC, 20,
            Family.REFERENCE, 6,
            Family.GC, 12,
            Family.SIMD, 14,
            Family.ATOMIC, 6));

    private final List<List<Opcode>> families = new ArrayList<>();
    private final List<Integer> weights = new ArrayList<>();
    private final Map<ValType, List<Opcode>> pure = new HashMap<>();
    private int total;

    OpcodePicker(GeneratorOptions options) {
        Map<Family, List<Opcode>> byFamily = new EnumMap<>(Family.class);
        for (Opcode opcode : Opcode.values()) {
            if (!options.has(opcode.feature())) {
                continue;
            }
            byFamily.computeIfAbsent(opcode.family(), _ -> new ArrayList<>()).add(opcode);
            if (opcode.signature() != null
                    && !opcode.has(Opcode.Effects.TRAPS | Opcode.Effects.READS | Opcode.Effects.WRITES)
                    && Signature.of(opcode).results(NumType.I32).size() == 1
                    && opcode.immediates().accessBytes() == 0) {
                pure.computeIfAbsent(Signature.of(opcode).results(NumType.I32).getFirst(), _ -> new ArrayList<>())
                        .add(opcode);
            }
        }
        byFamily.forEach((family, opcodes) -> {
            families.add(opcodes);
            total += WEIGHTS.getOrDefault(family, 1);
            weights.add(total);
        });
    }

    /// Any instruction.
    Opcode any(Choice choice) {
        int at = choice.below(total);
        int family = 0;
        while (weights.get(family) <= at) {
            family++;
        }
        return choice.of(families.get(family));
    }

    /// An instruction with one result, of a type, that depends on its operands alone and cannot trap.
    Opcode pure(Choice choice, ValType result) {
        List<Opcode> opcodes = pure.get(result);
        if (opcodes == null) {
            throw new AssertionError("nothing makes " + result);
        }
        return choice.of(opcodes);
    }
}
