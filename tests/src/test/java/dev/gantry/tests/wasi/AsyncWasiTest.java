package dev.gantry.tests.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.Engine;
import dev.gantry.Func;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Val;
import dev.gantry.wasi.Wasi;
import dev.gantry.wasi.WasiConfig;
import dev.gantry.wasi.WasiContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// WASI functions that wait, in asynchronous calls: they hold no carrier thread, and cancellation ends them (R72).
@Timeout(60)
class AsyncWasiTest {
    private static final String SLEEP = """
            (module
              (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 16) "\\01")
              (data (i32.const 24) "\\00\\00\\00\\00\\00\\00\\00\\01")
              (func (export "go") (result i32)
                (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))
              (func (export "seven") (result i32) (i32.const 7)))""";
    private static final String READ = """
            (module
              (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "\\10\\00\\00\\00\\04\\00\\00\\00")
              (func (export "go") (result i32)
                (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
                (i32.load8_u (i32.const 16)))
              (func (export "seven") (result i32) (i32.const 7)))""";

    /// A guest and what it needs.
    private static final class Guest implements AutoCloseable {
        final WasiContext context;
        final Store<WasiContext> store;
        final Func go;
        final Func seven;

        Guest(Engine engine, Module module, WasiConfig.Builder config) throws IOException {
            context = WasiContext.of(config.build());
            store = new Store<>(engine, context);
            var instance =
                    Wasi.addTo(new Linker<WasiContext>(engine), state -> state).instantiate(store, module);
            go = instance.func("go");
            seven = instance.func("seven");
        }

        @Override
        public void close() throws IOException {
            store.close();
            context.close();
        }
    }

    /// Gives a byte when it is told to.
    private static final class SlowInput extends InputStream {
        final SynchronousQueue<Integer> bytes = new SynchronousQueue<>();
        final CountDownLatch asked = new CountDownLatch(1);

        @Override
        public int read() {
            asked.countDown();
            try {
                return bytes.take();
            } catch (InterruptedException _) {
                return -1;
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int value = read();
            if (value < 0) {
                return -1;
            }
            target[offset] = (byte) value;
            return 1;
        }
    }

    @Test
    @DisplayName("R72: sleeping guests are cancelled at once, more of them than there are carriers")
    void sleepersAreCancelled() throws IOException {
        try (Engine engine = new Engine();
                Module module = Module.ofText(engine, SLEEP)) {
            List<Guest> guests = new ArrayList<>();
            List<CompletableFuture<Val[]>> calls = new ArrayList<>();
            for (int number = 0; number < 4 * Runtime.getRuntime().availableProcessors(); number++) {
                Guest guest = new Guest(engine, module, WasiConfig.builder());
                guests.add(guest);
                calls.add(guest.go.callAsync());
            }
            CompletableFuture<Boolean> other = new CompletableFuture<>();
            Thread.startVirtualThread(() -> other.complete(true));
            assertThat(other.orTimeout(30, TimeUnit.SECONDS).join()).isTrue();
            for (int number = 0; number < guests.size(); number++) {
                assertThat(calls.get(number).cancel(true)).isTrue();
                assertThat(guests.get(number).seven.call()).containsExactly(Val.i32(7));
                guests.get(number).close();
            }
        }
    }

    @Test
    @DisplayName("R72: guests that read the standard input wait like others")
    void readersOfTheStandardInputAreCancelled() throws Exception {
        try (Engine engine = new Engine();
                Module module = Module.ofText(engine, READ)) {
            SlowInput input = new SlowInput();
            try (Guest guest = new Guest(engine, module, WasiConfig.builder().stdin(input))) {
                CompletableFuture<Val[]> call = guest.go.callAsync();
                input.asked.await();
                input.bytes.put(65);
                assertThat(call.join()).containsExactly(Val.i32(65));
                CompletableFuture<Val[]> second = guest.go.callAsync();
                assertThat(second.cancel(true)).isTrue();
                assertThat(guest.seven.call()).containsExactly(Val.i32(7));
            }
        }
    }
}
