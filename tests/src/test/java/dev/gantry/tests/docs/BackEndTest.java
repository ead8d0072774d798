package dev.gantry.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Func;
import dev.gantry.Instance;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.wasm.UnsupportedException;
import java.util.List;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;

/// The code of `docs/how-to/back-end.md`.
class BackEndTest {
    private static final Config CONFIG = new Config().strategy(Strategy.named("arithmetic"));
    private static final String LINE = """
            (module
              (func $line (export "line") (param $x i64) (param $a i64) (result i64)
                (i64.add (i64.mul (local.get $a) (i64.sub (local.get $x) (i64.const 1))) (local.get $x))))""";

    private static long line(Engine engine, Module module) {
        try (Store<Void> store = Store.of(engine)) {
            Func line = Instance.of(store, module, List.of()).func("line");
            return line.as(LongBinaryOperator.class).applyAsLong(10, 3);
        }
    }

    @Test
    void functionsRun() {
        // @start region=use
        try (Engine engine = new Engine(new Config().strategy(Strategy.named("arithmetic")))) {
            Module module = Module.ofText(engine, LINE);
            assertThat(line(engine, module)).isEqualTo(3 * (10 - 1) + 10);
        }
        // @end
    }

    @Test
    void artifactsAreLoaded() {
        try (Engine engine = new Engine(CONFIG)) {
            byte[] artifact = Module.ofText(engine, LINE).serialize();
            assertThat(line(engine, Module.deserialize(engine, artifact))).isEqualTo(37);
        }
    }

    @Test
    void whatIsMissingIsRefused() {
        try (Engine engine = new Engine(CONFIG)) {
            assertThatThrownBy(() -> Module.ofText(engine, "(module (func (result i64) (i64.clz (i64.const 1))))"))
                    .isInstanceOf(UnsupportedException.class)
                    .hasMessageContaining("i64.clz");
        }
    }

    @Test
    void othersAreStillPreferred() {
        try (Engine engine = new Engine()) {
            assertThat(engine.strategy()).isNotEqualTo(Strategy.named("arithmetic"));
        }
    }
}
