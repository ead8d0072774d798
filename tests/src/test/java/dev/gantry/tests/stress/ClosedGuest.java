package dev.gantry.tests.stress;

import dev.gantry.ArrayRef;
import dev.gantry.Engine;
import dev.gantry.Extern;
import dev.gantry.Func;
import dev.gantry.Global;
import dev.gantry.Instance;
import dev.gantry.Memory;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.StructRef;
import dev.gantry.Table;
import dev.gantry.Val;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/// A store in which everything says the same number, so that whoever reads something else has read what
/// belongs to another store, or to nobody.
///
/// Threading: any threads at once, which is what is tried.
final class ClosedGuest {
    /// The bytes of the memory that hold the number. Those behind are never written.
    static final int BYTES = 64 << 10;

    /// How many elements of the table hold the number, and how long the array is.
    static final int ELEMENTS = 64;

    /// Imports a shared memory, so that stores come and go while it grows.
    static final String TEXT = """
            (module
              (type $cell (struct (field $value (mut i64))))
              (type $bytes (array (mut i8)))
              (import "host" "shared" (memory $shared 1 100 shared))
              (memory (export "memory") 1 60)
              (table (export "table") 64 1000 externref)
              (global $number (export "global") (mut i64) (i64.const 0))
              (global (export "cell") (mut (ref null $cell)) (ref.null $cell))
              (func (export "number") (result i64) (global.get $number))
              (func (export "newCell") (param i64) (result (ref $cell)) (struct.new $cell (local.get 0)))
              (func (export "newBytes") (param i32) (result (ref $bytes))
                (array.new $bytes (local.get 0) (i32.const 64)))
              (func (export "growShared") (result i32) (memory.grow $shared (i32.const 1))))""";

    final byte number;
    final Store<Void> store;
    final Memory shared;
    final Memory memory;
    final MemorySegment view;
    final Table table;
    final Global global;
    final Func reads;
    final Func newCell;
    final Func growShared;
    final StructRef cell;
    final ArrayRef bytes;

    /// Makes everything.
    ///
    /// @param module a module of [#TEXT]
    /// @param shared a memory of any store of the engine
    ClosedGuest(Engine engine, Module module, Memory shared, byte number) {
        this.number = number;
        this.shared = shared;
        this.store = Store.of(engine);
        Instance instance = Instance.of(store, module, List.<Extern>of(shared));
        this.memory = instance.memory("memory");
        this.view = memory.asSegment();
        this.table = instance.table("table");
        this.global = instance.global("global");
        this.reads = instance.func("number");
        this.newCell = instance.func("newCell");
        this.growShared = instance.func("growShared");
        byte[] all = new byte[BYTES];
        Arrays.fill(all, number);
        memory.write(0, all);
        for (int index = 0; index < ELEMENTS; index++) {
            table.set(index, Val.externref(number));
        }
        global.set(Val.i64(number));
        this.cell = (StructRef) ((Val.AnyRefVal) newCell.call(Val.i64(number))[0]).ref();
        this.bytes = (ArrayRef) ((Val.AnyRefVal) instance.func("newBytes").call(Val.i32(number))[0]).ref();
    }
}
