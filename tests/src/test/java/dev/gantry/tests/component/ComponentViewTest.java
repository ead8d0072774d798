package dev.gantry.tests.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.component.Func;
import dev.gantry.component.GuestList;
import dev.gantry.component.GuestString;
import dev.gantry.component.Instance;
import dev.gantry.component.Lease;
import dev.gantry.component.Resource;
import dev.gantry.component.ResourceType;
import dev.gantry.component.Val;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Strings and lists that the host looks at where they are in a guest's memory.
@EachStrategy
class ComponentViewTest {
    /// Gives the host function `take` whatever it is told: three pairs of addresses and lengths.
    private static final String GIVER = """
            (import "take" (func $take
              (param "text" string) (param "numbers" (list u32)) (param "names" (list string))))
            %s
            (core func $lowered (canon lower (func $take) (memory $libc "memory")))
            (core module $m
              (import "" "take" (func $take (param i32 i32 i32 i32 i32 i32)))
              (import "libc" "memory" (memory 1))
              (data (i32.const 16) "h\\c3\\a4!")
              (data (i32.const 64) "\\01\\00\\00\\00\\ff\\ff\\ff\\ff")
              (data (i32.const 80) "\\10\\00\\00\\00\\04\\00\\00\\00\\60\\00\\00\\00\\01\\00\\00\\00")
              (data (i32.const 96) "\\ff")
              (func (export "give") (param i32 i32 i32 i32 i32 i32)
                (call $take (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5))))
            (core instance $i (instantiate $m
              (with "" (instance (export "take" (func $lowered)))) (with "libc" (instance $libc))))
            (func (export "give")
              (param "a" u32) (param "b" u32) (param "c" u32) (param "d" u32) (param "e" u32) (param "f" u32)
              (canon lift (core func $i "give")))
            """.formatted(Libc.TEXT);

    private final Host host;

    ComponentViewTest(String strategy) {
        host = new Host(strategy);
    }

    @AfterEach
    void close() {
        host.close();
    }

    /// Looks at what it is given.
    public interface Taker {
        /// The function.
        void take(GuestString text, GuestList<Long> numbers, GuestList<String> names);
    }

    private void give(int... places) {
        var _ = host.instance(GIVER)
                .func("give")
                .call(Arrays.stream(places)
                        .mapToObj(place -> Val.u32(Integer.toUnsignedLong(place)))
                        .toArray(Val[]::new));
    }

