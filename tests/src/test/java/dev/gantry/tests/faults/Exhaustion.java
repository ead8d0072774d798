package dev.gantry.tests.faults;

import static dev.gantry.tests.faults.ChildProgram.check;
import static dev.gantry.tests.faults.ChildProgram.expectTrap;
import static dev.gantry.tests.faults.ChildProgram.winch;

import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.ResourceLimitException;
import dev.gantry.Store;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.UnsupportedException;
import java.util.ArrayList;
import java.util.List;

/// Machine code in a process that has run out of something. The first argument says of what.
final class Exhaustion {
    /// Memories in each instance that takes much: each has pages that are committed and pages that are not.
    private static final int MEMORIES = 20;

    /// How many of many guests are called at once, because a call takes a stack, which takes mappings.
    private static final int CALLED = 50;

    private Exhaustion() {}

    public static void main(String[] args) throws Throwable {
        switch (args[0]) {
            case "few addresses" -> addresses(ONE_MEMORY, Integer.parseInt(args[1]));
            case "all addresses" -> addresses(manyMemories(), Integer.parseInt(args[1]));
            case "objects" -> objects();
            case "mappings" -> mappings();
            case "code" -> code();
            case "closed" -> closedModulesMakeRoom();
            case "processor" -> processor();
            default -> throw new IllegalArgumentException(args[0]);
        }
        System.out.println("done");
    }

    /// An instance in a store of its own.
    private record Guest(Store<Void> store, Instance instance) {
        static Guest of(Engine engine, Module module) {
            Store<Void> store = Store.of(engine);
            boolean isMade = false;
            try {
                Guest guest = new Guest(store, new Linker<Void>(engine).instantiate(store, module));
                isMade = true;
                return guest;
            } finally {
                if (!isMade) {
                    store.close();
                }
            }
        }

        int call(String function, int argument) {
            return ChildProgram.call(instance, function, argument);
        }

        void traps(Failure failure, String function, int argument) {
            expectTrap(failure, () -> call(function, argument));
        }

        void close() {
            store.close();
        }
    }

    private static final String ONE_MEMORY = """
            (module
              (memory 1 8)
              (func $deep (param i32) (result i32)
                (if (result i32) (local.get 0)
                  (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1)))))
                  (else (i32.const 0))))
              (func (export "deep") (param i32) (result i32) (call $deep (local.get 0)))
              (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
              (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))""";

    /// Takes guests until the machine refuses one.
    private static List<Guest> takeAll(Engine engine, Module module) {
        List<Guest> guests = new ArrayList<>();
        while (true) {
            try {
                Guest guest = Guest.of(engine, module);
                guests.add(guest);
                if (guests.size() <= CALLED) {
                    check(guest.call("deep", 3) == 3, "a call");
                }
            } catch (ResourceLimitException e) {
                System.out.println(guests.size() + " guests, then: " + e.getMessage());
                return guests;
            }
        }
    }

    /// Closes guests, and before that looks whether they are still as they were.
    private static void useAndClose(List<Guest> guests) {
        for (Guest guest : guests.subList(0, Math.min(CALLED, guests.size()))) {
            check(guest.call("load", 65532) == 0, "a load");
            guest.traps(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS, "load", 65536);
        }
        guests.removeLast().close();
        Guest last = guests.getLast(); // whoever was never called needs a stack
        check(last.call("load", 65532) == 0, "a load of the last guest");
        last.traps(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS, "load", 65536);
        guests.forEach(Guest::close);
    }

    /// Memories take addresses, until there are none left; all come back.
    private static void addresses(String text, int atLeast) {
        try (Engine engine = new Engine(winch());
                Module module = Module.ofText(engine, text)) {
            Guest.of(engine, module).close();
            List<Guest> guests = takeAll(engine, module);
            check(guests.size() >= atLeast, "more guests than " + guests.size());
            check(guests.getFirst().call("grow", 1) == 1, "growth in what was reserved");
            check(guests.getFirst().call("load", 65536) == 0, "a load from a new page");
            guests.removeFirst().close();
            guests.add(Guest.of(engine, module));
            int count = guests.size();
            useAndClose(guests);
            List<Guest> again = takeAll(engine, module);
            check(again.size() >= count, "as many guests as before, found " + again.size());
            useAndClose(again);
        }
    }

    /// Heaps of objects take addresses as memories do.
    private static void objects() {
        try (Engine engine = new Engine(winch());
                Module taker = Module.ofText(engine, manyMemories());
                Module module = Module.ofText(engine, OBJECTS)) {
            Guest first = Guest.of(engine, module);
            check(first.call("make", 10_000) == 10_000, "objects");
            List<Guest> guests = takeAll(engine, taker);
            List<Guest> withHeaps = new ArrayList<>();
            try {
                while (withHeaps.size() < MEMORIES) { // what is left is less than that
                    Guest guest = Guest.of(engine, module);
                    withHeaps.add(guest);
                    check(guest.call("make", 1) == 1, "an object");
                }
                throw new AssertionError("expected no room for a heap");
            } catch (ResourceLimitException e) {
                System.out.println("no heap: " + e.getMessage());
            }
            check(first.call("make", 10_000) == 10_000, "objects in the heap that is there");
            useAndClose(guests);
            withHeaps.forEach(Guest::close);
            Guest last = Guest.of(engine, module);
            check(last.call("make", 10) == 10, "objects in a new heap");
            last.close();
            first.close();
        }
    }

