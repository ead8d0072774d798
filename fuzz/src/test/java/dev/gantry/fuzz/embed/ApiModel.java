package dev.gantry.fuzz.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.Engine;
import dev.gantry.Extern;
import dev.gantry.Func;
import dev.gantry.Global;
import dev.gantry.Instance;
import dev.gantry.Memory;
import dev.gantry.Module;
import dev.gantry.ResourceLimitException;
import dev.gantry.Store;
import dev.gantry.StoreLimits;
import dev.gantry.Table;
import dev.gantry.Tag;
import dev.gantry.Val;
import dev.gantry.fuzz.generate.Choice;
import dev.gantry.wasm.LinkException;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.WasmException;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.Limits;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.ValType;
import dev.gantry.wasm.types.VecType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Calls the API at random, rightly and wrongly, and knows what must come of it: a model of everything that stores
/// hold.
///
/// Threading: confined to one thread.
public final class ApiModel implements AutoCloseable {
    private static final int PAGE = 65_536;
    private static final int MAX_PAGES = 4;
    private static final int MAX_STORES = 3;
    private static final List<ValType> TYPES = List.of(
            NumType.I32, NumType.I64, NumType.F32, NumType.F64, ValType.V128, ValType.FUNCREF, ValType.EXTERNREF);
    private static final FuncType INC = FuncType.of(List.of(NumType.I32), List.of(NumType.I32));

    /// Functions on a memory, a table and a global, which are imported or their own.
    private static final String FUNCTIONS = """
            (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
            (func (export "store") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
            (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
            (func (export "get") (param i32) (result funcref) (table.get (local.get 0)))
            (func (export "set") (param i32 funcref) (table.set (local.get 0) (local.get 1)))
            (func (export "more") (param funcref i32) (result i32) (table.grow (local.get 0) (local.get 1)))
            (func (export "read") (result i64) (global.get 0))
            (func (export "write") (param i64) (global.set 0 (local.get 0)))
            (func (export "call") (param i32 i32) (result i32)
              (call_indirect (param i32) (result i32) (local.get 1) (local.get 0))))
            """;

    static final String OWNING = """
            (module
            (memory (export "memory") 1 3) (table (export "table") 4 9 funcref)
            (global (export "global") (mut i64) (i64.const 7)) (elem declare func 0)
            """ + FUNCTIONS;
    static final String IMPORTING = """
            (module
            (import "env" "memory" (memory 1)) (import "env" "table" (table 2 funcref))
            (import "env" "global" (global (mut i64)))
            """ + FUNCTIONS;

    /// A store and what is in it.
    private static final class Home {
        final Store<Integer> store;
        final List<Bytes> memories = new ArrayList<>();
        final List<Elements> tables = new ArrayList<>();
        final List<Cell> globals = new ArrayList<>();
        final List<Func> funcs = new ArrayList<>();
        final List<Guest> guests = new ArrayList<>();
        boolean isClosed;

        Home(Store<Integer> store) {
            this.store = store;
        }
    }

    /// A memory and its bytes.
    private static final class Bytes {
        final Memory memory;
        final long maxPages;
        byte[] content;

        Bytes(Memory memory, long pages, long maxPages) {
            this.memory = memory;
            this.maxPages = Math.min(maxPages, MAX_PAGES);
            content = new byte[(int) pages * PAGE];
        }

        int grow(long pages) {
            int old = content.length / PAGE;
            if (pages < 0 || pages > maxPages - old) {
                return -1;
            }
            content = Arrays.copyOf(content, (int) (old + pages) * PAGE);
            return old;
        }
    }

    /// A table and its elements.
    private static final class Elements {
        final Table table;
        final RefType type;
        final boolean is64;
        final long max;
        final List<Val> content = new ArrayList<>();

        Elements(Table table, TableType type, Val init) {
            this.table = table;
            this.type = type.element();
            is64 = type.is64();
            max = type.limits().hasMax() ? type.limits().max() : 1000;
            for (int at = 0; at < type.limits().min(); at++) {
                content.add(init);
            }
        }

        int grow(long count, Val init) {
            int old = content.size();
            if (count < 0 || count > max - old) {
                return -1;
            }
            for (int at = 0; at < count; at++) {
                content.add(init);
            }
            return old;
        }
    }

    /// A global and its value.
    private static final class Cell {
        final Global global;
        final GlobalType type;
        Val value;

        Cell(Global global, GlobalType type, Val value) {
            this.global = global;
            this.type = type;
            this.value = value;
        }
    }

