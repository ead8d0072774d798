package dev.gantry.tests.stress;

import static dev.gantry.tests.faults.ChildProgram.joinAll;

import dev.gantry.AnyRef;
import dev.gantry.ArrayRef;
import dev.gantry.Collector;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Memory;
import dev.gantry.Module;
import dev.gantry.ResourceLimitException;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.StructRef;
import dev.gantry.Val;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/// Threads use memories, tables, globals, objects and functions of stores that other threads close, or
/// forget, until the time is over. Each access gives what the store holds, or is refused with an
/// [IllegalStateException]. Run in a JVM of its own with the strategy, the number of seconds and the seed.
final class CloseStress {
    private static final int USERS = 5;
    private static final int SLOTS = 3;
    private static final int ACTIONS = 15;

    /// How many stores a shared memory outlives, and an engine.
    private static final int STORES_PER_ENGINE = 40;

    private static final MemoryType SHARED = new MemoryType(false, true, Limits.of(1, 100), 16);
    private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
            RandomGeneratorFactory.of("L64X128MixRandom");

    private final Strategy strategy;
    private final AtomicReferenceArray<ClosedGuest> guests = new AtomicReferenceArray<>(SLOTS);
    private final Map<String, LongAdder> done = new ConcurrentHashMap<>();

    /// Counts the places without a guest.
    private final CountDownLatch allThere = new CountDownLatch(SLOTS);

    private volatile boolean isOver;
    private volatile @Nullable Throwable failure;

    private CloseStress(Strategy strategy) {
        this.strategy = strategy;
    }

    public static void main(String[] args) throws Exception {
        CloseStress stress = new CloseStress(Strategy.named(args[0]));
        stress.run(Integer.parseInt(args[1]), Long.parseLong(args[2]));
        System.out.println(new TreeMap<>(stress.done));
        System.out.println("done " + args[1] + " s");
        System.exit(0);
    }

