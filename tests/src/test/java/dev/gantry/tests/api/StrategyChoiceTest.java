package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.Val;
import dev.gantry.wasm.UnsupportedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `Strategy.AUTO` takes, in this JVM and in others that are started with less permission.
class StrategyChoiceTest {
    @TempDir
    Path folder;

    @BeforeEach
    void needsMachineCode() {
        MachineCode.assume("winch");
    }

    /// Prints the strategy, what was passed over, what a module gives, what becomes of machine code by name, and of
    /// signals by wish.
    static void main() {
        try (Engine engine = new Engine();
                Module module = Module.ofText(
                        engine, "(module (func (export \"f\") (result i32) (i32.add (i32.const 40) (i32.const 2))))");
                Store<Void> store = Store.of(engine)) {
            Val result = Instance.of(store, module, List.of()).func("f").call()[0];
            System.out.println(engine.strategy() + " " + engine.passedOver() + " " + result.asI32());
        }
        try (Engine engine = new Engine(new Config().strategy(Strategy.WINCH))) {
            System.out.println(engine.strategy());
        } catch (UnsupportedException e) {
            System.out.println("refused: " + e.getMessage());
        }
        try (Engine engine = new Engine(new Config().signalsBasedTraps(true))) {
            System.out.println(engine.strategy() + (engine.signalsBasedTraps() ? " with signals" : ""));
        }
    }

    private static List<String> output(String... options) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of(options));
        line.addAll(List.of("-ea", "-cp", System.getProperty("java.class.path"), StrategyChoiceTest.class.getName()));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text.lines().filter(found -> !found.startsWith("Picked up ")).toList();
    }

    @Test
    void machineCodeIsTakenWhereItIsPermitted() {
        try (Engine engine = new Engine()) {
            assertThat(engine.strategy()).isEqualTo(Strategy.WINCH);
            assertThat(engine.passedOver()).isEmpty();
            assertThat(engine.config().strategy()).isEqualTo(Strategy.AUTO);
            assertThat(engine.signalsBasedTraps()).isTrue();
            assertThat(engine.config().signalsBasedTraps()).isEmpty();
        }
    }

    @Test
    void theInterpreterIsTakenWhereMachineCodeIsSwitchedOff() throws IOException, InterruptedException {
        String reason = "switched off by the system property gantry.native";
        assertThat(output("-Dgantry.native=false"))
                .containsExactly(
                        "interpreter {winch=" + reason + "} 42",
                        "refused: feature not built: machine code: " + reason,
                        "interpreter");
    }

    @Test
    void theInterpreterIsTakenWhereNativeAccessIsDenied() throws IOException, InterruptedException {
        assertThat(output("--illegal-native-access=deny"))
                .containsExactly(
                        "interpreter {winch=native access is denied} 42",
                        "refused: feature not built: machine code: native access is denied",
                        "interpreter");
    }

    /// Options in a file are not seen before machine code is tried.
    @Test
    void denialThatShowsLateIsAReasonAsWell() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("options"), "--illegal-native-access=deny");
        List<String> lines = output("@" + file);
        assertThat(lines.getFirst())
                .startsWith("interpreter {winch=")
                .contains("native access is denied")
                .endsWith(" 42");
        assertThat(lines.get(1)).startsWith("refused: ");
        assertThat(lines.getLast()).isEqualTo("interpreter");
    }

    @Test
    void permissionThatIsGivenAvoidsTheWarning() throws IOException, InterruptedException {
        assertThat(output("--enable-native-access=ALL-UNNAMED"))
                .containsExactly("winch {} 42", "winch", "winch with signals");
        assertThat(output()).contains("winch {} 42").anyMatch(line -> line.startsWith("WARNING: "));
    }

    @Test
    void whatIsNamedIsTaken() {
        try (Engine engine = new Engine(new Config().strategy(Strategy.INTERPRETER))) {
            assertThat(engine.strategy()).isEqualTo(Strategy.INTERPRETER);
            assertThat(engine.passedOver()).isEmpty();
        }
        assertThatThrownBy(() -> new Engine(new Config().strategy(Strategy.CRANELIFT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cranelift");
    }
}
