package dev.gantry.fuzz.generate;

import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The operands and results of an instruction, as the opcode table gives them.
///
/// Threading: immutable.
final class Signature {
    private static final Map<Opcode, Signature> ALL = all();

    /// Operands and results for 32-bit and for 64-bit addresses.
    private final List<ValType> params32;

    private final List<ValType> params64;
    private final List<ValType> results32;
    private final List<ValType> results64;

    private Signature(String text) {
        String[] sides = text.split("->", -1);
        params32 = parse(sides[0], NumType.I32);
        params64 = parse(sides[0], NumType.I64);
        results32 = parse(sides[1], NumType.I32);
        results64 = parse(sides[1], NumType.I64);
    }

    private static Map<Opcode, Signature> all() {
        Map<Opcode, Signature> all = new EnumMap<>(Opcode.class);
        for (Opcode opcode : Opcode.values()) {
            String text = opcode.signature();
            if (text != null) {
                all.put(opcode, new Signature(text));
            }
        }
        return all;
    }

    /// The signature of an instruction that the table gives one for.
    static Signature of(Opcode opcode) {
        Signature signature = ALL.get(opcode);
        if (signature == null) {
            throw new AssertionError("no signature: " + opcode);
        }
        return signature;
    }

    /// The operands, for a type of addresses.
    List<ValType> params(NumType address) {
        return address == NumType.I64 ? params64 : params32;
    }

    /// The results, for a type of addresses.
    List<ValType> results(NumType address) {
        return address == NumType.I64 ? results64 : results32;
    }

    private static List<ValType> parse(String side, NumType address) {
        List<ValType> types = new ArrayList<>();
        for (String name : side.strip().split(" ", -1)) {
            switch (name) {
                case "" -> {}
                case "i32" -> types.add(NumType.I32);
                case "i64" -> types.add(NumType.I64);
                case "f32" -> types.add(NumType.F32);
                case "f64" -> types.add(NumType.F64);
                case "v128" -> types.add(ValType.V128);
                case "at" -> types.add(address);
                default -> throw new AssertionError("type " + name);
            }
        }
        return List.copyOf(types);
    }
}
