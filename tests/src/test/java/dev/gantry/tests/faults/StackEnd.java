package dev.gantry.tests.faults;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Func;
import dev.gantry.Linker;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Strategy;
import dev.gantry.Val;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/// A guest that does something for the first time in the process where the Java stack ends: it comes from too deep,
/// one level less each time, until there is room. Run in a JVM of its own with the strategy, the way to get deep
/// (`host` or `wasm`), how deep is too deep, and what is done there.
final class StackEnd {
    private static final long STACK_BYTES = 512 << 10;

    private final List<Func> deep = new ArrayList<>();

    public static void main(String[] args) throws InterruptedException {
        String way = args[1].equals("host") ? "host" : "deep";
        try (Engine engine = new Engine(new Config().strategy(Strategy.named(args[0])))) {
            Module module = Module.ofText(engine, """
                    (module
                      (type $bytes (array (mut i8)))
                      (import "host" "call" (func $host (param i32)))
                      (memory 1 100) (table $functions 10 100 funcref) (tag $tag (param i32))
                      (data $data "data")
                      (func $deep (export "deep") (param i32)
                        (if (i32.eqz (local.get 0))
                          (then %s)
                          (else (call $%s (i32.sub (local.get 0) (i32.const 1)))))))""".formatted(args[3], way));
            List<Throwable> found = new ArrayList<>();
            Thread thread = new Thread(
                    null,
                    () -> found.addAll(new StackEnd().run(engine, module, Integer.parseInt(args[2]))),
                    "small",
                    STACK_BYTES);
            thread.start();
            thread.join();
            found.forEach(Throwable::printStackTrace);
            System.out.println(found.isEmpty() ? "done" : "found");
        }
    }

    private List<Throwable> run(Engine engine, Module module, int tooDeep) {
        List<Throwable> found = new ArrayList<>();
        try (Store<Void> store = Store.of(engine)) {
            Linker<Void> linker = new Linker<>(engine);
            linker.func(
                    "host", "call", IntConsumer.class, left -> deep.getFirst().call(Val.i32(left)));
            deep.add(linker.instantiate(store, module).func("deep"));
            for (int level = tooDeep; level >= 0 && found.size() < 3; level--) {
                try {
                    deep.getFirst().call(Val.i32(level));
                    break;
                } catch (Trap trap) {
                    if (trap.failure() != Failure.CALL_STACK_EXHAUSTED) {
                        found.add(trap);
                    }
                } catch (StackOverflowError | LinkageError e) {
                    found.add(e);
                }
            }
            deep.getFirst().call(Val.i32(0));
        }
        return found;
    }
}
