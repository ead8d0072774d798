package dev.gantry.jmh;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.wasi.Wasi;
import dev.gantry.wasi.WasiConfig;
import dev.gantry.wasi.WasiContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// One call of a WASI preview 1 function from a loop in wasm. Output is discarded; files are in memory (Jimfs).
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class WasiBenchmark {
    private static final int CALLS = 256;

    /// Every export calls one function as often as its argument says and gives the sum of the errors: zero.
    ///
    /// Memory: an iovec at 0, what the host writes at 16, names at 64, a buffer of 64 bytes at 128.
    private static final String TEXT = """
            (module
              (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_pread" (func $fd_pread (param i32 i32 i32 i64 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_close" (func $fd_close (param i32) (result i32)))
              (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "clock_time_get"
                (func $clock_time_get (param i32 i64 i32) (result i32)))
              (import "wasi_snapshot_preview1" "path_open"
                (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "\\80\\00\\00\\00\\40\\00\\00\\00")
              (data (i32.const 64) "file.txt")
              (global $file (mut i32) (i32.const 0))
              (func $open (export "open") (result i32)
                (call $path_open (i32.const 3) (i32.const 0) (i32.const 64) (i32.const 8)
                  (i32.const 0) (i64.const 0x1fffffff) (i64.const 0x1fffffff) (i32.const 0) (i32.const 16))
                (global.set $file (i32.load (i32.const 16))))
              (func (export "fd_write") (param $left i32) (result i32) (local $errors i32)
                (loop $again
                  (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16))
                  (local.set $errors (i32.add (local.get $errors)))
                  (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
                (local.get $errors))
              (func (export "fd_pread") (param $left i32) (result i32) (local $errors i32)
                (loop $again
                  (call $fd_pread (global.get $file) (i32.const 0) (i32.const 1) (i64.const 0) (i32.const 16))
                  (local.set $errors (i32.add (local.get $errors)))
                  (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
                (local.get $errors))
              (func (export "clock_time_get") (param $left i32) (result i32) (local $errors i32)
                (loop $again
                  (call $clock_time_get (i32.const 1) (i64.const 0) (i32.const 16))
                  (local.set $errors (i32.add (local.get $errors)))
                  (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
                (local.get $errors))
              (func (export "random_get") (param $left i32) (result i32) (local $errors i32)
                (loop $again
                  (call $random_get (i32.const 128) (i32.const 64))
                  (local.set $errors (i32.add (local.get $errors)))
                  (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
                (local.get $errors))
              (func (export "path_open") (param $left i32) (result i32) (local $errors i32)
                (loop $again
                  (call $open)
                  (call $fd_close (global.get $file))
                  (local.set $errors (i32.add (i32.add (local.get $errors))))
                  (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
                (local.get $errors)))""";

    /// A guest with an open file and a folder in memory.
    public static class Guest extends EngineState {
        private FileSystem files;
        private WasiContext wasi;
        private Store<WasiContext> store;
        private IntUnaryOperator fdWrite;
        private IntUnaryOperator fdPread;
        private IntUnaryOperator clockTimeGet;
        private IntUnaryOperator randomGet;
        private IntUnaryOperator pathOpen;

        @Setup(Level.Trial)
        public void instantiate() throws IOException {
            files = Jimfs.newFileSystem(Configuration.unix());
            Path folder = Files.createDirectory(files.getPath("/guest"));
            Files.write(folder.resolve("file.txt"), new byte[4_096]);
            wasi = WasiContext.of(WasiConfig.builder()
                    .stdout(OutputStream.nullOutputStream())
                    .preopen(folder, ".")
                    .build());
            Engine engine = engine();
            store = new Store<>(engine, wasi);
            Linker<WasiContext> linker = Wasi.addTo(new Linker<>(engine), context -> context);
            Instance instance = linker.instantiate(store, Module.ofText(engine, TEXT));
            fdWrite = function(instance, "fd_write");
            fdPread = function(instance, "fd_pread");
            clockTimeGet = function(instance, "clock_time_get");
            randomGet = function(instance, "random_get");
            pathOpen = function(instance, "path_open");
            check(instance.func("open").as(java.util.function.IntSupplier.class).getAsInt());
        }

        private static IntUnaryOperator function(Instance instance, String name) {
            return instance.func(name).as(IntUnaryOperator.class);
        }

        @TearDown(Level.Trial)
        public void close() throws IOException {
            store.close();
            wasi.close();
            files.close();
        }
    }

    private static void check(int errors) {
        if (errors != 0) {
            throw new AssertionError("expected no error, found " + errors);
        }
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void fdWrite(Guest state) {
        check(state.fdWrite.applyAsInt(CALLS));
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void fdPread(Guest state) {
        check(state.fdPread.applyAsInt(CALLS));
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void clockTimeGet(Guest state) {
        check(state.clockTimeGet.applyAsInt(CALLS));
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void randomGet(Guest state) {
        check(state.randomGet.applyAsInt(CALLS));
    }

    /// With the `fd_close` that makes room for the next.
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void pathOpen(Guest state) {
        check(state.pathOpen.applyAsInt(CALLS));
    }
}
