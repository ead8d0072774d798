package dev.gantry.tests.stress;

import dev.gantry.Caller;
import dev.gantry.Engine;
import dev.gantry.Func;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Val;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.NumType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.IntUnaryOperator;

/// A guest with something of everything, in a store of its own.
///
/// Threading: used by one thread at a time.
final class StressGuest implements AutoCloseable {
    /// Deadlines of epochs that never come.
    static final long FAR = 1L << 40;

    /// `ANSWER` is what `answer` answers.
    private static final String TEXT = """
            (module
              (type $unary (func (param i32) (result i32)))
              (type $cell (struct (field $value i32) (field $next (ref null $cell))))
              (import "host" "back" (func $back (type $unary)))
              (import "host" "later" (func $later (type $unary)))
              (tag $thrown (param i32))
              (memory (export "memory") 1 40)
              (table $functions 4 20 funcref)
              (elem (i32.const 0) $add $square $answer)
              (global $list (mut (ref null $cell)) (ref.null $cell))

              (func $add (type $unary) (i32.add (local.get 0) (i32.const 1)))
              (func $square (type $unary) (i32.mul (local.get 0) (local.get 0)))
              (func $answer (export "answer") (type $unary) (i32.const ANSWER))

              (func (export "load") (type $unary) (i32.load (local.get 0)))
              (func (export "divide") (type $unary) (i32.div_u (i32.const 84) (local.get 0)))
              (func $recurse (export "recurse") (type $unary)
                (i32.add (call $recurse (i32.add (local.get 0) (i32.const 1))) (local.get 0)))
              (func (export "spin") (type $unary) (loop $again (br $again)) (unreachable))

              (func (export "grow") (type $unary) (memory.grow (local.get 0)))
              (func (export "growTable") (type $unary)
                (table.grow $functions (ref.func $square) (local.get 0)))
              (func (export "indirect") (type $unary)
                (call_indirect $functions (type $unary) (local.get 0) (i32.and (local.get 0) (i32.const 3))))

              (func $raise (param i32) (throw $thrown (local.get 0)))
              (func (export "catch") (type $unary)
                (block $handler (result i32)
                  (try_table (catch $thrown $handler) (call $raise (local.get 0)))
                  (i32.const -1)))
              (func (export "throw") (type $unary) (call $raise (local.get 0)) (i32.const -1))

              (func (export "list") (type $unary)
                (local $sum i32) (local $at (ref null $cell))
                (global.set $list (ref.null $cell))
                (block $made
                  (loop $more
                    (br_if $made (i32.eqz (local.get 0)))
                    (global.set $list (struct.new $cell (local.get 0) (global.get $list)))
                    (drop (struct.new $cell (i32.const -1) (global.get $list)))
                    (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
                    (br $more)))
                (local.set $at (global.get $list))
                (block $end
                  (loop $more
                    (br_if $end (ref.is_null (local.get $at)))
                    (local.set $sum (i32.add (local.get $sum) (struct.get $cell $value (local.get $at))))
                    (local.set $at (struct.get $cell $next (local.get $at)))
                    (br $more)))
                (local.get $sum))

              (func (export "nest") (type $unary)
                (if (result i32) (local.get 0)
                  (then (i32.add (i32.const 1) (call $back (local.get 0))))
                  (else (i32.const 0))))
              (func (export "later") (type $unary)
                (i32.add (call $later (local.get 0)) (call $later (i32.const 1)))))""";

    private static final FuncType UNARY = FuncType.of(List.of(NumType.I32), List.of(NumType.I32));

    final Store<Void> store;
    private final Instance instance;
    private final Executor later;

    /// Instantiates a module of [#text].
    ///
    /// @param later completes what the guest waits for
    StressGuest(Engine engine, Module module, Executor later) {
        this.later = later;
        this.store = Store.of(engine);
        boolean isMade = false;
        try {
            store.epochDeadline(FAR);
            if (engine.config().consumeFuel()) {
                store.fuel(Long.MAX_VALUE / 2);
            }
            Linker<Void> linker = new Linker<>(engine);
            linker.funcDynamic("host", "back", UNARY, (caller, args) -> new Val[] {back(caller, args[0])});
            linker.funcAsync("host", "later", UNARY, this::later);
            this.instance = linker.instantiate(store, module);
            isMade = true;
        } finally {
            if (!isMade) {
                store.close();
            }
        }
    }

    static String text(int answer) {
        return TEXT.replace("ANSWER", Integer.toString(answer));
    }

    private static Val back(Caller<Void> caller, Val depth) {
        return caller.func("nest").call(Val.i32(depth.asI32() - 1))[0];
    }

    private CompletionStage<Val[]> later(Caller<Void> caller, Val[] args) {
        return CompletableFuture.supplyAsync(() -> new Val[] {Val.i32(2 * args[0].asI32())}, later);
    }

    Func func(String name) {
        return instance.func(name);
    }

    int call(String name, int argument) {
        return func(name).as(IntUnaryOperator.class).applyAsInt(argument);
    }

    @Override
    public void close() {
        store.close();
    }
}
