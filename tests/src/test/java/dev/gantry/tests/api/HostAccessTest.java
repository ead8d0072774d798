package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.ArrayRef;
import dev.gantry.Config;
import dev.gantry.ExnRef;
import dev.gantry.Func;
import dev.gantry.Global;
import dev.gantry.Instance;
import dev.gantry.Memory;
import dev.gantry.ResourceLimiter;
import dev.gantry.Strategy;
import dev.gantry.StructRef;
import dev.gantry.Table;
import dev.gantry.Tag;
import dev.gantry.Val;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.ValType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the host does with a store excludes every other thread, be it one that closes the store: nothing goes
/// away between the check that it is there and its use.
@Timeout(60)
class HostAccessTest {
    private static final String TEXT = """
            (module
              (type $cell (struct (field (mut i64))))
              (type $bytes (array (mut i8)))
              (memory (export "memory") 1 9)
              (table (export "table") 2 9 externref)
              (global (export "global") (mut i64) (i64.const 7))
              (tag $tag (param externref))
              (func (export "cell") (result (ref $cell)) (struct.new $cell (i64.const 7)))
              (func (export "bytes") (result (ref $bytes)) (array.new $bytes (i32.const 7) (i32.const 7))))""";

    private static Guests guests(String strategy) {
        MachineCode.assume(strategy);
        return new Guests(new Config().strategy(Strategy.named(strategy)));
    }

    /// Allows all growth, in its own time.
    private static final class SlowLimiter implements ResourceLimiter {
        final CountDownLatch isAsked = new CountDownLatch(1);
        final CountDownLatch mayAnswer = new CountDownLatch(1);

        @Override
        public boolean memoryGrowing(long currentBytes, long desiredBytes, OptionalLong maximumBytes) {
            return answer();
        }

        @Override
        public boolean tableGrowing(long current, long desired, OptionalLong maximum) {
            return answer();
        }

