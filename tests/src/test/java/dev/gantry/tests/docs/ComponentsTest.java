package dev.gantry.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.Engine;
import dev.gantry.Store;
import dev.gantry.component.Component;
import dev.gantry.component.Func;
import dev.gantry.component.GuestList;
import dev.gantry.component.GuestString;
import dev.gantry.component.Instance;
import dev.gantry.component.InstancePre;
import dev.gantry.component.Lease;
import dev.gantry.component.Linker;
import dev.gantry.component.Resource;
import dev.gantry.component.ResourceTable;
import dev.gantry.component.ResourceType;
import dev.gantry.component.Val;
import dev.gantry.tests.component.Libc;
import dev.gantry.wasm.Trap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;

/// The code of `docs/components.md`.
public class ComponentsTest {
    private static final String GREETER = """
            (component
              (import "host" (instance $host (export "log" (func (param "line" string)))))
              %s
              (core func $log (canon lower (func $host "log") (memory $libc "memory")))
              (core module $m
                (import "" "log" (func $log (param i32 i32)))
                (func (export "greet") (param i32 i32) (call $log (local.get 0) (local.get 1))))
              (core instance $m (instantiate $m (with "" (instance (export "log" (func $log))))))
              (func $greet (param "name" string)
                (canon lift (core func $m "greet") (memory $libc "memory") (realloc (func $libc "realloc"))))
              (instance $greeter (export "greet" (func $greet)))
              (export "demo:hello/greeter@1.2.0" (instance $greeter)))
            """.formatted(Libc.TEXT);

    @Test
    void first() {
        assertThat(sum()).isEqualTo(5);
    }

    private static long sum() {
        // @start region=first
        try (Engine engine = new Engine();
                Store<Void> store = Store.of(engine)) {
            Component component = Component.ofText(engine, """
                    (component
                      (core module $m
                        (func (export "add") (param i64 i64) (result i64)
                          (i64.add (local.get 0) (local.get 1))))
                      (core instance $i (instantiate $m))
                      (func (export "add") (param "a" s64) (param "b" s64) (result s64)
                        (canon lift (core func $i "add"))))""");
            Instance instance = new Linker<Void>(engine).instantiate(store, component);
            LongBinaryOperator add = instance.func("add").as(LongBinaryOperator.class);
            return add.applyAsLong(2, 3);
        }
        // @end
    }

    @Test
    void hostFunctionsAndNestedInstances() {
        List<String> lines = new ArrayList<>();
        byte[] bytes = GREETER.getBytes(StandardCharsets.UTF_8);
        try (Engine engine = new Engine();
                Store<Void> store = Store.of(engine)) {
            // @start region=link
            Component component = Component.of(engine, bytes);
            Linker<Void> linker = new Linker<>(engine);
            linker.instance("host").func("log", (own, args) -> {
                lines.add(((Val.Str) args.getFirst()).value());
                return null; // no result
            });
            InstancePre<Void> ready = linker.instantiatePre(component); // once, for any number of stores
            Instance instance = ready.instantiate(store);
            Instance greeter = instance.instance("demo:hello/greeter@1.0.0"); // or any compatible version
            Optional<Val> nothing = greeter.func("greet").call(Val.string("world"));
            // @end
            assertThat(nothing).isEmpty();
            assertThat(lines).containsExactly("world");
        }
    }

    // @start region=classes
    /// A record of the component; its fields are found by name.
    public record Point(int x, double maxY) {}

    /// A variant: a record for each case.
    public sealed interface Shape {
        /// The case `dots`, with a payload.
        record Dots(List<Point> value) implements Shape {}

        /// The case `nothing`, without.
        record Nothing() implements Shape {}
    }

    /// The function: shape in, most distant point out, if there is one.
    public interface Farthest {
        /// Calls it.
        Optional<Point> find(Shape shape);
    }
    // @end

    private static final String SHAPES = """
            (component
              (type $point' (record (field "x" s32) (field "max-y" f64)))
              (import "point" (type $point (eq $point')))
              (type $shape' (variant (case "dots" (list $point)) (case "nothing")))
              (import "shape" (type $shape (eq $shape')))
              %s
              (core module $m
                (import "libc" "memory" (memory 1))
                (func (export "farthest") (param $case i32) (param $at i32) (param $length i32) (result i32)
                  (i32.store8 (i32.const 64) (i32.const 0))
                  (if (i32.and (i32.eqz (local.get $case)) (i32.ne (local.get $length) (i32.const 0)))
                    (then
                      (i32.store8 (i32.const 64) (i32.const 1))
                      (memory.copy (i32.const 72) (local.get $at) (i32.const 16))))
                  (i32.const 64)))
              (core instance $m (instantiate $m (with "libc" (instance $libc))))
              (func (export "farthest") (param "shape" $shape) (result (option $point))
                (canon lift (core func $m "farthest") (memory $libc "memory") (realloc (func $libc "realloc")))))
            """.formatted(Libc.TEXT);

