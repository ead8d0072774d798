package dev.gantry.tests.component;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.gantry.component.Func;
import dev.gantry.component.Instance;
import dev.gantry.component.Val;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// R155: strings and lists of the host are written to where they belong in the guest's memory. What a call allocates on
/// the Java heap does not grow with what it passes.
@EachStrategy
class DirectWriteTest {
    private static final int LENGTH = 1 << 20;
    private static final long ALLOWED_BYTES = LENGTH / 8;

    private final Host host;

    DirectWriteTest(String strategy) {
        host = new Host(strategy);
    }

    @AfterEach
    void close() {
        host.close();
    }

    private Instance taking(String type, String encoding) {
        return host.instance("""
                (core module $m
                  (memory (export "memory") 200)
                  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
                  (func (export "f") (param i32 i32) (result i32) (i32.load8_u (local.get 0))))
                (core instance $i (instantiate $m))
                (func (export "f") (param "x" %s) (result u8)
                  (canon lift (core func $i "f") (memory $i "memory") (realloc (func $i "realloc")) %s))
                """.formatted(type, encoding));
    }

    /// The bytes on the Java heap that something takes when it runs for the third time.
    private static long allocated(Runnable call) {
        call.run();
        call.run();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        call.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    /// Takes a string.
    public interface Text {
        /// The function.
        int take(String text);
    }

    /// R155
    @Test
    void stringsAreEncodedInPlace() {
        for (String encoding : List.of("utf8", "utf16", "latin1+utf16")) {
            Func func = taking("string", "string-encoding=" + encoding).func("f");
            for (String unit : List.of("a", "é", "語")) {
                String text = unit.repeat(LENGTH);
                Text typed = func.as(Text.class);
                assertThat(allocated(() -> typed.take(text)))
                        .as("%s in %s", unit, encoding)
                        .isLessThan(ALLOWED_BYTES);
            }
        }
    }

    /// Takes bytes.
    public interface Bytes {
        /// The function.
        int take(byte[] bytes);
    }

    /// Takes a buffer.
    public interface Buffer {
        /// The function.
        int take(ByteBuffer bytes);
    }

    /// Takes integers.
    public interface Ints {
        /// The function.
        int take(int[] numbers);
    }

    /// Takes floats.
    public interface Doubles {
        /// The function.
        int take(double[] numbers);
    }

    /// Takes a list.
    public interface Longs {
        /// The function.
        int take(List<Long> numbers);
    }

    /// R155
    @Test
    void listsAreWrittenInPlace() {
        byte[] bytes = new byte[LENGTH];
        Bytes typedBytes = taking("(list u8)", "").func("f").as(Bytes.class);
        assertThat(allocated(() -> typedBytes.take(bytes))).isLessThan(ALLOWED_BYTES);
        ByteBuffer direct = ByteBuffer.allocateDirect(LENGTH);
        Buffer typedBuffer = taking("(list s8)", "").func("f").as(Buffer.class);
        assertThat(allocated(() -> typedBuffer.take(direct))).isLessThan(ALLOWED_BYTES);
        int[] ints = new int[LENGTH];
        Ints typedInts = taking("(list u32)", "").func("f").as(Ints.class);
        assertThat(allocated(() -> typedInts.take(ints))).isLessThan(ALLOWED_BYTES);
        double[] doubles = new double[LENGTH];
        Doubles typedDoubles = taking("(list f64)", "").func("f").as(Doubles.class);
        assertThat(allocated(() -> typedDoubles.take(doubles))).isLessThan(ALLOWED_BYTES);
        List<Long> longs = new ArrayList<>();
        for (long number = 0; number < LENGTH; number++) {
            longs.add(number);
        }
        Longs typedLongs = taking("(list u64)", "").func("f").as(Longs.class);
        assertThat(allocated(() -> typedLongs.take(longs))).isLessThan(ALLOWED_BYTES);
    }

    /// Gives a string.
    public interface Giver {
        /// The function.
        String give();
    }

    /// R155: what a host function gives.
    @Test
    void resultsOfTheHostAreWrittenInPlace() {
        String text = CharBuffer.allocate(LENGTH).toString();
        host.linker.root().func("give", Giver.class, () -> text);
        Func func = host.instance("""
                (import "give" (func $give (result string)))
                (core module $libc
                  (memory (export "memory") 200)
                  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
                (core instance $libc (instantiate $libc))
                (core func $lowered (canon lower (func $give)
                  (memory $libc "memory") (realloc (func $libc "realloc"))))
                (func (export "f") (param "at" u32) (canon lift (core func $lowered)))
                """).func("f");
        assertThat(allocated(() -> func.call(Val.u32(8)))).isLessThan(ALLOWED_BYTES);
    }
}
