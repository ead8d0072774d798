package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.fuzz.wasmtime.Wasmtime;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.component.text.ComponentParser;
import dev.gantry.wasm.component.validate.ComponentValidator;
import dev.gantry.wasm.types.TypeInterner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Mutants of components are valid here exactly if they are in Wasmtime.
class WasmtimeVerdictTest {
    private static final int QUICK = 4_000;
    private static final int FULL = 200_000;
    private static final int WINDOW = 200;
    private static final int MAX_FINDS = 40;
    /// How many mutants of texts are made for one that can be parsed.
    private static final int TEXTS = 20;

    private static final Path FOLDER = Path.of("target", "fuzz");
    /// What the other engine has, as far as it can be switched on.
    private static final Set<WasmFeature> FEATURES = features();

    private static Set<WasmFeature> features() {
        Set<WasmFeature> features = WasmFeature.defaults();
        features.add(WasmFeature.COMPONENT_MODEL_ASYNC_STACKFUL);
        features.add(WasmFeature.COMPONENT_MODEL_MORE_ASYNC_BUILTINS);
        features.add(WasmFeature.COMPONENT_MODEL_MAP);
        features.add(WasmFeature.COMPONENT_MODEL_IMPLEMENTS);
        return features;
    }

    /// Why verdicts differ where neither is a find here.
    private enum Difference {
        /// What the other engine cannot run it refuses, valid or not.
        NOT_BUILT(
                "valid",
                ".*(root-level component imports are not supported"
                        + "|exporting a component from the root component is not supported"
                        + "|is a reexport of an imported function which is not implemented|unsupported type export).*"),
        /// The other engine accepts callbacks of one parameter, and does not look at their results; the specification
        /// wants three and one.
        CALLBACK_TYPE(".*option `callback` uses a core function with an incorrect signature.*", "valid"),
        /// The other engine does not notice that the end of a nested binary is missing if what is there ends with a
        /// section.
        CUT_OFF("length out of bounds: .*", "valid"),
        /// The other engine does not look at versions in `implements`, which wants a name of an interface.
        IMPLEMENTED_VERSION("invalid name: invalid version in `implements`: .*", "valid"),
        /// The other engine reads the sort of exactly typed functions, of a proposal that is not ours, as that of
        /// functions.
        EXACT_FUNC(".*leading byte: 0x20 for component outer alias kind.*", "valid"),
        /// A resource type that two instances got and give out again: if one instance is exported, the type has a name
        /// here if it is that one's, there if it is either's.
        OTHER_INSTANCE("type is not named: func not valid to be used as (im|ex)port.*", "valid");

        private final Pattern ours;
        private final Pattern theirs;

        Difference(String ours, String theirs) {
            this.ours = Pattern.compile(ours);
            this.theirs = Pattern.compile(theirs);
        }

        static boolean explains(String ours, String theirs) {
            return Arrays.stream(values())
                    .anyMatch(known -> known.ours.matcher(ours).matches()
                            && known.theirs.matcher(theirs).matches());
        }
    }

    private final Map<String, Integer> verdicts = new TreeMap<>();
    /// The finds, one for each pair of verdicts without numbers and names.
    private final Map<String, String> finds = new TreeMap<>();

    @Test
    void mutantsAreValidExactlyIfTheyAreInWasmtime() throws IOException, InterruptedException {
        Optional<Wasmtime> started = Wasmtime.start();
        Assumptions.assumeTrue(started.isPresent(), "Python with wasmtime");
        ComponentCorpus corpus = ComponentCorpus.load();
        int end = FuzzSettings.FIRST + FuzzSettings.count(QUICK, FULL);
        try (Wasmtime wasmtime = started.orElseThrow()) {
            Deque<byte[]> open = new ArrayDeque<>();
            int compared = FuzzSettings.FIRST;
            for (int number = FuzzSettings.FIRST; number < end && finds.size() < MAX_FINDS; number++) {
                byte[] mutant = mutant(corpus, FuzzSettings.random(number));
                wasmtime.sendValidate(mutant);
                open.add(mutant);
                if (open.size() == WINDOW) {
                    wasmtime.flush();
                    while (open.size() > WINDOW / 2) {
                        compare(compared++, open.removeFirst(), wasmtime.receive());
                    }
                }
            }
            wasmtime.flush();
            while (!open.isEmpty()) {
                compare(compared++, open.removeFirst(), wasmtime.receive());
            }
        }
        System.out.println("wasmtime verdicts: seed " + FuzzSettings.SEED + ", " + verdicts);
        assertThat(String.join("\n", finds.values())).as("differences").isEmpty();
    }

    private static byte[] mutant(ComponentCorpus corpus, RandomGenerator random) {
        if (random.nextBoolean()) {
            for (int tries = 0; tries < TEXTS; tries++) {
                try {
                    return ComponentParser.parseComponent(
                            TextMutator.ofComponents(random).mutate(text(corpus, random), text(corpus, random)));
                } catch (MalformedException | UnsupportedException _) {
                    // most are no texts of components any more
                }
            }
        }
        byte[] other = corpus.choose(random).content();
        return new ComponentMutator(random).mutate(corpus.choose(random).content(), other);
    }

    private static String text(ComponentCorpus corpus, RandomGenerator random) {
        return new String(corpus.chooseText(random).content(), StandardCharsets.UTF_8);
    }

    private void compare(int number, byte[] mutant, String theirs) throws IOException {
        String ours = verdict(mutant);
        boolean isValid = theirs.equals("valid");
        verdicts.merge(isValid ? theirs : "invalid", 1, Integer::sum);
        if (ours.equals("limit") || ours.equals("valid") == isValid || Difference.explains(ours, theirs)) {
            return;
        }
        String key = (ours + " " + theirs).replaceAll("\\d+|0x[0-9a-f]+|[`'\"][^`'\"]*[`'\"]", "");
        Path file = FOLDER.resolve("wasmtime-" + number + ".wasm");
        if (!finds.containsKey(key)) {
            Files.createDirectories(FOLDER);
            Files.write(file, mutant);
            finds.put(
                    key,
                    "seed " + FuzzSettings.SEED + ", mutant " + number + " (" + file + "): ours " + ours + ", theirs "
                            + theirs);
        }
    }

    /// `valid`, what is wrong, or `limit` where engines may differ.
    private static String verdict(byte[] mutant) {
        try {
            ComponentValidator.validate(
                            ComponentReader.read(mutant, FEATURES), FEATURES, new TypeInterner(), Runnable::run)
                    .close();
            return "valid";
        } catch (MalformedException e) {
            return e.getMessage();
        } catch (ValidationException e) {
            return e.failure() == Failure.IMPLEMENTATION_LIMIT ? "limit" : e.getMessage();
        } catch (UnsupportedException e) {
            return e.getMessage();
        }
    }
}
