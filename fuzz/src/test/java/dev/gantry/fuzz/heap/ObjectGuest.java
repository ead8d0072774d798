package dev.gantry.fuzz.heap;

import dev.gantry.AnyRef;
import dev.gantry.ArrayRef;
import dev.gantry.Engine;
import dev.gantry.Func;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.StructRef;
import dev.gantry.Val;
import dev.gantry.fuzz.generate.Choice;
import dev.gantry.wasm.GuestException;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.RefType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A guest that does with objects all that can be done: structs, arrays of everything, casts, functions, host objects
/// and exceptions in fields. Its loops end whatever is in the heap.
public final class ObjectGuest implements AutoCloseable {
    private static final int GIFTS = 6;
    private static final List<String> NAMES = List.of(
            "push", "pop", "sum", "cast", "test", "call", "table", "throw", "fill", "copy", "segment", "get", "set",
            "swap");

    private static final String TEXT = """
            (module
              (type $f (func (param i32) (result i32)))
              (type $g (func (param i64 i64) (result i64)))
              (type $base (sub (struct (field $next (mut (ref null $base))) (field $value (mut i32)))))
              (type $func (sub $base (struct (field (mut (ref null $base))) (field (mut i32)) (field $f (mut (ref null $f)))
                (field $g (mut (ref null $g))))))
              (type $host (sub $base (struct (field (mut (ref null $base))) (field (mut i32)) (field $h (mut externref))
                (field $x (mut exnref)))))
              (type $refs (array (mut anyref)))
              (type $bytes (array (mut i8)))
              (type $longs (array (mut i64)))
              (type $vectors (array (mut v128)))
              (type $funcs (array (mut funcref)))
              (import "" "gift" (func $gift (result externref)))
              (import "" "take" (func $take (param externref anyref)))
              (tag $e (param (ref null $base) i32))
              (global $list (mut (ref null $base)) (ref.null $base))
              (global $refs (mut (ref $refs)) (array.new_default $refs (i32.const 16)))
              (global $bytes (mut (ref $bytes)) (array.new $bytes (i32.const 7) (i32.const 40)))
              (global $longs (mut (ref $longs)) (array.new $longs (i64.const 7) (i32.const 9)))
              (global $vectors (mut (ref $vectors)) (array.new_default $vectors (i32.const 5)))
              (global $funcs (mut (ref $funcs)) (array.new $funcs (ref.func $inc) (i32.const 5)))
              (table $table 8 anyref)
              (table $calls 4 funcref (ref.func $inc))
              (data $data "some bytes for arrays, forty of them here")
              (elem $elem anyref (item (ref.i31 (i32.const 1))) (item (struct.new_default $base)) (item (ref.null any)))
              (elem declare func $inc $mul)
              (func $inc (type $f) (i32.add (local.get 0) (i32.const 1)))
              (func $mul (type $g) (i64.mul (local.get 0) (local.get 1)))
              (func $any (param $n i32) (result anyref)
                (block $c (block $b (block $a
                  (br_table $a $b $c (i32.rem_u (local.get $n) (i32.const 3))))
                  (return (global.get $list)))
                  (return (array.get $refs (global.get $refs) (i32.and (local.get $n) (i32.const 15)))))
                (table.get $table (i32.and (local.get $n) (i32.const 7))))
              (func (export "push") (param $n i32) (result i32) (local $made (ref null $base))
                (block $c (block $b (block $a
                  (br_table $a $b $c (i32.rem_u (local.get $n) (i32.const 3))))
                  (global.set $list (struct.new $func (global.get $list) (local.get $n) (ref.func $inc) (ref.func $mul)))
                  (return (i32.const 0)))
                  (global.set $list (struct.new $host (global.get $list) (local.get $n) (call $gift) (ref.null exn)))
                  (return (i32.const 1)))
                (global.set $list (struct.new $base (global.get $list) (local.get $n)))
                (i32.const 2))
              (func (export "pop") (param i32) (result i32)
                (if (ref.is_null (global.get $list)) (then (return (i32.const -1))))
                (struct.get $base $value (global.get $list))
                (global.set $list (struct.get $base $next (global.get $list))))
              (func (export "sum") (param $n i32) (result i32) (local $at (ref null $base)) (local $left i32)
                (local.set $left (i32.const 100))
                (local.set $at (global.get $list))
                (block $end
                  (loop $again
                    (br_if $end (ref.is_null (local.get $at)))
                    (local.set $n (i32.add (local.get $n) (struct.get $base $value (local.get $at))))
                    (local.set $at (struct.get $base $next (local.get $at)))
                    (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))
                (local.get $n))
              (func (export "cast") (param $n i32) (result i32) (local $h (ref null $host))
                (local.set $h (ref.cast (ref null $host) (call $any (local.get $n))))
                (call $take (struct.get $host $h (local.get $h)) (struct.get $base $next (local.get $h)))
                (struct.get $base $value (local.get $h)))
              (func (export "test") (param $n i32) (result i32) (local $r anyref)
                (local.set $r (call $any (local.get $n)))
                (i32.or (ref.test (ref $func) (local.get $r))
                  (i32.or (i32.shl (ref.test (ref $refs) (local.get $r)) (i32.const 1))
                    (i32.or (i32.shl (ref.test (ref struct) (local.get $r)) (i32.const 2))
                      (i32.shl (ref.test (ref i31) (local.get $r)) (i32.const 3))))))
              (func (export "call") (param $n i32) (result i32) (local $func (ref null $func))
                (block $no (result anyref)
                  (br_on_cast_fail $no anyref (ref $func) (call $any (local.get $n)))
                  (local.set $func)
                  (drop (call_ref $g (i64.const 3) (i64.const 4) (struct.get $func $g (local.get $func))))
                  (return (call_ref $f (local.get $n) (struct.get $func $f (local.get $func)))))
                (drop)
                (table.set $calls (i32.and (local.get $n) (i32.const 3))
                  (array.get $funcs (global.get $funcs) (i32.rem_u (local.get $n) (i32.const 5))))
                (call_indirect $calls (type $f) (local.get $n) (i32.and (local.get $n) (i32.const 3))))
              (func (export "table") (param $n i32) (result i32)
                (table.set $table (i32.and (local.get $n) (i32.const 7)) (call $any (i32.shr_u (local.get $n) (i32.const 3))))
                (table.size $table))
              (func (export "throw") (param $n i32) (result i32) (local $exn exnref)
                (block $h (result (ref null $base) i32)
                  (try_table (catch $e $h)
                    (block $all (result exnref)
                      (try_table (catch_all_ref $all) (throw $e (global.get $list) (local.get $n)))
                      (unreachable))
                    (local.set $exn)
                    (if (ref.test (ref $host) (global.get $list))
                      (then
                        (struct.set $host $x (ref.cast (ref $host) (global.get $list)) (local.get $exn))
                        (local.set $exn (struct.get $host $x (ref.cast (ref $host) (global.get $list))))))
                    (throw_ref (local.get $exn)))
                  (unreachable))
                (local.set $n)
                (global.set $list)
                (local.get $n))
              (func (export "fill") (param $n i32) (result i32)
                (array.fill $refs (global.get $refs) (i32.and (local.get $n) (i32.const 15)) (call $any (local.get $n))
                  (i32.and (i32.shr_u (local.get $n) (i32.const 4)) (i32.const 7)))
                (array.fill $vectors (global.get $vectors) (i32.const 0) (v128.const i64x2 1 2) (i32.const 5))
                (array.len (global.get $refs)))
              (func (export "copy") (param $n i32) (result i32)
                (array.copy $refs $refs (global.get $refs) (i32.and (local.get $n) (i32.const 7)) (global.get $refs)
                  (i32.const 3) (i32.and (i32.shr_u (local.get $n) (i32.const 3)) (i32.const 15)))
                (array.copy $bytes $bytes (global.get $bytes) (i32.const 1) (global.get $bytes) (i32.const 0) (i32.const 20))
                (array.get_s $bytes (global.get $bytes) (i32.and (local.get $n) (i32.const 31))))
              (func (export "segment") (param $n i32) (result i32)
                (array.init_data $bytes $data (global.get $bytes) (i32.const 3) (i32.and (local.get $n) (i32.const 15))
                  (i32.const 20))
                (array.init_elem $refs $elem (global.get $refs) (i32.and (local.get $n) (i32.const 15)) (i32.const 0)
                  (i32.const 3))
                (global.set $longs (array.new_data $longs $data (i32.const 0) (i32.const 5)))
                (array.len (array.new_elem $refs $elem (i32.const 0) (i32.const 3))))
              (func (export "get") (param $n i32) (result i32)
                (call $take (extern.convert_any (call $any (local.get $n)))
                  (array.get $refs (global.get $refs) (i32.and (local.get $n) (i32.const 15))))
                (i32.wrap_i64 (array.get $longs (global.get $longs) (i32.rem_u (local.get $n) (i32.const 9)))))
              (func (export "set") (param $n i32) (result i32)
                (array.set $refs (global.get $refs) (i32.and (local.get $n) (i32.const 15)) (any.convert_extern (call $gift)))
                (array.set $bytes (global.get $bytes) (i32.rem_u (local.get $n) (i32.const 40)) (local.get $n))
                (array.set $longs (global.get $longs) (i32.const 2) (i64.const 5))
                (array.set $refs (global.get $refs) (i32.const 4) (ref.i31 (local.get $n)))
                (i31.get_s (ref.cast (ref i31) (array.get $refs (global.get $refs) (i32.const 4)))))
              (func (export "swap") (param $n i32) (result i32)
                (global.set $refs (array.new $refs (call $any (local.get $n)) (i32.const 16)))
                (global.set $funcs (array.new_fixed $funcs 5 (ref.func $inc) (ref.func $mul) (ref.null func) (ref.func $inc)
                  (array.get $funcs (global.get $funcs) (i32.const 1))))
                (array.len (global.get $vectors)))
              (func (export "any") (param $n i32) (result anyref) (call $any (local.get $n))))
            """;