    /// R51: as arguments of host functions, for as long as these run.
    @Test
    void argumentsOfTheHostAreSeenWhereTheyAre() {
        List<Object> seen = new ArrayList<>();
        List<GuestString> kept = new ArrayList<>();
        host.linker.root().func("take", Taker.class, (text, numbers, names) -> {
            seen.add(text.text());
            seen.add(text.byteSize());
            numbers.forEach(seen::add);
            seen.add(names.size());
            seen.add(names.get(0));
            seen.add(numbers.toList());
            assertThatThrownBy(() -> numbers.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> numbers.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
            kept.add(text);
        });
        give(16, 4, 64, 2, 80, 2);
        assertThat(seen).containsExactly("hä!", 4L, 1L, 0xFFFF_FFFFL, 2L, "hä!", List.of(1L, 0xFFFF_FFFFL));
        assertThatThrownBy(kept.getFirst()::text).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(kept.getFirst()::encodedBytes).isInstanceOf(IllegalStateException.class);
    }

    /// R53: where something lies is checked before the host function runs.
    @Test
    void placesAreCheckedAtOnce() {
        List<Object> seen = new ArrayList<>();
        host.linker.root().func("take", Taker.class, (text, _, _) -> seen.add(text));
        assertThatThrownBy(() -> give(65_535, 2, 0, 0, 0, 0)).hasMessage(Failure.STRING_OUT_OF_BOUNDS.text());
        assertThatThrownBy(() -> give(-1, 2, 0, 0, 0, 0)).hasMessage(Failure.STRING_OUT_OF_BOUNDS.text());
        assertThatThrownBy(() -> give(0, 0, 65_532, 2, 0, 0)).hasMessage(Failure.LIST_OUT_OF_BOUNDS.text());
        assertThatThrownBy(() -> give(0, 0, 4, -1, 0, 0)).hasMessage(Failure.LIST_OUT_OF_BOUNDS.text());
        assertThatThrownBy(() -> give(0, 0, 2, 1, 0, 0)).hasMessage(Failure.POINTER_NOT_ALIGNED.text());
        assertThatThrownBy(() -> give(0, 0, 0, 0, 81, 1)).hasMessage(Failure.POINTER_NOT_ALIGNED.text());
        assertThat(seen).isEmpty();
    }

    /// R53: what lies there is checked when it is read, and not before.
    @Test
    void contentIsCheckedWhenItIsRead() {
        List<Object> seen = new ArrayList<>();
        host.linker.root().func("take", Taker.class, (text, _, names) -> {
            seen.add(names.get(0));
            for (Runnable wrong : List.<Runnable>of(text::text, () -> names.get(1), names::toList)) {
                assertThatThrownBy(wrong::run)
                        .isInstanceOfSatisfying(
                                Trap.class, trap -> assertThat(trap.failure()).isEqualTo(Failure.INVALID_UTF8));
            }
            seen.add((int) text.encodedBytes().get(ValueLayout.JAVA_BYTE, 0));
        });
        give(96, 1, 0, 0, 80, 2);
        assertThat(seen).containsExactly("hä!", -1);
    }

    /// Looks at numbers; a `long` holds those of all types.
    public interface Numbers {
        /// The function.
        void take(GuestList<Long> numbers);
    }

    /// R52: of all integers, and aligned as R44 demands.
    @Test
    void integersAreReadWithoutACopy() {
        for (String type : List.of("s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64")) {
            int bytes = Integer.parseInt(type.substring(1)) / Byte.SIZE;
            List<Long> sizes = new ArrayList<>();
            host.linker.allowShadowing(true).root().func("take", Numbers.class, numbers -> {
                MemorySegment segment = numbers.asLittleEndianSegment();
                sizes.add(segment.byteSize());
                assertThat(segment.isReadOnly()).isTrue();
                long last = 0;
                for (int at = 0; at < bytes; at++) {
                    last |= (segment.get(ValueLayout.JAVA_BYTE, bytes + at) & 0xFFL) << (Byte.SIZE * at);
                }
                long mask = -1L >>> (Long.SIZE - Byte.SIZE * bytes);
                assertThat(numbers.get(1) & mask).as(type).isEqualTo(last);
                assertThat(numbers.asLittleEndianSegment().asOverlappingSlice(segment))
                        .isPresent(); // the same bytes
            });
            Func give = numbers(type);
            assertThat(give.call(Val.u32(16), Val.u32(3))).isEmpty();
            assertThat(sizes).containsExactly(3L * bytes);
            if (bytes > 1) {
                assertThatThrownBy(() -> give.call(Val.u32(17), Val.u32(3)))
                        .hasMessage(Failure.POINTER_NOT_ALIGNED.text());
            }
        }
    }

    private Func numbers(String type) {
        return host.instance("""
                (import "take" (func $take (param "numbers" (list %s))))
                (core module $libc (memory (export "memory") 1)
                  (data (i32.const 16) "\\01\\ff\\02\\fe\\03\\fd\\04\\fc\\05\\fb\\06\\fa\\07\\f9\\08\\f8\\09\\f7\\0a\\f6"))
                (core instance $libc (instantiate $libc))
                (core func $lowered (canon lower (func $take) (memory $libc "memory")))
                (func (export "give") (param "a" u32) (param "b" u32) (canon lift (core func $lowered)))
                """.formatted(type)).func("give");
    }

    /// Looks at floats.
    public interface Floats {
        /// The function.
        void take(GuestList<Float> numbers);
    }

    /// R52: not every pattern is a float of a component, so these are read one by one.
    @Test
    void floatsHaveNoRawForm() {
        List<Float> seen = new ArrayList<>();
        host.linker.root().func("take", Floats.class, numbers -> {
            assertThatThrownBy(numbers::asLittleEndianSegment)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("expected a list of integers, found list<f32>");
            numbers.forEach(seen::add);
        });
        var _ = numbers("f32").call(Val.u32(16), Val.u32(1));
        assertThat(seen).containsExactly(Float.intBitsToFloat(0xFE02_FF01));
    }

    /// Gives a string and counts how often it was told to clean up; cleaning up overwrites the string.
    private static final String TEXT = """
            (core module $m
              (memory (export "memory") 1)
              (global $cleaned (mut i32) (i32.const 0))
              (data (i32.const 16) "kept here")
              (func (export "text") (result i32)
                (i32.store (i32.const 8) (i32.const 16)) (i32.store (i32.const 12) (i32.const 9)) (i32.const 8))
              (func (export "post") (param i32)
                (if (i32.ne (local.get 0) (i32.const 8)) (then unreachable))
                (memory.fill (i32.const 16) (i32.const 0x78) (i32.const 9))
                (global.set $cleaned (i32.add (global.get $cleaned) (i32.const 1))))
              (func (export "cleaned") (result i32) (global.get $cleaned)))
            (core instance $i (instantiate $m))
            (func (export "text") (result string)
              (canon lift (core func $i "text") (memory $i "memory") (post-return (func $i "post"))))
            (func (export "cleaned") (result u32) (canon lift (core func $i "cleaned")))
            """;

    /// Gives a string that stays where it is.
    public interface LeasedText {
        /// The function.
        Lease<GuestString> text();
    }

    /// R51, R71: as results, until the host lets the guest clean up; nobody enters the instance before.
    @Test
    void resultsAreSeenUntilTheGuestCleansUp() {
        Instance instance = host.instance(TEXT);
        GuestString kept;
        Lease<GuestString> again;
        try (Lease<GuestString> lease =
                instance.func("text").as(LeasedText.class).text()) {
            again = lease;
            kept = lease.value();
            assertThat(kept.text()).isEqualTo("kept here");
            assertThatThrownBy(() -> instance.func("cleaned").call())
                    .isInstanceOf(Trap.class)
                    .hasMessage("cannot enter component instance");
        }
        again.close(); // does nothing
        assertThatThrownBy(kept::text).isInstanceOf(IllegalStateException.class);
        assertThat(instance.func("cleaned").call()).contains(Val.u32(1));
    }

    /// R71: the two steps of a call with values.
    @Test
    void callsWithValuesHaveTwoStepsIfOneLikes() {
        Instance instance = host.instance(TEXT);
        try (Lease<Optional<Val>> lease = instance.func("text").callLeased()) {
            assertThat(lease.value()).contains(Val.string("kept here"));
            assertThatThrownBy(instance.func("text")::callLeased).isInstanceOf(Trap.class);
        }
        assertThat(instance.func("cleaned").call()).contains(Val.u32(1));
        assertThat(instance.func("text").call()).contains(Val.string("xxxxxxxxx"));
    }

    /// Views as classes for the wrong way.
    public interface TextOut {
        /// The function.
        GuestString text();
    }

    /// Views as classes for the wrong way.
    public interface TextIn {
        /// The function.
        void take(GuestString text);
    }

    /// Views of what is taken when it is looked at.
    public interface Resources {
        /// The function.
        void take(GuestList<Resource> things);
    }

    /// R48, R49: what can only be lifted is refused where it would be lowered, before anything is called.
    @Test
    void viewsGoOneWay() {
        Instance instance = host.instance(TEXT);
        assertThatThrownBy(() -> instance.func("text").as(TextOut.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without a Lease");
        Func taking = host.instance("""
                %s
                (core module $m (func (export "f") (param i32 i32)))
                (core instance $i (instantiate $m))
                (func (export "f") (param "s" string)
                  (canon lift (core func $i "f") (memory $libc "memory") (realloc (func $libc "realloc"))))
                """.formatted(Libc.TEXT)).func("f");
        assertThatThrownBy(() -> taking.as(TextIn.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found the view dev.gantry.component.GuestString");
        host.linker.root().func("text", TextOut.class, () -> {
            throw new IllegalStateException("called");
        });
        assertThatThrownBy(() -> host.instance("(import \"text\" (func (result string)))"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found the view");
        host.linker.root().resource("r", ResourceType.host("r"), (_, _) -> {}).func("take", Resources.class, _ -> {});
        assertThatThrownBy(() -> host.instance("""
                        (import "r" (type $r (sub resource)))
                        (import "take" (func (param "things" (list (own $r)))))
                        """))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without resources");
    }

    /// Where whoever makes a [Slow] waits.
    private record Gate(CountDownLatch isReached, CountDownLatch isOpen) {
        static final AtomicReference<Gate> OF_TEST = new AtomicReference<>();

        void pass() {
            isReached.countDown();
            try {
                assertThat(isOpen.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /// A tuple of one number, whose making takes as long as it must.
    public record Slow(int number) {
        /// Waits where a view is between the memory and its reader.
        public Slow {
            Gate.OF_TEST.get().pass();
        }
    }

    /// Gives slow ones.
    public interface LeasedList {
        /// The function.
        Lease<GuestList<Slow>> list();
    }

    /// A view that is read keeps the store open, also when no guest is running.
    @Test
    void aStoreIsNotClosedWhileAViewIsRead() throws InterruptedException {
        Instance instance = host.instance("""
                (core module $m
                  (memory (export "memory") 1)
                  (data (i32.const 8) "\\10\\00\\00\\00\\02\\00\\00\\00\\07\\00\\00\\00\\09\\00\\00\\00")
                  (func (export "list") (result i32) (i32.const 8)))
                (core instance $i (instantiate $m))
                (func (export "list") (result (list (tuple u32)))
                  (canon lift (core func $i "list") (memory $i "memory")))
                """);
        Lease<GuestList<Slow>> lease =
                instance.func("list").as(LeasedList.class).list();
        Gate gate = new Gate(new CountDownLatch(1), new CountDownLatch(1));
        Gate.OF_TEST.set(gate);
        CompletableFuture<List<Slow>> reading =
                CompletableFuture.supplyAsync(() -> lease.value().toList());
        try {
            assertThat(gate.isReached().await(30, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(host.store::close).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> lease.value().get(0)).isInstanceOf(IllegalStateException.class);
        } finally {
            gate.isOpen().countDown();
        }
        assertThat(reading.join()).extracting(Slow::number).containsExactly(7, 9);
        host.store.close();
        assertThatThrownBy(() -> lease.value().get(0)).isInstanceOf(IllegalStateException.class);
    }
}