    /// An instance of one of the modules and what it works on.
    private record Guest(Instance instance, Bytes memory, Elements table, Cell global) {}

    private final Choice choice;
    private final Engine engine;
    private final Module owning;
    private final Module importing;
    private final Module closed;
    private final Module foreign;
    private final List<Home> homes = new ArrayList<>();
    private final List<String> log = new ArrayList<>();

    /// A model without stores.
    ///
    /// @param engine where most happens
    /// @param other  another engine
    public ApiModel(Engine engine, Engine other, Choice choice) {
        this.engine = engine;
        this.choice = choice;
        owning = Module.ofText(engine, OWNING);
        importing = Module.ofText(engine, IMPORTING);
        closed = Module.ofText(engine, "(module)");
        closed.close();
        foreign = Module.ofText(other, OWNING);
        addStore();
    }

    /// Does something some times.
    ///
    /// @throws AssertionError if anything else comes of it than the model says, with what was done before
    public void perform(int count) {
        try {
            for (int step = 0; step < count; step++) {
                act();
            }
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError("after " + String.join("; ", log), e);
        }
    }

    private void act() {
        Home home = choice.of(homes);
        switch (choice.below(16)) {
            case 0 -> addStore();
            case 1 -> close(home);
            case 2 -> makeMemory(home);
            case 3 -> makeTable(home);
            case 4 -> makeGlobal(home);
            case 5 -> makeFunc(home);
            case 6 -> instantiate(home);
            case 7, 8 -> useMemory(home);
            case 9, 10 -> useTable(home);
            case 11 -> useGlobal(home);
            case 12 -> callHostFunc(home);
            default -> callGuest(home);
        }
    }

    // ---- expectations

    /// Does something and compares what comes of it.
    ///
    /// @param wanted the result, or the class of the exception
    private <R> void expect(String what, Object wanted, Supplier<R> action) {
        log.add(what);
        Object found;
        try {
            found = action.get();
        } catch (RuntimeException e) {
            assertThat(e).as(what).isInstanceOf(wanted instanceof Class<?> type ? type : Void.class);
            assertThat(e)
                    .as(what)
                    .isInstanceOfAny(
                            IllegalArgumentException.class,
                            IllegalStateException.class,
                            IndexOutOfBoundsException.class,
                            ResourceLimitException.class,
                            WasmException.class);
            assertThat(e.getMessage()).as("message of %s", what).isNotBlank();
            return;
        }
        assertThat(wanted).as("%s gave %s", what, found).isNotInstanceOf(Class.class);
        assertThat(found).as(what).isEqualTo(wanted);
    }

    /// What is wanted while the store is open. If something else is wrong besides, either may be said.
    private static Object ifOpen(Home home, Object wanted) {
        if (!home.isClosed) {
            return wanted;
        }
        return wanted instanceof Class<?> ? RuntimeException.class : IllegalStateException.class;
    }

    // ---- values

    /// A value, of the wanted type more often than not.
    private Val value(ValType type, Home home) {
        ValType made = choice.oneIn(6) ? choice.of(TYPES) : type;
        return switch (made) {
            case NumType number ->
                switch (number) {
                    case I32 -> Val.i32((int) choice.integer());
                    case I64 -> Val.i64(choice.integer());
                    case F32 -> new Val.F32(choice.float32());
                    case F64 -> new Val.F64(choice.float64());
                };
            case RefType ref when ref.equals(ValType.FUNCREF) -> Val.funcref(func(home));
            case RefType _ -> Val.externref(choice.coin() ? null : choice.below(5));
            case VecType _ -> Val.v128(choice.bits(), choice.bits());
        };
    }

    /// Null or a function, at times one of another store.
    private Func func(Home home) {
        Home of = choice.oneIn(8) ? choice.of(homes) : home;
        return of.funcs.isEmpty() || choice.oneIn(4) ? null : choice.of(of.funcs);
    }

    private static boolean fits(Val value, ValType type, Home home) {
        if (value instanceof Val.FuncRef(var func)) {
            return type.equals(ValType.FUNCREF) && (func == null || home.funcs.contains(func));
        }
        return value.type().equals(type);
    }

    // ---- making things

    private void addStore() {
        if (homes.size() < MAX_STORES) {
            Store<Integer> store = new Store<>(engine, homes.size());
            store.limiter(StoreLimits.defaults()
                    .withMaxMemoryBytes((long) MAX_PAGES * PAGE)
                    .withMaxTableElements(1000));
            homes.add(new Home(store));
            log.add("new store " + (homes.size() - 1));
        }
    }