    private final Engine engine;
    private final Module module;

    /// A guest for an engine.
    public ObjectGuest(Engine engine) {
        this.engine = engine;
        this.module = Module.ofText(engine, TEXT);
    }

    /// A new store with an instance.
    public Run start() {
        return new Run();
    }

    @Override
    public void close() {
        module.close();
    }

    /// A store with an instance, and what the host sees of it.
    public final class Run implements AutoCloseable {
        private final Store<Void> store = Store.of(engine);
        private final List<Object> gifts = new ArrayList<>();
        private final List<Object> strangers = new ArrayList<>();
        private final List<AnyRef> kept = new ArrayList<>();
        private final Instance instance;
        private boolean hasTrapped;

        private Run() {
            Linker<Void> linker = new Linker<>(engine);
            for (int gift = 0; gift < GIFTS; gift++) {
                gifts.add(new Object());
            }
            int[] next = new int[1];
            linker.define(
                    "", "gift", Func.ofDynamic(store, FuncType.of(List.of(), List.of(RefType.EXTERNREF)), (_, _) ->
                            new Val[] {Val.externref(gifts.get(next[0]++ % GIFTS))}));
            linker.define(
                    "",
                    "take",
                    Func.ofDynamic(
                            store, FuncType.of(List.of(RefType.EXTERNREF, RefType.ANYREF), List.of()), (_, args) -> {
                                see(args[0]);
                                see(args[1]);
                                return new Val[0];
                            }));
            instance = linker.instantiate(store, module);
        }

