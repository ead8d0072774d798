package dev.gantry.tests.wasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.Engine;
import dev.gantry.Func;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Val;
import dev.gantry.wasi.ExitException;
import dev.gantry.wasi.Wasi;
import dev.gantry.wasi.WasiConfig;
import dev.gantry.wasi.WasiContext;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// WASI through an engine.
class WasiTest {
    private static final String EXIT = """
            (module
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (func (export "go") (call $exit (i32.const 7))))""";
    private static final String HELLO = """
            (module
              (import "wasi_unstable" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 8) "\\10\\00\\00\\00\\05\\00\\00\\00hello")
              (func (export "go")
                (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0)))
                unreachable))""";
    private static final String SLEEP = """
            (module
              (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 16) "\\01")
              (data (i32.const 24) "\\ff\\ff")
              (func $nap (export "go") (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))))""";
    private static final String NO_MEMORY = """
            (module
              (import "wasi_snapshot_preview1" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
              (func (export "go") (result i32) (call $time (i32.const 0) (i64.const 0) (i32.const 0))))""";

    /// Runs the export `go` of a module.
    private static void run(String text, WasiConfig.Builder config, Consumer<Func> body) throws IOException {
        try (Engine engine = new Engine();
                Module module = Module.ofText(engine, text);
                WasiContext context = WasiContext.of(config.build());
                Store<WasiContext> store = new Store<>(engine, context)) {
            Linker<WasiContext> linker = Wasi.addTo(new Linker<>(engine), state -> state);
            body.accept(linker.instantiate(store, module).func("go"));
        }
    }

    @Test
    @DisplayName("R82: proc_exit comes out as an ordinary exception")
    void exitIsAnException() throws IOException {
        run(
                EXIT,
                WasiConfig.builder(),
                go -> assertThatExceptionOfType(ExitException.class)
                        .isThrownBy(go::call)
                        .satisfies(e -> assertThat(e.code()).isEqualTo(7)));
    }

    @Test
    void whatWasWrittenBeforeATrapIsThere() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        run(
                HELLO,
                WasiConfig.builder().stdout(out),
                go -> assertThatExceptionOfType(Trap.class).isThrownBy(go::call));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("hello");
    }

    @Test
    void interruptionOfAWaitIsATrapOfTheGuest() throws IOException {
        WasiConfig.Builder config = WasiConfig.builder().monotonicClock(() -> 0).sleeper(nanos -> {
            assertThat(nanos).isEqualTo(0xFFFF);
            throw new InterruptedException();
        });
        run(SLEEP, config, go -> {
            Trap trap = catchThrowableOfType(Trap.class, go::call);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(trap.failure()).isEqualTo(Failure.INTERRUPT);
            assertThat(trap.backtrace().frames()).isNotEmpty();
        });
    }

    @Test
    void withoutMemoryEveryPointerIsAFault() throws IOException {
        run(NO_MEMORY, WasiConfig.builder(), go -> assertThat(go.call()).containsExactly(Val.i32(21)));
    }
}