        private boolean answer() {
            isAsked.countDown();
            try {
                return mayAnswer.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static Object inside(Guests guests, Runnable meanwhile, Supplier<Object> access) {
        SlowLimiter limiter = new SlowLimiter();
        guests.store.limiter(limiter);
        CompletableFuture<Object> end = CompletableFuture.supplyAsync(access);
        try {
            assertThat(limiter.isAsked.await(30, TimeUnit.SECONDS)).isTrue();
            meanwhile.run();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            limiter.mayAnswer.countDown();
        }
        return end.join();
    }

    private static void isRefused(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the store is in use by another thread");
    }

    /// The thread is between the check and the access when the limiter is asked.
    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void aStoreIsNotClosedWhileTheHostChangesIt(String strategy) {
        try (Guests guests = guests(strategy)) {
            Instance instance = guests.instance(TEXT);
            Memory memory = instance.memory("memory");
            Table table = instance.table("table");
            Runnable close = () -> isRefused(guests.store::close);
            assertThat(inside(guests, close, () -> memory.grow(1))).isEqualTo(1L);
            assertThat(memory.byteSize()).isEqualTo(2 << 16);
            memory.write((2 << 16) - 1, new byte[] {5});
            assertThat(inside(guests, close, () -> table.grow(3, Val.externref("new"))))
                    .isEqualTo(2L);
            assertThat(table.get(4).asExtern()).isEqualTo("new");
            assertThat(inside(guests, close, () -> Memory.of(guests.store, MemoryType.of(Limits.atLeast(1)))))
                    .isInstanceOf(Memory.class);
            TableType type = new TableType(false, Limits.atLeast(1), ValType.EXTERNREF);
            assertThat(inside(guests, close, () -> Table.of(guests.store, type, Val.externref("old"))))
                    .isInstanceOf(Table.class);
        }
    }

    /// Everything that reaches memory of the store.
    private static List<Runnable> accesses(Guests guests) {
        Instance instance = guests.instance(TEXT);
        Memory memory = instance.memory("memory");
        Table table = instance.table("table");
        Global global = instance.global("global");
        Func cells = instance.func("cell");
        StructRef cell = (StructRef) ((Val.AnyRefVal) cells.call()[0]).ref();
        ArrayRef bytes = (ArrayRef) ((Val.AnyRefVal) instance.func("bytes").call()[0]).ref();
        TableType tableType = new TableType(false, Limits.atLeast(1), ValType.EXTERNREF);
        GlobalType globalType = new GlobalType(ValType.FUNCREF, true);
        List<Runnable> all = new ArrayList<>(List.of(
                () -> memory.read(0, 1),
                () -> memory.write(0, new byte[1]),
                () -> memory.grow(1),
                memory::asSegment,
                memory::byteSize,
                () -> Memory.of(guests.store, MemoryType.of(Limits.atLeast(1))),
                () -> table.get(0),
                () -> table.set(0, Val.externref("x")),
                () -> table.grow(1, Val.externref("x")),
                () -> Table.of(guests.store, tableType, Val.externref("x"))));
        all.addAll(List.of(
                global::get,
                () -> global.set(Val.i64(1)),
                () -> Global.of(guests.store, globalType, Val.funcref(cells)),
                cells::call,
                () -> cells.callAsync().join(),
                () -> instance.func("cell"),
                () -> cell.get(0),
                () -> cell.set(0, Val.i64(1)),
                cell::type));
        all.addAll(List.of(
                bytes::length,
                () -> bytes.get(0),
                () -> bytes.set(0, Val.i32(1)),
                () -> StructRef.of(guests.store, cell.type(), Val.i64(1)),
                () -> ArrayRef.of(guests.store, bytes.type(), 1, Val.i32(1)),
                guests.store::gc,
                guests.store::gcStatistics,
                guests.store::backtrace,
                () -> guests.instance(TEXT)));
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void whileOneThreadIsInsideNoOtherReachesMemory(String strategy) {
        try (Guests guests = guests(strategy)) {
            List<Runnable> accesses = accesses(guests);
            accesses.forEach(Runnable::run);
            accesses.add(guests.store::close);
            Memory memory = Memory.of(guests.store, MemoryType.of(Limits.atLeast(1)));
            var _ = inside(guests, () -> accesses.forEach(HostAccessTest::isRefused), () -> memory.grow(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void afterClosingNothingIsReached(String strategy) {
        try (Guests guests = guests(strategy)) {
            List<Runnable> accesses = accesses(guests);
            guests.store.close();
            for (Runnable access : accesses) {
                assertThatThrownBy(access::run).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    /// Exceptions that hold references are read like everything else.
    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void thePayloadOfAnExceptionIsOfTheStore(String strategy) {
        try (Guests guests = guests(strategy)) {
            var tag = Tag.of(guests.store, FuncType.of(List.of(ValType.EXTERNREF), List.of()));
            ExnRef exn = ExnRef.of(guests.store, tag, Val.externref("payload"));
            Memory memory = Memory.of(guests.store, MemoryType.of(Limits.atLeast(1)));
            var _ = inside(guests, () -> isRefused(exn::payload), () -> memory.grow(1));
            assertThat(exn.payload().getFirst().asExtern()).isEqualTo("payload");
        }
    }

    /// A channel has the address of the bytes, so they stay until it has done with them, while the store is
    /// closed.
    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    void aViewThatAChannelReadsStaysUntilItHasDone(String strategy) throws IOException, InterruptedException {
        try (Guests guests = guests(strategy)) {
            int size = 4 << 20;
            Memory memory = Memory.of(guests.store, MemoryType.of(Limits.atLeast(size >> 16)));
            MemorySegment view = memory.asSegment();
            view.fill((byte) 7);
            Pipe pipe = Pipe.open();
            CompletableFuture<Integer> written = CompletableFuture.supplyAsync(() -> write(pipe, view));
            ByteBuffer read = ByteBuffer.allocate(size);
            while (read.position() == 0) { // then the writer waits for room, in the system
                pipe.source().read(read);
            }
            guests.store.close();
            assertThatThrownBy(() -> memory.read(0, 1)).isInstanceOf(IllegalStateException.class);
            while (read.hasRemaining()) {
                pipe.source().read(read);
            }
            assertThat(written.join()).isEqualTo(size);
            pipe.sink().close();
            pipe.source().close();
            for (byte found : read.array()) {
                assertThat(found).isEqualTo((byte) 7);
            }
            if (view.isNative()) {
                endsAtACollection(view);
            }
        }
    }

    private static int write(Pipe pipe, MemorySegment view) {
        try {
            ByteBuffer bytes = view.asByteBuffer();
            int count = 0;
            while (bytes.hasRemaining()) {
                count += pipe.sink().write(bytes);
            }
            return count;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void endsAtACollection(MemorySegment view) throws InterruptedException {
        while (view.scope().isAlive()) { // the time limit of the test ends it
            System.gc();
            Thread.sleep(10);
        }
        assertThatThrownBy(() -> view.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }
}
