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
            Family.EXCEPTION, 6,
            Family.VARIABLE, 14,
            Family.TABLE, 6,
            Family.MEMORY, 16,
            Family.NUMERIC, 20,
            Family.REFERENCE, 6,
            Family.GC, 16,
            Family.SIMD, 14,
            Family.ATOMIC, 8));

    private static final int VECTOR_ACCESSES = 4;
    private static final int CALLS = 12;

    private final List<List<Opcode>> families = new ArrayList<>();
    private final List<Integer> weights = new ArrayList<>();
    private final Map<ValType, List<Opcode>> pure = new HashMap<>();
    /// Instructions that take two values of a type and give one.
    private final Map<ValType, List<Opcode>> folds = new HashMap<>();
    /// Instructions by the type of their last operand, where the table gives it and it is no address.
    private final Map<ValType, List<Opcode>> takers = new HashMap<>();

    OpcodePicker(GeneratorOptions options) {
        Map<Family, List<Opcode>> byFamily = new EnumMap<>(Family.class);
        List<Opcode> vectorAccesses = new ArrayList<>();
        List<Opcode> calls = new ArrayList<>();
        for (Opcode opcode : Opcode.values()) {
            if (!options.has(opcode.feature())) {
                continue;
            }
            boolean isAccess = opcode.immediates().accessBytes() > 0;
            if (isAccess && opcode.family() == Family.SIMD) {
                vectorAccesses.add(opcode);
            } else if (opcode.has(Opcode.Effects.CALLS)) {
                calls.add(opcode);
            } else {
                byFamily.computeIfAbsent(opcode.family(), _ -> new ArrayList<>())
                        .add(opcode);
            }
            if (opcode.signature() != null && !isAccess) {
                addToTypes(opcode, Signature.of(opcode));
            }
        }
        byFamily.forEach((family, opcodes) -> {
            families.add(opcodes);
            weights.add(WEIGHTS.getOrDefault(family, 1));
        });
        families.add(calls);
        weights.add(CALLS);
        if (!vectorAccesses.isEmpty()) {
            families.add(vectorAccesses);
            weights.add(VECTOR_ACCESSES);
        }
    }

    private void addToTypes(Opcode opcode, Signature signature) {
        List<ValType> params = signature.params(NumType.I32);
        List<ValType> results = signature.results(NumType.I32);
        boolean dependsOnMemory = opcode.has(Opcode.Effects.READS | Opcode.Effects.WRITES);
        if (results.size() != 1 || dependsOnMemory) {
            return;
        }
        ValType result = results.getFirst();
        if (!opcode.has(Opcode.Effects.TRAPS)) {
            pure.computeIfAbsent(result, _ -> new ArrayList<>()).add(opcode);
        }
        if (!params.isEmpty()) {
            takers.computeIfAbsent(params.getLast(), _ -> new ArrayList<>()).add(opcode);
        }
        if (params.equals(List.of(result, result))) {
            folds.computeIfAbsent(result, _ -> new ArrayList<>()).add(opcode);
        }
    }

    /// The weights of one function: it does without some families, so that others meet more often.
    final class Swarm {
        private final int[] ends = new int[families.size()];

        private Swarm(Choice choice) {
            int end = 0;
            boolean isWhole = choice.oneIn(3);
            for (int family = 0; family < ends.length; family++) {
                boolean isNeeded = isWhole || families.get(family).contains(Opcode.BLOCK);
                end += isNeeded || choice.below(3) > 0 ? weights.get(family) : 0;
                ends[family] = end;
            }
        }

        /// Any instruction.
        Opcode any(Choice choice) {
            int at = choice.below(ends[ends.length - 1]);
            int family = 0;
            while (ends[family] <= at) {
                family++;
            }
            return choice.of(families.get(family));
        }
    }

    /// Weights for one function.
    Swarm swarm(Choice choice) {
        return new Swarm(choice);
    }

    /// Whether there are instructions that take a value of a type and depend on nothing else.
    boolean takes(ValType type) {
        return takers.containsKey(type);
    }

    /// An instruction whose last operand has a type.
    Opcode taker(Choice choice, ValType type) {
        return choice.of(takers.get(type));
    }

    /// An instruction that takes two values of a type and gives one.
    Opcode fold(Choice choice, ValType type) {
        return choice.of(folds.get(type));
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
