package dev.gantry.fuzz.winch;

import dev.gantry.wasm.Opcode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What was seen while modules were compiled, and in how many of them.
///
/// Threading: confined to one thread.
public final class Sightings {
    private static final ScopedValue<Sightings> CURRENT = ScopedValue.newInstance();

    private final Map<String, Integer> modules = new TreeMap<>();
    private final Set<String> ofModule = new HashSet<>();
    private final Map<Opcode, Integer> operands = new HashMap<>();

    /// Nothing was seen yet.
    public Sightings() {
        for (Opcode opcode : Opcode.values()) {
            String signature = opcode.signature();
            String params = signature == null ? "" : signature.split("->", -1)[0].strip();
            operands.put(opcode, params.isEmpty() ? 0 : params.split(" ", -1).length);
        }
    }

    /// How many operands an instruction has, as far as the table of opcodes tells.
    public static int operands(Opcode opcode) {
        return CURRENT.get().operands.get(opcode);
    }

    /// Something was seen in the module that is being compiled.
    public static void saw(String what) {
        CURRENT.get().ofModule.add(what);
    }

    /// Collects what is seen in one module.
    public void in(Runnable compilation) {
        ScopedValue.where(CURRENT, this).run(compilation);
        ofModule.forEach(what -> modules.merge(what, 1, Integer::sum));
        ofModule.clear();
    }

    /// What was seen, and in how many modules.
    public Map<String, Integer> modules() {
        return modules;
    }
}