    private void run(int seconds, long seed) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        threads.add(Thread.ofPlatform().daemon().start(() -> guarded(() -> replaceUntilOver(GENERATORS.create(seed)))));
        boolean _ = allThere.await(60, TimeUnit.SECONDS);
        for (int number = 1; number <= USERS; number++) {
            RandomGenerator random = GENERATORS.create(seed + number);
            threads.add(Thread.ofPlatform().daemon().start(() -> guarded(() -> useUntilOver(random))));
        }
        for (int tenth = 0; tenth < 10 * seconds && failure == null; tenth++) {
            Thread.sleep(100);
        }
        isOver = true;
        joinAll(threads);
        Throwable thrown = failure;
        if (thrown != null) {
            throw new AssertionError("seed " + seed, thrown);
        }
    }

    private void guarded(Runnable body) {
        try {
            body.run();
        } catch (Throwable e) { // whatever it is, it was not expected
            failure = e;
        }
    }

    private void count(String what) {
        done.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    // stores come and go

    private void replaceUntilOver(RandomGenerator random) {
        byte number = 1;
        while (!isOver && failure == null) {
            Collector collector = random.nextBoolean() ? Collector.COPYING : Collector.DRC;
            Engine engine = new Engine(new Config()
                    .strategy(strategy)
                    .feature(WasmFeature.THREADS, true)
                    .collector(collector)
                    .gcHeapMaxSize(1 << 20)
                    .signalsBasedTraps(random.nextInt(4) != 0));
            Memory shared = Memory.of(Store.of(engine), SHARED);
            for (int store = 0; store < STORES_PER_ENGINE && !isOver; store++) {
                Module module = Module.ofText(engine, ClosedGuest.TEXT);
                ClosedGuest guest = new ClosedGuest(engine, module, shared, number);
                module.close();
                number = (byte) (number == Byte.MAX_VALUE ? 1 : number + 1);
                int slot = allThere.getCount() > 0 ? (int) allThere.getCount() - 1 : random.nextInt(SLOTS);
                ClosedGuest former = guests.getAndSet(slot, guest);
                if (former != null && random.nextInt(8) != 0) {
                    close(former);
                } else if (former != null) {
                    count("forgotten");
                }
                allThere.countDown();
            }
            engine.close();
            if (random.nextInt(4) == 0) {
                System.gc();
            }
        }
    }

    /// Closes a store that others may be using just now, as soon as they let it.
    private void close(ClosedGuest guest) {
        boolean isClosed = false;
        while (!isClosed) {
            try {
                guest.store.close();
                isClosed = true;
            } catch (IllegalStateException _) { // in use
                count("close refused");
                Thread.onSpinWait();
            }
        }
        count("closed");
    }

    // what is done with them

    private void useUntilOver(RandomGenerator random) {
        while (!isOver && failure == null) {
            ClosedGuest guest = guests.get(random.nextInt(SLOTS));
            for (int step = 0; step < 20; step++) {
                use(guest, random);
            }
            Thread.onSpinWait();
        }
    }

    private void use(ClosedGuest guest, RandomGenerator random) {
        int action = random.nextInt(ACTIONS);
        try {
            act(guest, action, random);
            count("action " + (action < 10 ? " " : "") + action);
        } catch (IllegalStateException _) { // closed, or in use by another thread
            count("refused");
        } catch (ResourceLimitException _) { // many stores are not closed
            count("out of resources");
        }
    }

    private static void expect(ClosedGuest guest, long found, String where) {
        if (found != guest.number) {
            throw new AssertionError("expected " + guest.number + ", found " + found + " in " + where);
        }
    }

    private static void act(ClosedGuest guest, int action, RandomGenerator random) {
        int address = random.nextInt(ClosedGuest.BYTES);
        int index = random.nextInt(ClosedGuest.ELEMENTS);
        switch (action) {
            case 0 -> {
                byte[] bytes = guest.memory.read(0, ClosedGuest.BYTES);
                for (byte found : bytes) {
                    expect(guest, found, "a copy of the memory");
                }
            }
            case 1 -> expect(guest, guest.memory.read(address, 1)[0], "a byte of the memory");
            case 2 -> guest.memory.write(address, new byte[] {guest.number});
            case 3 -> readView(guest, guest.view, address);
            case 4 -> guest.view.fill(guest.number);
            case 5 -> readView(guest, guest.memory.asSegment(), address);
            case 6 -> checkSize(guest.memory.grow(random.nextInt(3)), 1, 60);
            case 7 -> {
                guest.shared.write(0, new byte[ClosedGuest.BYTES]);
                checkSize(random.nextBoolean() ? guest.shared.grow(1) : guest.growShared.call()[0].asI32(), 1, 100);
            }
            case 8 ->
                expect(
                        guest,
                        (Byte) Objects.requireNonNull(guest.table.get(index).asExtern()),
                        "the table");
            case 9 -> guest.table.set(index, Val.externref(guest.number));
            case 10 -> checkSize(guest.table.grow(random.nextInt(9), Val.externref(guest.number)), 64, 1000);
            case 11 -> {
                guest.global.set(Val.i64(guest.number));
                expect(guest, guest.global.get().asI64(), "the global");
            }
            case 12 -> expect(guest, guest.reads.call()[0].asI64(), "what a function returns");
            case 13 -> useObjects(guest, index);
            case 14 -> allocate(guest, random);
            default -> throw new AssertionError("an action without a body");
        }
    }

    private static void readView(ClosedGuest guest, MemorySegment view, int address) {
        expect(guest, view.get(ValueLayout.JAVA_BYTE, address), "a view of the memory");
    }

    private static void checkSize(long size, int least, int most) {
        if (size != -1 && (size < least || size > most)) {
            throw new AssertionError("a size of " + size);
        }
    }

    private static void useObjects(ClosedGuest guest, int index) {
        guest.cell.set(0, Val.i64(guest.number));
        expect(guest, guest.cell.get(0).asI64(), "a struct");
        ArrayRef bytes = guest.bytes;
        if (bytes.length() != ClosedGuest.ELEMENTS) {
            throw new AssertionError("an array of another length");
        }
        expect(guest, bytes.get(index).asI32(), "an array");
        if (guest.cell.type().equals(bytes.type())) {
            throw new AssertionError("an object of another type");
        }
    }

    private static void allocate(ClosedGuest guest, RandomGenerator random) {
        if (random.nextInt(4) == 0) {
            guest.store.gc();
        }
        AnyRef made = random.nextBoolean()
                ? StructRef.of(guest.store, guest.cell.type(), Val.i64(guest.number))
                : ((Val.AnyRefVal) guest.newCell.call(Val.i64(guest.number))[0]).ref();
        expect(guest, ((StructRef) made).get(0).asI64(), "a new struct");
        if (guest.store.gcStatistics().usedBytes() <= 0) {
            throw new AssertionError("an empty heap");
        }
    }
}
