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
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.text.TextParser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The flight recorder sees what engines do while module `jfr` is on the path.
class EngineEventsTest {
    private static final List<String> NAMES = List.of("ModuleCompilation", "ModuleLoad", "Instantiation", "Trap");
    private static final String TEXT = """
            (module $sums
              (func $divide (export "divide") (param i32 i32) (result i32) (i32.div_u (local.get 0) (local.get 1)))
              (func (export "twice") (param i32) (result i32) (i32.add (local.get 0) (local.get 0))))
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"interpreter", "winch"})
    void whatEnginesDoBecomesEvents(String strategy) throws IOException {
        MachineCode.assume(strategy);
        byte[] binary = TextParser.parseModule(TEXT);
        Path file = folder.resolve("recording.jfr");
        byte[] artifact;
        try (Recording recording = new Recording();
                Engine engine = new Engine(new Config().strategy(Strategy.named(strategy)))) {
            NAMES.forEach(name -> recording.enable("dev.gantry." + name).withThreshold(Duration.ZERO));
            recording.start();
            try (Module module = Module.of(engine, binary);
                    Store<Void> store = Store.of(engine)) {
                artifact = module.serialize();
                Instance instance = Instance.of(store, module, List.of());
                assertThatThrownBy(() -> instance.func("divide").call(Val.i32(1), Val.i32(0)))
                        .isInstanceOf(Trap.class);
            }
            Module.deserialize(engine, artifact).close(); // loaded, and not compiled
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        RecordedEvent compilation = only(events, "ModuleCompilation", 1);
        assertThat(compilation.getString("module")).isEqualTo("sums");
        assertThat(compilation.getString("strategy")).isEqualTo(strategy);
        assertThat(compilation.getInt("functions")).isEqualTo(2);
        assertThat(compilation.getLong("wasmBytes")).isEqualTo(binary.length);
        assertThat(compilation.getLong("codeBytes")).isPositive();
        assertThat(compilation.getDuration()).isPositive();
        RecordedEvent load = only(events, "ModuleLoad", 2);
        assertThat(load.getString("strategy")).isEqualTo(strategy);
        assertThat(load.getLong("codeBytes")).isEqualTo(compilation.getLong("codeBytes"));
        RecordedEvent instantiation = only(events, "Instantiation", 1);
        assertThat(instantiation.getString("module")).isEqualTo("sums");
        assertThat(instantiation.getDuration()).isPositive();
        RecordedEvent trap = only(events, "Trap", 1);
        assertThat(trap.getString("code")).isEqualTo(Failure.INTEGER_DIVIDE_BY_ZERO.name());
        assertThat(trap.getString("message")).isEqualTo("integer divide by zero");
        assertThat(trap.getString("module")).isEqualTo("sums");
        assertThat(trap.getString("function")).isEqualTo("divide");
        assertThat(trap.getLong("offset")).isPositive();
    }

    /// The last of the events of a name.
    private static RecordedEvent only(List<RecordedEvent> events, String name, int count) {
        List<RecordedEvent> found = events.stream()
                .filter(event -> event.getEventType().getName().equals("dev.gantry." + name))
                .toList();
        assertThat(found).as(name).hasSize(count);
        return found.getLast();
    }
}
