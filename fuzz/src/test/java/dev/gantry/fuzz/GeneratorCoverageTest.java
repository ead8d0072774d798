package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.Config;
import dev.gantry.Strategy;
import dev.gantry.fuzz.generate.GeneratorOptions;
import dev.gantry.fuzz.generate.ModuleGenerator;
import dev.gantry.fuzz.run.GantryRunner;
import dev.gantry.fuzz.run.Plan;
import dev.gantry.fuzz.winch.Compilations;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.WasmFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What the generator reaches: instructions that run, outcomes of calls, and states of the compiler `winch`. The tables
/// are in `target/fuzz`, see docs/testing.md.
class GeneratorCoverageTest {
    private static final int QUICK = 3_000;
    private static final int FULL = 100_000;
    /// What occurs in fewer modules than one in so many is too rare to be tested by a campaign.
    private static final int RARE = 1_000;

    private static final Path FOLDER = Path.of("target", "fuzz");

    /// Instructions behind which control never is.
    private static final Set<Opcode> NEVER_END = EnumSet.of(
            Opcode.UNREACHABLE,
            Opcode.BR,
            Opcode.BR_TABLE,
            Opcode.RETURN,
            Opcode.RETURN_CALL,
            Opcode.RETURN_CALL_INDIRECT,
            Opcode.RETURN_CALL_REF,
            Opcode.THROW,
            Opcode.THROW_REF);

    /// The ways in which calls end.
    private static final List<String> OUTCOMES = List.of(
            "results",
            "exception",
            "trap bounds",
            "trap call",
            "trap cast",
            "trap division",
            "trap null",
            "trap number",
            "trap unaligned",
            "trap unreachable");

    /// States of the compiler that campaigns are to test; each is a part of what it was seen to do.
    private static final List<String> STATES = List.of(
            "i32.add: local register",
            "i32.sub: spilled register",
            "NUMERIC: spilled spilled",
            "NUMERIC: spilled constant",
            "NUMERIC: spilled local",
            "MEMORY: register",
            "MEMORY: local",
            "SIMD: spilled spilled",
            "i32.shl: register local",
            "i64.div_s: register constant",
            "f64.add: local local",
            "i8x16.add: register register",
            "both operands the same local: NUMERIC",
            "both operands the same local: SIMD",
            "a local is written that operands name: several, in a register",
            "a local is written that operands name: several, in memory",
            "operands in general registers: all",
            "operands in vector registers: all",
            "operands: more than 16",
            "block: parameters more than 16",
            "block: results 4 to 8",
            "loop: parameters more than 16",
            "if: parameters 4 to 8",
            "if: results 4 to 8",
            "try_table: parameters 4 to 8",
            "try_table: payload 4 to 8",
            "try_table: clause 1",
            "br_if: carries 1 to a loop",
            "br_if: carries 4 to 8 to a loop",
            "br_table: carries 3 ahead",
            "br_table: more labels",
            "call: parameters on the stack",
            "call: v128 on the stack",
            "call: results more than 16",
            "call_indirect: parameters more than 16",
            "call_ref: parameters on the stack",
            "return_call: parameters on the stack more than the caller's",
            "return_call: parameters on the stack less than the caller's",
            "return_call_indirect: v128 on the stack",
            "return_call_ref: parameters on the stack more than the caller's",
            "offset >= 2^31 (i32): MEMORY",
            "offset >= 2^32 (i64): MEMORY",
            "offset >= 2^63 (i64): MEMORY",
            "offset >= 2^31 (i32): ATOMIC",
            "offset >= 2^31 (i32): SIMD");

    /// In how many modules something is.
    private static final class Counts {
        private final Map<Opcode, Integer> occurs = new EnumMap<>(Opcode.class);
        private final Map<Opcode, Integer> begun = new EnumMap<>(Opcode.class);
        private final Map<Opcode, Integer> ended = new EnumMap<>(Opcode.class);
        private final Map<String, Integer> outcomes = new TreeMap<>();