    private static final String OBJECTS = """
            (module
              (type $cell (struct (field (mut i32)) (field (ref null $cell))))
              (func (export "make") (param i32) (result i32)
                (local $last (ref null $cell)) (local $count i32)
                (loop $more
                  (local.set $last (struct.new $cell (local.get $count) (local.get $last)))
                  (local.set $count (i32.add (local.get $count) (i32.const 1)))
                  (br_if $more (i32.lt_u (local.get $count) (local.get 0))))
                (i32.add (i32.const 1) (struct.get $cell 0 (local.get $last)))))""";

    private static String manyMemories() {
        StringBuilder text = new StringBuilder("(module");
        for (int memory = 0; memory < MEMORIES; memory++) {
            text.append("(memory 1 2)");
        }
        return text.append("(func (export \"deep\") (param i32) (result i32) (local.get 0))")
                .append("(func (export \"grow\") (param i32) (result i32) (memory.grow ")
                .append(MEMORIES - 1)
                .append(" (local.get 0)))")
                .append("(func (export \"load\") (param i32) (result i32) (i32.load ")
                .append(MEMORIES - 1)
                .append(" (local.get 0))))")
                .toString();
    }

    /// Memories take mappings, until there are none left; all come back.
    private static void mappings() {
        try (Engine engine = new Engine(winch().signalsBasedTraps(false));
                Module module = Module.ofText(engine, manyMemories())) {
            Guest first = Guest.of(engine, module);
            check(first.call("load", 0) == 0, "a load");
            first.traps(Failure.OUT_OF_BOUNDS_MEMORY_ACCESS, "load", 65536);
            int count = 0;
            for (int round = 0; round < 2; round++) {
                List<Guest> guests = takeAll(engine, module);
                check(guests.size() > 100 && guests.size() >= count - 2, "so many guests again: " + guests.size());
                count = guests.size();
                check(first.call("grow", 2) == -1, "no growth beyond the maximum");
                useAndClose(guests);
            }
            check(first.call("grow", 1) == 1, "growth");
            first.close();
        }
    }

    /// A module with much code, and what it answers.
    private static Module large(Engine engine, int answer) {
        StringBuilder text = new StringBuilder("(module (func (export \"answer\") (param i32) (result i32) i32.const ");
        text.append(answer).append(")");
        for (int func = 0; func < 300; func++) {
            text.append("(func (param i64) (result i64) local.get 0");
            for (int instruction = 0; instruction < 60; instruction++) {
                text.append(" i64.const 0x123456789abcdef0 i64.xor local.get 0 i64.rotl");
            }
            text.append(')');
        }
        return Module.ofText(engine, text.append(')').toString());
    }

    /// The region of code is used up by modules that are in use; when they are gone, there is room again.
    private static void code() {
        try (Engine engine = new Engine(winch())) {
            byte[] artifact;
            try (Module module = large(engine, 42)) {
                artifact = module.serialize();
            }
            System.out.println("code of " + artifact.length + " bytes");
            int count = 0;
            for (int round = 0; round < 3; round++) {
                int loaded = fill(engine, artifact);
                check(loaded > 3 && loaded >= count, "room for as many modules as before, found " + loaded);
                count = loaded;
            }
        }
    }

    private static int fill(Engine engine, byte[] artifact) {
        List<Guest> guests = new ArrayList<>();
        try {
            while (true) {
                Module module = Module.deserialize(engine, artifact);
                guests.add(Guest.of(engine, module));
                module.close();
            }
        } catch (ResourceLimitException e) {
            System.out.println(guests.size() + " modules, then: " + e.getMessage());
        }
        try {
            large(engine, 1).close();
            throw new AssertionError("expected no room for another module");
        } catch (ResourceLimitException _) { // as it should be
        }
        for (Guest guest : guests) {
            check(guest.call("answer", 0) == 42, "an answer");
            guest.close();
        }
        return guests.size();
    }

    /// Modules that nobody refers to any more make room by themselves, though they take little of the Java heap.
    private static void closedModulesMakeRoom() {
        try (Engine engine = new Engine(winch());
                Module kept = large(engine, 7)) {
            byte[] artifact = kept.serialize();
            Guest guest = Guest.of(engine, kept);
            for (int round = 0; round < 100; round++) {
                try (Module module = Module.deserialize(engine, artifact)) {
                    Guest other = Guest.of(engine, module);
                    check(other.call("answer", 0) == 7, "an answer");
                    other.close();
                }
                check(guest.call("answer", 0) == 7, "an answer of the first module");
            }
            guest.close();
        }
    }

    private static void refused(Runnable action) {
        try {
            action.run();
            throw new AssertionError("expected a refusal");
        } catch (UnsupportedException e) {
            System.out.println(e.getMessage());
        }
    }

    /// What engines do on a processor that lacks something.
    private static void processor() {
        refused(() -> new Engine(winch()).close());
        try (Engine engine = new Engine();
                Module module = Module.ofText(engine, ONE_MEMORY)) {
            Guest guest = Guest.of(engine, module);
            check(guest.call("deep", 5) == 5, "a call");
            guest.close();
            System.out.println("strategy " + engine.strategy());
        }
    }
}