        /// The store.
        public Store<Void> store() {
            return store;
        }

        /// Objects of the host that came out of the guest and were never given to it.
        public List<Object> strangers() {
            return strangers;
        }

        /// Whether something has ended with a trap.
        public boolean hasTrapped() {
            return hasTrapped;
        }

        @SuppressWarnings("ReferenceEquality") // the same gift, not an equal one
        private void see(@Nullable Object seen) {
            switch (seen) {
                case Val.ExternRef(var object) -> see(object);
                case Val.AnyRefVal(var ref) -> see(ref);
                case AnyRef.Extern(var object) -> see(object);
                case AnyRef ref -> {
                    if (kept.size() < 20) {
                        kept.add(ref);
                    }
                }
                case null -> {}
                default -> {
                    if (gifts.stream().noneMatch(gift -> gift == seen) && !(seen instanceof Val)) {
                        strangers.add(seen);
                    }
                }
            }
        }

        /// Does something that a guest or its host could do.
        public void act(Choice choice) {
            try {
                switch (choice.below(8)) {
                    case 0 -> store.gc();
                    case 1 -> see(instance.func("any").call(Val.i32(choice.below(1000)))[0]);
                    case 2 -> look(choice);
                    default -> instance.func(choice.of(NAMES)).call(Val.i32(choice.below(1000)));
                }
            } catch (Trap _) {
                hasTrapped = true;
            } catch (GuestException _) {
                // the guest's own
            }
        }

        /// Looks into an object that came out of the guest.
        private void look(Choice choice) {
            if (kept.isEmpty()) {
                return;
            }
            switch (choice.of(kept)) {
                case StructRef struct -> struct.fields().forEach(this::see);
                case ArrayRef array -> {
                    int length = array.length();
                    for (int index = 0; index < Math.min(length, 50); index++) {
                        see(array.get(index));
                    }
                }
                case AnyRef _ -> {}
            }
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