        void add(byte[] module, int number, GantryRunner runner) {
            ProbedModule probed = ProbedModule.of(module);
            Plan plan = Plan.of(probed.binary(), FuzzSettings.random(number), false);
            List<String> texts = runner.run(plan);
            Set<Opcode> begunHere = EnumSet.noneOf(Opcode.class);
            Set<Opcode> endedHere = EnumSet.noneOf(Opcode.class);
            ProbedModule.read(plan, texts, begunHere, endedHere);
            probed.occurs().forEach(opcode -> occurs.merge(opcode, 1, Integer::sum));
            begunHere.forEach(opcode -> begun.merge(opcode, 1, Integer::sum));
            endedHere.forEach(opcode -> ended.merge(opcode, 1, Integer::sum));
            texts.stream()
                    .filter(text -> text.contains(" host "))
                    .map(text -> text.startsWith("=") ? "results" : text.replaceFirst(" host .*", ""))
                    .distinct()
                    .forEach(outcome -> outcomes.merge(outcome, 1, Integer::sum));
        }
    }

    @Test
    void everyInstructionRuns() throws IOException {
        int count = FuzzSettings.count(QUICK, FULL);
        ModuleGenerator generator = new ModuleGenerator(GeneratorOptions.all());
        Counts counts = new Counts();
        try (GantryRunner runner = new GantryRunner(new Config().strategy(Strategy.INTERPRETER))) {
            for (int number = 0; number < count; number++) {
                counts.add(generator.make(FuzzSettings.random(number)), number, runner);
            }
        }
        StringBuilder table = new StringBuilder("Of " + count + " modules:\n\n"
                + "| instruction | feature | has it | begins it | ends it |\n|---|---|--:|--:|--:|\n");
        Set<Opcode> rare = EnumSet.noneOf(Opcode.class);
        for (Opcode opcode : Opcode.values()) {
            if (opcode.feature() == WasmFeature.LEGACY_EXCEPTIONS) {
                continue; // see LegacyExceptionsFuzzTest
            }
            int begun = counts.begun.getOrDefault(opcode, 0);
            int ended = counts.ended.getOrDefault(opcode, 0);
            table.append("| `%s` | %s | %d | %d | %d |%n"
                    .formatted(opcode.text(), opcode.feature(), counts.occurs.getOrDefault(opcode, 0), begun, ended));
            if ((NEVER_END.contains(opcode) || opcode == Opcode.END ? begun : ended) * RARE < count) {
                rare.add(opcode);
            }
        }
        table.append("\n| outcome of a call | modules |\n|---|--:|\n");
        counts.outcomes.forEach((outcome, modules) -> table.append("| %s | %d |%n".formatted(outcome, modules)));
        write("instructions.md", table);
        assertThat(counts.outcomes.keySet()).as("outcomes").containsAll(OUTCOMES);
        assertThat(rare).as("instructions that seldom run").isEmpty();
    }

    @Test
    void theCompilerMeetsEveryState() throws IOException, ReflectiveOperationException {
        int count = FuzzSettings.count(QUICK, FULL);
        ModuleGenerator generator = new ModuleGenerator(GeneratorOptions.all());
        Compilations compilations = new Compilations();
        for (int number = 0; number < count; number++) {
            compilations.compile(generator.make(FuzzSettings.random(number)), ModuleOracle.ALL);
        }
        StringBuilder table = new StringBuilder("Of " + count + " modules:\n\n| seen | modules |\n|---|--:|\n");
        compilations.seen().forEach((what, modules) -> table.append("| %s | %d |%n".formatted(what, modules)));
        write("states.md", table);
        List<String> rare = STATES.stream()
                .filter(state -> compilations.seen().entrySet().stream()
                                        .filter(seen -> seen.getKey().startsWith(state))
                                        .mapToLong(Map.Entry::getValue)
                                        .max()
                                        .orElse(0)
                                * RARE
                        < count)
                .toList();
        assertThat(rare).as("states that are seldom seen").isEmpty();
    }

    private static void write(String name, StringBuilder table) throws IOException {
        Files.createDirectories(FOLDER);
        Files.writeString(FOLDER.resolve(name), table);
        System.out.println("written: " + FOLDER.resolve(name));
    }
}
