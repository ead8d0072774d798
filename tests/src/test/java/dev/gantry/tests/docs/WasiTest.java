package dev.gantry.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.gantry.Engine;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.wasi.DirPerms;
import dev.gantry.wasi.ExitException;
import dev.gantry.wasi.Wasi;
import dev.gantry.wasi.WasiConfig;
import dev.gantry.wasi.WasiContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// The code of `docs/wasi.md`.
class WasiTest {
    /// Copies the file `in.txt` of the first preopened directory to the standard output, and exits with 3.
    private static final String CAT = """
            (module
              (import "wasi_snapshot_preview1" "path_open"
                (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "in.txt")
              (func (export "_start")
                (drop (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 6)
                  (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 16)))
                (i32.store (i32.const 32) (i32.const 1024))
                (i32.store (i32.const 36) (i32.const 1000))
                (drop (call $read (i32.load (i32.const 16)) (i32.const 32) (i32.const 1) (i32.const 48)))
                (i32.store (i32.const 36) (i32.load (i32.const 48)))
                (drop (call $write (i32.const 1) (i32.const 32) (i32.const 1) (i32.const 52)))
                (call $exit (i32.const 3))))""";

    /// Sleeps for a second by the clock.
    private static final String SLEEP = """
            (module
              (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (func (export "_start")
                (i32.store (i32.const 16) (i32.const 1))
                (i64.store (i32.const 24) (i64.const 1000000000))
                (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))))""";

    @Test
    void running() throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (FileSystem files = Jimfs.newFileSystem(Configuration.unix());
                Engine engine = new Engine()) {
            Module module = Module.ofText(engine, CAT);
            Path folder = Files.createDirectory(files.getPath("/data"));
            Files.writeString(folder.resolve("in.txt"), "hello");
            // @start region=config
            WasiConfig config = WasiConfig.builder()
                    .args("cat", "in.txt")
                    .env("LANG", "C.UTF-8")
                    .preopen(folder, "/", DirPerms.READ_ONLY) // any java.nio file system
                    .stdout(output)
                    .build();
            // @end
            assertThat(run(engine, config, module)).isEqualTo(3);
        }
        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("hello");
    }

    // @start region=run
    static int run(Engine engine, WasiConfig config, Module module) throws IOException {
        try (WasiContext context = WasiContext.of(config);
                Store<WasiContext> store = new Store<>(engine, context)) {
            Linker<WasiContext> linker = Wasi.addTo(new Linker<>(engine), data -> data);
            linker.instantiate(store, module).func("_start").call();
            return 0;
        } catch (ExitException e) {
            return e.code();
        }
    }
    // @end

    @Test
    void deterministicGuests() throws IOException {
        // @start region=deterministic
        AtomicLong nanos = new AtomicLong();
        WasiConfig config = WasiConfig.builder()
                .monotonicClock(nanos::get)
                .wallClock(() -> Instant.EPOCH.plusNanos(nanos.get()))
                .sleeper(nanos::addAndGet) // sleeping takes no time
                .random(new Random(42))
                .build();
        // @end
        try (Engine engine = new Engine()) {
            assertThat(run(engine, config, Module.ofText(engine, SLEEP))).isZero();
        }
        assertThat(nanos).hasValue(1_000_000_000);
    }
}
