package dev.gantry.wasm.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.types.TypeInterner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Broken programs give documented errors, with an offset inside of the module. `-Dseed=` replays a run, `-Dmutants=`
/// sets their number.
class MutationTest {
    private static final long SEED = Long.getLong("seed", 20_251_121L);
    private static final int MUTANTS = Integer.getInteger("mutants", 20_000);
    private static final int HEADER = 8;
    private static final int LARGEST = 30_000;

    private final Random random = new Random(SEED);
    private final TypeInterner interner = new TypeInterner();

    @Test
    void brokenModulesGiveDocumentedErrors() throws IOException {
        List<byte[]> programs = programs();
        Set<WasmFeature> features = EnumSet.allOf(WasmFeature.class);
        int refused = 0;
        for (int mutant = 0; mutant < MUTANTS; mutant++) {
            byte[] bytes = mutate(programs.get(random.nextInt(programs.size())));
            long offset = 0;
            try {
                Validator.validate(ModuleReader.read(bytes, features), features, interner)
                        .close();
            } catch (MalformedException error) {
                offset = error.offsetBytes();
                refused++;
            } catch (ValidationException error) {
                offset = error.offsetBytes();
                refused++;
            }
            assertThat(offset).as("seed %d, mutant %d", SEED, mutant).isBetween(0L, (long) bytes.length);
            assertThat(interner.groupCount())
                    .as("seed %d, mutant %d", SEED, mutant)
                    .isZero();
        }
        assertThat(refused).isGreaterThan(MUTANTS / 2);
    }

    private static List<byte[]> programs() throws IOException {
        List<byte[]> programs = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ProgramsTest.shared().resolve("programs"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".wasm"))
                    .sorted()
                    .toList()) {
                if (Files.size(file) < LARGEST) {
                    programs.add(Files.readAllBytes(file));
                }
            }
        }
        return programs;
    }

    private byte[] mutate(byte[] program) {
        int body = program.length - HEADER;
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(program, HEADER + random.nextInt(body));
        }
        byte[] bytes = program.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int place = HEADER + random.nextInt(body);
            bytes[place] = (byte) (random.nextBoolean() ? random.nextInt() : bytes[place] ^ 1 << random.nextInt(8));
        }
        return bytes;
    }
}