    private void close(Home home) {
        if (choice.oneIn(4)) {
            home.isClosed = true;
            expect("close store " + homes.indexOf(home), true, () -> {
                home.store.close();
                return true;
            });
        }
    }

    private void makeMemory(Home home) {
        int min = choice.below(MAX_PAGES + 2);
        int max = choice.below(MAX_PAGES + 2);
        boolean hasMax = choice.coin();
        Limits limits = hasMax ? Limits.of(min, max) : Limits.atLeast(min);
        Object wanted = hasMax && max < min
                ? IllegalArgumentException.class
                : min > MAX_PAGES ? ResourceLimitException.class : true;
        expect("new memory " + limits, ifOpen(home, wanted), () -> {
            Memory memory = Memory.of(home.store, MemoryType.of(limits));
            home.memories.add(new Bytes(memory, min, hasMax ? max : MAX_PAGES));
            return true;
        });
    }

    private void makeTable(Home home) {
        RefType element = choice.coin() ? ValType.FUNCREF : ValType.EXTERNREF;
        int min = choice.below(8);
        int max = choice.below(20);
        Limits limits = choice.coin() ? Limits.of(min, max) : Limits.atLeast(min);
        TableType type = new TableType(choice.oneIn(4), limits, element);
        Val init = value(element, home);
        boolean isRight = fits(init, element, home) && (!limits.hasMax() || max >= min);
        expect("new " + type + " of " + init, ifOpen(home, isRight ? true : IllegalArgumentException.class), () -> {
            home.tables.add(new Elements(Table.of(home.store, type, init), type, init));
            return true;
        });
    }

    private void makeGlobal(Home home) {
        GlobalType type = new GlobalType(choice.oneIn(3) ? NumType.I64 : choice.of(TYPES), choice.below(4) > 0);
        Val value = value(type.type(), home);
        Object wanted = fits(value, type.type(), home) ? true : IllegalArgumentException.class;
        expect("new " + type + " of " + value, ifOpen(home, wanted), () -> {
            home.globals.add(new Cell(Global.of(home.store, type, value), type, value));
            return true;
        });
    }

    private void makeFunc(Home home) {
        int more = home.funcs.size();
        expect("new func", ifOpen(home, true), () -> {
            home.funcs.add(Func.<Integer>ofDynamic(home.store, INC, (caller, args) ->
                    new Val[] {Val.i32(args[0].asI32() + more + caller.data())}));
            return true;
        });
    }

    private void instantiate(Home home) {
        switch (choice.below(8)) {
            case 0 ->
                expect(
                        "instantiate a closed module",
                        IllegalStateException.class,
                        () -> Instance.of(home.store, closed, List.of()));
            case 1 ->
                expect(
                        "instantiate a foreign module",
                        ifOpen(home, IllegalArgumentException.class),
                        () -> Instance.of(home.store, foreign, List.of()));
            case 2 ->
                expect(
                        "instantiate without imports",
                        ifOpen(home, IllegalArgumentException.class),
                        () -> Instance.of(home.store, importing, List.of()));
            case 3, 4 -> instantiateOwning(home);
            default -> instantiateImporting(home);
        }
    }

    private void instantiateOwning(Home home) {
        expect("instantiate", ifOpen(home, true), () -> {
            Instance instance = Instance.of(home.store, owning, List.of());
            Bytes bytes = new Bytes(instance.memory("memory"), 1, 3);
            Elements elements = new Elements(
                    instance.table("table"), new TableType(false, Limits.of(4, 9), RefType.FUNCREF), Val.funcref(null));
            Cell cell = new Cell(instance.global("global"), new GlobalType(NumType.I64, true), Val.i64(7));
            home.memories.add(bytes);
            home.tables.add(elements);
            home.globals.add(cell);
            home.guests.add(new Guest(instance, bytes, elements, cell));
            return true;
        });
    }

