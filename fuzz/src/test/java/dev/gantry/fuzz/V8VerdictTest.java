package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.fuzz.generate.GeneratorOptions;
import dev.gantry.fuzz.generate.ModuleGenerator;
import dev.gantry.fuzz.v8.V8;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.types.TypeInterner;
import dev.gantry.wasm.validate.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Mutants are valid here exactly if they are in V8.
class V8VerdictTest {
    private static final int QUICK = 20_000;
    private static final int FULL = 1_000_000;
    private static final int WINDOW = 200;
    private static final int MAX_FINDS = 20;
    private static final Path FOLDER = Path.of("target", "fuzz");
    /// What V8 has in its default settings.
    private static final Set<WasmFeature> FEATURES = features();

    private static Set<WasmFeature> features() {
        Set<WasmFeature> features = WasmFeature.defaults();
        features.add(WasmFeature.THREADS);
        return features;
    }

    /// Where V8 accepts what the specification refuses, by what we say: it does not check operands of `ref.eq` in
    /// code that is never reached, nor the label of `br_on_non_null` if the operand is never anything but null, and
    /// there the result of `br_on_null` may be of any type.
    private static final Pattern LENIENT =
            Pattern.compile("type mismatch: (.* in ref\\.eq of .*|expected \\w+, found \\(ref bot\\) .*"
                    + "|expected a label that takes a reference, .* in br_on_non_null of .*)");

    private final Map<String, Integer> verdicts = new TreeMap<>();
    private final List<String> finds = new ArrayList<>();

    @Test
    void mutantsAreValidExactlyIfTheyAreInV8() throws IOException, InterruptedException {
        Optional<V8> started = V8.start();
        Assumptions.assumeTrue(started.isPresent(), "Node.js 24 or newer");
        Corpus corpus = Corpus.load();
        ModuleGenerator generator = new ModuleGenerator(GeneratorOptions.comparableWithV8());
        int end = FuzzSettings.FIRST + FuzzSettings.count(QUICK, FULL);
        try (V8 v8 = started.orElseThrow()) {
            Deque<byte[]> open = new ArrayDeque<>();
            int compared = FuzzSettings.FIRST;
            for (int number = FuzzSettings.FIRST; number < end && finds.size() < MAX_FINDS; number++) {
                byte[] mutant = mutant(corpus, generator, FuzzSettings.random(number));
                v8.sendValidate(mutant);
                open.add(mutant);
                if (open.size() >= 2 * WINDOW) {
                    v8.flush();
                    while (open.size() > WINDOW) {
                        compare(compared++, open.removeFirst(), v8);
                    }
                }
            }
            v8.flush();
            while (!open.isEmpty()) {
                compare(compared++, open.removeFirst(), v8);
            }
        }
        System.out.println("v8 verdicts: seed " + FuzzSettings.SEED + ", " + verdicts);
        assertThat(String.join("\n", finds)).as("differences").isEmpty();
    }

    private static byte[] mutant(Corpus corpus, ModuleGenerator generator, RandomGenerator random) {
        byte[] module = random.nextBoolean()
                ? generator.make(random)
                : corpus.binary(random).content();
        byte[] other = random.nextBoolean()
                ? generator.make(random)
                : corpus.binary(random).content();
        return new BinaryMutator(random).mutate(module, other);
    }

    private void compare(int number, byte[] mutant, V8 v8) throws InterruptedException, IOException {
        String ours = verdict(mutant);
        String theirs = v8.receive();
        verdicts.merge(theirs.equals("valid") ? theirs : "invalid", 1, Integer::sum);
        boolean isLimit = ours.equals("limit") || theirs.contains("implementation limit");
        boolean isLenient = theirs.equals("valid") && LENIENT.matcher(ours).matches();
        if (!isLimit && !isLenient && ours.equals("valid") != theirs.equals("valid")) {
            Path file = FOLDER.resolve("verdict-" + number + ".wasm");
            Files.createDirectories(FOLDER);
            Files.write(file, mutant);
            finds.add("seed " + FuzzSettings.SEED + ", mutant " + number + " (" + file + "): ours " + ours + ", theirs "
                    + theirs);
        }
    }

    /// `valid`, what is wrong, or `limit` where engines may differ.
    private static String verdict(byte[] mutant) {
        try {
            Validator.validate(ModuleReader.read(mutant, FEATURES), FEATURES, new TypeInterner(), Runnable::run)
                    .close();
            return "valid";
        } catch (MalformedException e) {
            return e.getMessage();
        } catch (ValidationException e) {
            boolean isLegacy = String.valueOf(e.getMessage()).contains(WasmFeature.LEGACY_EXCEPTIONS.toString());
            return isLegacy || e.failure() == Failure.IMPLEMENTATION_LIMIT ? "limit" : e.getMessage();
        }
    }
}