    @Test
    void typedRecordsAndVariants() {
        try (Engine engine = new Engine();
                Store<Void> store = Store.of(engine)) {
            Instance instance = new Linker<Void>(engine).instantiate(store, Component.ofText(engine, SHAPES));
            // @start region=typed
            Farthest farthest = instance.func("farthest").as(Farthest.class); // checked here, once
            Optional<Point> found = farthest.find(new Shape.Dots(List.of(new Point(1, 2.5))));
            Optional<Point> nothing = farthest.find(new Shape.Nothing());
            // @end
            assertThat(found).contains(new Point(1, 2.5));
            assertThat(nothing).isEmpty();
            // @start region=dynamic
            Val point = Val.record(Map.of("x", Val.s32(1), "max-y", Val.f64(2.5)));
            Optional<Val> same = instance.func("farthest").call(Val.variant("dots", Val.list(point)));
            // @end
            assertThat(same).contains(Val.some(point));
            List<String> messages = new ArrayList<>();
            // @start region=errors
            Val wrong = Val.record(Map.of("x", Val.u8(1), "max-y", Val.f64(2.5)));
            try {
                instance.func("farthest").call(Val.variant("dots", Val.list(point, wrong)));
            } catch (IllegalArgumentException e) {
                messages.add(e.getMessage()); // shape.dots[1].x: expected s32, found U8[value=1]
            }
            // @end
            assertThat(messages).containsExactly("shape.dots[1].x: expected s32, found U8[value=1]");
        }
    }

    private static final String FILES = """
            (component
              (import "files" (instance $files
                (export "file" (type $file (sub resource)))
                (export "open" (func (param "name" string) (result (own $file))))
                (export "[method]file.size" (func (param "self" (borrow $file)) (result u64)))))
              (alias export $files "file" (type $file))
              %s
              (core func $open (canon lower (func $files "open") (memory $libc "memory")))
              (core func $size (canon lower (func $files "[method]file.size")))
              (core func $drop (canon resource.drop $file))
              (core module $m
                (import "" "open" (func $open (param i32 i32) (result i32)))
                (import "" "size" (func $size (param i32) (result i64)))
                (import "" "drop" (func $drop (param i32)))
                (func (export "size") (param i32 i32) (result i64) (local $file i32) (local $size i64)
                  (local.set $file (call $open (local.get 0) (local.get 1)))
                  (local.set $size (call $size (local.get $file)))
                  (call $drop (local.get $file))
                  (local.get $size)))
              (core instance $m (instantiate $m (with "" (instance
                (export "open" (func $open)) (export "size" (func $size)) (export "drop" (func $drop))))))
              (func (export "size") (param "name" string) (result u64)
                (canon lift (core func $m "size") (memory $libc "memory") (realloc (func $libc "realloc")))))
            """.formatted(Libc.TEXT);

    @Test
    void resourcesOfTheHost() {
        Map<String, byte[]> disk = Map.of("a.txt", new byte[42]);
        try (Engine engine = new Engine();
                Store<Void> store = Store.of(engine)) {
            Linker<Void> linker = new Linker<>(engine);
            // @start region=resources
            ResourceType file = ResourceType.host("file");
            ResourceTable open = new ResourceTable(100); // at most so many at once
            linker.instance("files")
                    .resource("file", file, (own, rep) -> open.delete(rep, byte[].class)) // the guest drops one
                    .func("open", (own, args) -> {
                        byte[] content = disk.get(((Val.Str) args.getFirst()).value());
                        return Val.resource(Resource.own(file, open.push(content)));
                    })
                    .func("[method]file.size", (own, args) -> {
                        Resource self = ((Val.ResourceVal) args.getFirst()).resource();
                        return Val.u64(open.get(self, byte[].class).length);
                    });
            // @end
            Instance instance = linker.instantiate(store, Component.ofText(engine, FILES));
            assertThat(instance.func("size").call(Val.string("a.txt"))).contains(Val.u64(42));
            assertThat(open.size()).isZero();
        }
    }

    private static final String COUNTER = """
            (component
              (core module $d
                (memory (export "memory") 1)
                (func (export "free") (param i32))
                (func (export "value") (param i32) (result i32) (local.get 0)))
              (core instance $d (instantiate $d))
              (type $counter' (resource (rep i32) (dtor (func $d "free"))))
              (export $counter "counter" (type $counter'))
              (core func $new (canon resource.new $counter'))
              (func (export "[constructor]counter") (param "start" u32) (result (own $counter))
                (canon lift (core func $new)))
              (func (export "[method]counter.value") (param "self" (borrow $counter)) (result u32)
                (canon lift (core func $d "value"))))
            """;

