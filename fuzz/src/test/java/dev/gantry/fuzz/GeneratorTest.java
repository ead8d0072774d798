package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.fuzz.generate.GeneratorOptions;
import dev.gantry.fuzz.generate.ModuleGenerator;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.FuncBody;
import dev.gantry.wasm.binary.InstrReader;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.module.ModuleDef;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the generator makes is valid, and has every instruction.
class GeneratorTest {
    private static final int QUICK = 3_000;
    private static final int FULL = 1_000_000;
    private static final int ENOUGH = 3_000;

    @Test
    void generatedModulesAreValid() throws InterruptedException {
        ModuleGenerator generator = new ModuleGenerator(GeneratorOptions.all());
        new Campaign("valid", "wasm", FuzzSettings.count(QUICK, FULL))
                .run(random -> new Campaign.Input("generated", generator.make(random)), bytes -> {
                    assertThat(ModuleOracle.check(bytes)).as("verdict").isEqualTo("valid");
                    return "valid";
                });
    }

    @Test
    void everyInstructionOccurs() {
        ModuleGenerator generator = new ModuleGenerator(GeneratorOptions.all());
        Set<Opcode> missing = EnumSet.allOf(Opcode.class);
        for (int seed = 0; seed < ENOUGH; seed++) {
            byte[] bytes = generator.make(FuzzSettings.random(seed));
            ModuleDef module = ModuleReader.read(bytes, ModuleOracle.ALL);
            for (int func = 0; func < module.funcs().size(); func++) {
                collect(module, func, missing);
            }
        }
        missing.removeIf(opcode -> opcode.feature() == WasmFeature.LEGACY_EXCEPTIONS);
        assertThat(missing).isEmpty();
    }

    private static void collect(ModuleDef module, int func, Set<Opcode> missing) {
        InstrReader in = FuncBody.read(module, func).reader(module);
        while (in.next()) {
            missing.remove(in.opcode());
        }
    }
}