    private void instantiateImporting(Home home) {
        Home from = choice.oneIn(10) ? choice.of(homes) : home;
        if (from.memories.isEmpty() || from.tables.isEmpty() || from.globals.isEmpty()) {
            return;
        }
        Bytes bytes = choice.of(from.memories);
        Elements elements = choice.of(from.tables);
        Cell cell = choice.of(from.globals);
        List<Extern> imports = new ArrayList<>(List.of(bytes.memory, elements.table, cell.global));
        boolean isMixed = !from.isClosed && choice.oneIn(8);
        if (isMixed) {
            imports.set(choice.below(3), Tag.of(from.store, FuncType.of(List.of(), List.of())));
        }
        boolean fits = !isMixed
                && bytes.content.length >= PAGE
                && elements.content.size() >= 2
                && elements.type.equals(RefType.FUNCREF)
                && !elements.is64
                && cell.type.equals(new GlobalType(NumType.I64, true));
        Object wanted = from == home ? fits ? true : LinkException.class : IllegalArgumentException.class;
        wanted = from.isClosed ? ifOpen(from, wanted) : wanted;
        expect("instantiate with imports", ifOpen(home, wanted), () -> {
            home.guests.add(new Guest(Instance.of(home.store, importing, imports), bytes, elements, cell));
            return true;
        });
    }

    // ---- using things

    private void useMemory(Home home) {
        if (home.memories.isEmpty()) {
            return;
        }
        Bytes bytes = choice.of(home.memories);
        long size = bytes.content.length;
        long address = choice.oneIn(5) ? choice.integer() : choice.below((int) size + 10);
        int length = choice.below(40);
        boolean isInside = address >= 0 && address <= size - length;
        switch (choice.below(4)) {
            case 0 -> {
                List<Byte> there = isInside ? list(bytes.content, (int) address, length) : List.of();
                expect(
                        "read " + length + " at " + address,
                        ifOpen(home, isInside ? there : IndexOutOfBoundsException.class),
                        () -> list(bytes.memory.read(address, length), 0, length));
            }
            case 1 -> {
                byte[] more = new byte[length];
                Arrays.fill(more, (byte) choice.bits());
                expect(
                        "write " + length + " at " + address,
                        ifOpen(home, isInside ? true : IndexOutOfBoundsException.class),
                        () -> {
                            bytes.memory.write(address, more);
                            System.arraycopy(more, 0, bytes.content, (int) address, length);
                            return true;
                        });
            }
            case 2 -> {
                long pages = choice.oneIn(4) ? choice.integer() : choice.below(3);
                long wanted = home.isClosed ? 0 : bytes.grow(pages);
                expect("grow memory by " + pages, ifOpen(home, wanted), () -> bytes.memory.grow(pages));
            }
            default -> expect("byte size", ifOpen(home, size), bytes.memory::byteSize);
        }
    }

    private static List<Byte> list(byte[] bytes, int start, int length) {
        List<Byte> list = new ArrayList<>();
        for (int at = start; at < start + length; at++) {
            list.add(bytes[at]);
        }
        return list;
    }

    private void useTable(Home home) {
        if (home.tables.isEmpty()) {
            return;
        }
        Elements elements = choice.of(home.tables);
        int size = elements.content.size();
        long index = choice.oneIn(6) ? choice.integer() : choice.below(size + 2);
        boolean isInside = index >= 0 && index < size;
        Val value = value(elements.type, home);
        boolean fits = fits(value, elements.type, home);
        switch (choice.below(4)) {
            case 0 ->
                expect(
                        "table get " + index,
                        ifOpen(home, isInside ? elements.content.get((int) index) : IndexOutOfBoundsException.class),
                        () -> elements.table.get(index));
            case 1 -> {
                Object failure = isInside == fits
                        ? RuntimeException.class
                        : isInside ? IllegalArgumentException.class : IndexOutOfBoundsException.class;
                expect("table set " + index + " " + value, ifOpen(home, isInside && fits ? true : failure), () -> {
                    elements.table.set(index, value);
                    elements.content.set((int) index, value);
                    return true;
                });
            }
            case 2 -> {
                long count = choice.oneIn(4) ? choice.integer() : choice.below(4);
                long wanted = home.isClosed || !fits ? 0 : elements.grow(count, value);
                expect(
                        "grow table by " + count + " " + value,
                        ifOpen(home, fits ? wanted : IllegalArgumentException.class),
                        () -> elements.table.grow(count, value));
            }
            default -> expect("table size", ifOpen(home, (long) size), elements.table::size);
        }
    }

    private void useGlobal(Home home) {
        if (home.globals.isEmpty()) {
            return;
        }
        Cell cell = choice.of(home.globals);
        if (choice.coin()) {
            expect("global get", ifOpen(home, cell.value), cell.global::get);
            return;
        }
        Val value = value(cell.type.type(), home);
        Object wanted = !cell.type.isMutable()
                ? IllegalStateException.class
                : fits(value, cell.type.type(), home) ? true : IllegalArgumentException.class;
        expect("global set " + value, ifOpen(home, wanted), () -> {
            cell.global.set(value);
            cell.value = value;
            return true;
        });
    }

