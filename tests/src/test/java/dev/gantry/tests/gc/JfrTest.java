package dev.gantry.tests.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.Collector;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Val;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The flight recorder sees collections and growth while module `jfr` is on the path.
class JfrTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"copying", "drc"})
    void collectionsAndGrowthAreEvents(String collector) throws IOException {
        String text = """
                (module
                  (type $node (struct (field (ref null $node)) (field i64)))
                  (global $list (mut (ref null $node)) (ref.null $node))
                  (func (export "fill") (param $left i32)
                    (loop $again
                      (global.set $list (struct.new $node (global.get $list) (i64.const 1)))
                      (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))))
                """;
        Path file = folder.resolve("recording.jfr");
        long collections;
        long usedBytes;
        try (Recording recording = new Recording();
                Engine engine = new Engine(new Config().collector(Collector.named(collector)));
                Module module = Module.ofText(engine, text);
                Store<Void> store = Store.of(engine)) {
            recording.enable("dev.gantry.GcCollection").withThreshold(java.time.Duration.ZERO);
            recording.enable("dev.gantry.GcHeapGrowth");
            recording.start();
            Instance.of(store, module, List.of()).func("fill").call(Val.i32(20_000));
            store.gc();
            recording.stop();
            recording.dump(file);
            collections = store.gcStatistics().collections();
            usedBytes = store.gcStatistics().usedBytes();
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        List<RecordedEvent> seen = events.stream()
                .filter(event -> event.getEventType().getName().equals("dev.gantry.GcCollection"))
                .toList();
        assertThat(seen).hasSizeBetween(1, Math.toIntExact(collections));
        assertThat(seen).allMatch(event -> event.getString("collector").equals(collector));
        assertThat(seen.getLast().getLong("usedBytes")).isEqualTo(usedBytes);
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("dev.gantry.GcHeapGrowth"))
                .isNotEmpty()
                .allMatch(event -> event.getLong("toBytes") > event.getLong("fromBytes"));
    }
}