    @Test
    void resourcesOfGuests() {
        try (Engine engine = new Engine();
                Store<Void> store = Store.of(engine)) {
            Instance instance = new Linker<Void>(engine).instantiate(store, Component.ofText(engine, COUNTER));
            // @start region=guest-resources
            Val made = instance.func("[constructor]counter").call(Val.u32(7)).orElseThrow();
            Optional<Val> value = instance.func("[method]counter.value").call(made); // lends it
            ((Val.ResourceVal) made).resource().drop(store); // runs its destructor
            // @end
            assertThat(value).contains(Val.u32(7));
        }
    }

    private static final String SAMPLES = """
            (component
              (import "sum" (func $sum (param "label" string) (param "samples" (list u16)) (result u64)))
              (core module $libc
                (memory (export "memory") 1)
                (data (i32.const 16) "level")
                (data (i32.const 32) "\\01\\00\\02\\00\\ff\\ff"))
              (core instance $libc (instantiate $libc))
              (core func $sum' (canon lower (func $sum) (memory $libc "memory")))
              (core module $m
                (import "" "sum" (func $sum (param i32 i32 i32 i32) (result i64)))
                (import "libc" "memory" (memory 1))
                (func (export "run") (result i64)
                  (call $sum (i32.const 16) (i32.const 5) (i32.const 32) (i32.const 3)))
                (func (export "label") (result i32)
                  (i32.store (i32.const 64) (i32.const 16)) (i32.store (i32.const 68) (i32.const 5)) (i32.const 64)))
              (core instance $m (instantiate $m
                (with "" (instance (export "sum" (func $sum')))) (with "libc" (instance $libc))))
              (func (export "run") (result u64) (canon lift (core func $m "run")))
              (func (export "label") (result string) (canon lift (core func $m "label") (memory $libc "memory"))))
            """;

    // @start region=view-classes
    /// A host function that looks at the guest's list where it is.
    public interface Sum {
        /// The function.
        long of(GuestString label, GuestList<Integer> samples);
    }

    /// A function whose result stays where it is until the lease is closed.
    public interface Label {
        /// The function.
        Lease<GuestString> get();
    }
    // @end

    @Test
    void views() {
        List<String> labels = new ArrayList<>();
        try (Engine engine = new Engine();
                Store<Void> store = Store.of(engine)) {
            Linker<Void> linker = new Linker<>(engine);
            // @start region=views
            linker.root().func("sum", Sum.class, (label, samples) -> {
                long sum = 0;
                for (int sample : samples) { // each is read now; samples.asLittleEndianSegment() has the bytes
                    sum += sample;
                }
                labels.add(label.text()); // the copy is made here
                return sum;
            });
            // @end
            Instance instance = linker.instantiate(store, Component.ofText(engine, SAMPLES));
            assertThat(instance.func("run").call()).contains(Val.u64(65_538));
            // @start region=lease
            try (Lease<GuestString> lease =
                    instance.func("label").as(Label.class).get()) {
                labels.add(lease.value().text());
            } // now the guest cleans up
            // @end
            assertThat(labels).containsExactly("level", "level");
        }
    }

    // @start region=async-classes
    /// A host function that gives its result later.
    public interface Ask {
        /// The function.
        CompletableFuture<Long> ask(long number);
    }
    // @end

    @Test
    void async() {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        try (Engine engine = new Engine();
                Store<Void> store = Store.of(engine)) {
            Linker<Void> linker = new Linker<>(engine);
            Component component = Component.ofText(engine, """
                    (component
                      (import "ask" (func $ask (param "n" s64) (result s64)))
                      (core func $ask' (canon lower (func $ask)))
                      (func (export "go") (param "n" s64) (result s64) (canon lift (core func $ask'))))""");
            // @start region=async
            linker.root().funcAsync("ask", Ask.class, number -> answer.thenApply(given -> given + number));
            Ask go = linker.instantiate(store, component).func("go").as(Ask.class);
            CompletableFuture<Long> call = go.ask(2); // the guest is suspended in `ask`
            answer.complete(40L);
            long result = call.join();
            // @end
            assertThat(result).isEqualTo(42);
        }
    }

    @Test
    void traps() {
        try (Engine engine = new Engine();
                Store<Void> store = Store.of(engine)) {
            Func run = new Linker<Void>(engine)
                    .instantiate(store, Component.ofText(engine, """
                            (component
                              (core module $m (func (export "run") unreachable))
                              (core instance $m (instantiate $m))
                              (func (export "run") (canon lift (core func $m "run"))))"""))
                    .func("run");
            assertThatThrownBy(run::call).isInstanceOf(Trap.class).hasMessage("unreachable");
            assertThatThrownBy(run::call).isInstanceOf(Trap.class).hasMessage("cannot enter component instance");
        }
    }
}