    private void callHostFunc(Home home) {
        if (home.funcs.isEmpty()) {
            return;
        }
        int number = choice.below(home.funcs.size());
        Val[] args = new Val[choice.oneIn(6) ? choice.below(3) : 1];
        for (int arg = 0; arg < args.length; arg++) {
            args[arg] = value(NumType.I32, home);
        }
        boolean isRight = args.length == 1 && args[0] instanceof Val.I32;
        Object wanted = isRight
                ? List.of(Val.i32(args[0].asI32() + number + home.store.data()))
                : IllegalArgumentException.class;
        expect(
                "call func " + number + Arrays.toString(args),
                ifOpen(home, wanted),
                () -> List.of(home.funcs.get(number).call(args)));
    }

    private void callGuest(Home home) {
        if (home.guests.isEmpty()) {
            return;
        }
        Guest guest = choice.of(home.guests);
        int size = guest.memory.content.length;
        int address = choice.oneIn(8) ? (int) choice.integer() : choice.below(size + 4);
        boolean isInside = address >= 0 && address < size;
        List<Val> content = guest.table.content;
        int index = choice.oneIn(8) ? (int) choice.integer() : choice.below(content.size() + 1);
        boolean isElement = index >= 0 && index < content.size();
        switch (choice.below(10)) {
            case 0 ->
                expect(
                        "guest load " + address,
                        ifOpen(home, isInside ? one(Val.i32(guest.memory.content[address] & 0xFF)) : Trap.class),
                        () -> call(guest, "load", Val.i32(address)));
            case 1 -> {
                int value = choice.below(256);
                expect("guest store " + address, ifOpen(home, isInside ? List.of() : Trap.class), () -> {
                    List<Val> results = call(guest, "store", Val.i32(address), Val.i32(value));
                    guest.memory.content[address] = (byte) value;
                    return results;
                });
            }
            case 2 -> {
                int pages = choice.below(3);
                int wanted = home.isClosed ? 0 : guest.memory.grow(pages);
                expect(
                        "guest grow " + pages,
                        ifOpen(home, one(Val.i32(wanted))),
                        () -> call(guest, "grow", Val.i32(pages)));
            }
            case 3 ->
                expect(
                        "guest get " + index,
                        ifOpen(home, isElement ? one(content.get(index)) : Trap.class),
                        () -> call(guest, "get", Val.i32(index)));
            case 4 -> {
                Val value = value(ValType.FUNCREF, home);
                Object wanted = !fits(value, ValType.FUNCREF, home)
                        ? IllegalArgumentException.class
                        : isElement ? List.of() : Trap.class;
                expect("guest set " + index + " " + value, ifOpen(home, wanted), () -> {
                    List<Val> results = call(guest, "set", Val.i32(index), value);
                    content.set(index, value);
                    return results;
                });
            }
            case 5 -> {
                Val value = Val.funcref(home.funcs.isEmpty() ? null : choice.of(home.funcs));
                int count = choice.below(3);
                int wanted = home.isClosed ? 0 : guest.table.grow(count, value);
                expect(
                        "guest more " + count,
                        ifOpen(home, one(Val.i32(wanted))),
                        () -> call(guest, "more", value, Val.i32(count)));
            }
            case 6 -> expect("guest read", ifOpen(home, one(guest.global.value)), () -> call(guest, "read"));
            case 7 -> {
                Val value = value(NumType.I64, home);
                Object wanted = value instanceof Val.I64 ? List.of() : IllegalArgumentException.class;
                expect("guest write " + value, ifOpen(home, wanted), () -> {
                    List<Val> results = call(guest, "write", value);
                    guest.global.value = value;
                    return results;
                });
            }
            default -> {
                Object wanted = Trap.class;
                if (isElement && content.get(index) instanceof Val.FuncRef(var func) && func != null) {
                    wanted = one(Val.i32(1 + home.funcs.indexOf(func) + home.store.data()));
                }
                expect(
                        "guest call " + index,
                        ifOpen(home, wanted),
                        () -> call(guest, "call", Val.i32(index), Val.i32(1)));
            }
        }
    }

    private static List<Val> one(Val value) {
        return List.of(value);
    }

    private static List<Val> call(Guest guest, String name, Val... args) {
        return List.of(guest.instance.func(name).call(args));
    }

    @Override
    public void close() {
        homes.forEach(home -> home.store.close());
    }
}
