package dev.gantry.fuzz;

import static dev.gantry.fuzz.BinaryParts.concat;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmException;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.text.ModulePrinter;
import dev.gantry.wasm.text.TextParser;
import dev.gantry.wasm.types.TypeInterner;
import dev.gantry.wasm.validate.Validator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Small inputs that ask for much: each gets an error with a position, or is accepted, within a second of computing
/// and without an allocation that its own size does not explain.
class HostileInputTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MAX_CPU_NANOS = 1_000_000_000L;
    private static final long BASE_BYTES = 32L << 20;
    private static final long BYTES_FOR_EACH = 200;
    private static final int MILLION = 1_000_000;
    private static final byte[] HUGE = {-1, -1, -1, -1, 0x0F};
    private static final byte[] NO_PARAMS_NO_RESULTS = bytes(1, 0x60, 0, 0);

    /// Something that may take a second.
    private interface Work {
        void run();
    }

    /// Runs something in a fresh thread of ordinary stack size and bounds what it takes.
    private static void bounded(long inputBytes, Work work) throws InterruptedException {
        Throwable[] problem = new Throwable[1];
        long[] cost = new long[2];
        Thread thread = new Thread(
                () -> {
                    long bytes = THREADS.getCurrentThreadAllocatedBytes();
                    long nanos = THREADS.getCurrentThreadCpuTime();
                    try {
                        work.run();
                    } catch (Throwable e) { // shown by the test's own thread
                        problem[0] = e;
                    }
                    cost[0] = THREADS.getCurrentThreadCpuTime() - nanos;
                    cost[1] = THREADS.getCurrentThreadAllocatedBytes() - bytes;
                },
                "hostile");
        thread.setDaemon(true);
        thread.start();
        thread.join(30_000);
        assertThat(thread.isAlive()).as("still running").isFalse();
        assertThat(problem[0]).isNull();
        assertThat(cost[0]).as("nanoseconds of computing").isLessThan(MAX_CPU_NANOS);
        assertThat(cost[1]).as("allocated bytes").isLessThan(BASE_BYTES + BYTES_FOR_EACH * inputBytes);
    }

    // ---- binaries

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] number(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryParts.writeUnsigned(out, value);
        return out.toByteArray();
    }

    private static byte[] all(byte[]... parts) {
        return concat(List.of(parts));
    }

    private static byte[] times(int count, byte[] part) {
        byte[] bytes = new byte[count * part.length];
        for (int i = 0; i < count; i++) {
            System.arraycopy(part, 0, bytes, i * part.length, part.length);
        }
        return bytes;
    }

    private static byte[] module(BinaryParts.Section... sections) {
        return BinaryParts.join(List.of(sections));
    }

    private static BinaryParts.Section section(int id, byte[]... content) {
        return new BinaryParts.Section(id, all(content));
    }

    /// A module with one function of type `[] -> []`.
    private static byte[] function(byte[]... body) {
        return module(
                section(1, NO_PARAMS_NO_RESULTS),
                section(3, bytes(1, 0)),
                section(10, BinaryParts.joinBodies(List.of(all(body)))));
    }

    private static Arguments refused(String name, Failure failure, byte[] binary) {
        return Arguments.argumentSet(name, failure, binary);
    }

    static Stream<Arguments> refusedBinaries() {
        byte[] block = bytes(0x02, 0x40);
        byte[] end = bytes(0x0B);
        byte[] name = new byte[200_000];
        Arrays.fill(name, (byte) 'a');
        Failure limit = Failure.IMPLEMENTATION_LIMIT;
        return Stream.of(
                refused("2^32 locals", Failure.TOO_MANY_LOCALS, function(bytes(2), HUGE, bytes(0x7F, 1, 0x7E), end)),
                refused("2^32 - 1 locals", limit, function(bytes(1), HUGE, bytes(0x7F), end)),
                refused("2^32 local declarations", Failure.UNEXPECTED_END_OF_SECTION, function(HUGE, bytes(0x7F), end)),
                refused(
                        "10^5 times 50,000 locals",
                        Failure.TOO_MANY_LOCALS,
                        function(number(100_000), times(100_000, all(number(50_000), bytes(0x7F))), end)),
                refused(
                        "10^6 nested blocks",
                        limit,
                        function(bytes(0), times(MILLION, block), times(MILLION + 1, end))),
                refused(
                        "10^4 blocks without end",
                        Failure.UNEXPECTED_END_OF_SECTION,
                        function(bytes(0), times(10_000, block))),
                refused(
                        "10^6 labels",
                        limit,
                        function(bytes(0, 0x41, 0, 0x0E), number(MILLION), times(MILLION + 1, bytes(0)), end)),
                refused(
                        "2^32 labels",
                        Failure.UNEXPECTED_END_OF_SECTION,
                        function(bytes(0, 0x41, 0, 0x0E), HUGE, bytes(0), end)),
                refused(
                        "2^32 catch clauses",
                        Failure.UNEXPECTED_END_OF_SECTION,
                        function(bytes(0, 0x1F, 0x40), HUGE, bytes(0), end)),
                refused("2^32 types of select", Failure.UNEXPECTED_END_OF_SECTION, function(bytes(0, 0x1C), HUGE, end)),
                refused(
                        "name of 200,000 bytes",
                        limit,
                        module(section(2, bytes(1), number(name.length), name, bytes(0, 2, 0, 1)))),
                refused(
                        "name of 2^32 bytes",
                        Failure.LENGTH_OUT_OF_BOUNDS,
                        module(section(2, bytes(1), HUGE, bytes(0, 2, 0, 1)))),
                refused("memory of 2^32 pages", Failure.MEMORY_SIZE, module(section(5, bytes(1, 0), HUGE))),
                refused("struct of 10,001 fields", limit, struct(10_001)),
                refused("parameters beyond 1,000", limit, params(1_001)),
                refused("rec group of 10^6 + 1 types", limit, recGroup(MILLION + 1)),
                refused("function section without bodies", Failure.FUNCTION_AND_CODE_INCONSISTENT, functions(MILLION)),
                refused("supertypes 100 deep", limit, supertypes(100)));
    }

    private static byte[] struct(int fields) {
        return module(section(1, bytes(1, 0x5F), number(fields), times(fields, bytes(0x7F, 0))));
    }

    private static byte[] params(int count) {
        return module(section(1, bytes(1, 0x60), number(count), times(count, bytes(0x7F)), bytes(0)));
    }

    private static byte[] recGroup(int types) {
        return module(section(1, bytes(1, 0x4E), number(types), times(types, bytes(0x5F, 0))));
    }

    private static byte[] functions(int count) {
        return module(section(1, NO_PARAMS_NO_RESULTS), section(3, number(count), times(count, bytes(0))));
    }

    private static byte[] supertypes(int depth) {
        ByteArrayOutputStream types = new ByteArrayOutputStream();
        types.writeBytes(number(depth));
        types.writeBytes(bytes(0x50, 0, 0x5F, 0));
        for (int type = 1; type < depth; type++) {
            types.writeBytes(all(bytes(0x50, 1), number(type - 1), bytes(0x5F, 0)));
        }
        return module(section(1, types.toByteArray()));
    }

    @ParameterizedTest
    @MethodSource("refusedBinaries")
    void hostileBinariesAreRefused(Failure failure, byte[] binary) throws InterruptedException {
        bounded(binary.length, () -> assertThat(readAndValidate(binary)).isEqualTo(failure.toString()));
    }

    /// The failure of a binary, `valid` if there is none.
    private static String readAndValidate(byte[] binary) {
        try {
            Validator.validate(
                            ModuleReader.read(binary, ModuleOracle.ALL),
                            ModuleOracle.ALL,
                            new TypeInterner(),
                            Runnable::run)
                    .close();
            return "valid";
        } catch (MalformedException e) {
            assertThat(e.offsetBytes()).isBetween(0L, (long) binary.length);
            return e.failure().toString();
        } catch (ValidationException e) {
            assertThat(e.offsetBytes()).isBetween(0L, (long) binary.length);
            return e.failure().toString();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 13})
    void vectorsOf4GiEntriesAreRefusedInEverySection(int id) throws InterruptedException {
        byte[] binary = module(section(id, HUGE, new byte[16]));
        bounded(binary.length, () -> assertThat(readAndValidate(binary)).isNotEqualTo("valid"));
    }

    static Stream<Arguments> acceptedBinaries() {
        byte[] end = bytes(0x0B);
        return Stream.of(
                Arguments.argumentSet(
                        "50,000 nested blocks",
                        function(bytes(0), times(49_999, bytes(0x02, 0x40)), times(50_000, end))),
                Arguments.argumentSet(
                        "65,520 labels",
                        function(bytes(0, 0x41, 0, 0x0E), number(65_520), times(65_521, bytes(0)), end)),
                Arguments.argumentSet("50,000 locals", function(bytes(1), number(50_000), bytes(0x7F), end)),
                Arguments.argumentSet("memory of 65,536 pages", module(section(5, bytes(1, 0), number(65_536)))),
                Arguments.argumentSet("memory of 2^48 pages", module(section(5, bytes(1, 4), number(1L << 48)))),
                Arguments.argumentSet("table of 2^32 - 1 elements", module(section(4, bytes(1, 0x70, 0), HUGE))),
                Arguments.argumentSet("table of 2^64 - 1 elements", module(section(4, bytes(1, 0x70, 4), number(-1L)))),
                Arguments.argumentSet("rec group of 10^5 types", recGroup(100_000)),
                Arguments.argumentSet("struct of 10,000 fields", struct(10_000)),
                Arguments.argumentSet("10^6 instructions", function(bytes(0), times(MILLION, bytes(0x01)), end)),
                Arguments.argumentSet(
                        "10^5 branches out of 10^4 blocks",
                        function(
                                bytes(0),
                                times(10_000, bytes(0x02, 0x40)),
                                times(100_000, all(bytes(0x0C), number(9_999))),
                                times(10_001, end))));
    }

    @ParameterizedTest
    @MethodSource("acceptedBinaries")
    void largeBinariesWithinTheLimitsAreAccepted(byte[] binary) throws InterruptedException {
        bounded(binary.length, () -> assertThat(readAndValidate(binary)).isEqualTo("valid"));
    }

    @Test
    void truncationAtEveryByteIsAnErrorWithAnOffset() throws IOException {
        for (Path file : List.of(Corpus.OWN.resolve("sections.wat"), Corpus.OWN.resolve("gc.wat"))) {
            byte[] whole = TextParser.parseModule(Files.readString(file), file.toString());
            assertThat(readAndValidate(whole)).isEqualTo("valid");
            int valid = 0;
            for (int length = 0; length < whole.length; length++) {
                byte[] truncated = Arrays.copyOf(whole, length);
                if (ModuleOracle.check(truncated).equals("valid")) {
                    valid++;
                }
            }
            // only where a section ends
            assertThat(valid).isLessThan(14);
        }
    }

    // ---- texts

    static Stream<Arguments> refusedTexts() {
        return Stream.of(
                Arguments.argumentSet("10^6 opening parentheses", "(".repeat(MILLION)),
                Arguments.argumentSet("10^6 closing parentheses", "(module " + ")".repeat(MILLION)),
                Arguments.argumentSet("10^6 nested modules", "(module ".repeat(MILLION)),
                Arguments.argumentSet("10^6 nested blocks", "(module (func " + "(block ".repeat(MILLION)),
                Arguments.argumentSet(
                        "10^6 nested blocks with end",
                        "(module (func " + "(block ".repeat(MILLION) + ")".repeat(MILLION) + "))"),
                Arguments.argumentSet(
                        "10^6 nested additions",
                        "(module (func " + "(i32.add ".repeat(MILLION) + ")".repeat(MILLION) + "))"),
                Arguments.argumentSet("10^6 nested ifs", "(module (func " + "(if (then ".repeat(MILLION)),
                Arguments.argumentSet("10^6 open comments", "(module " + "(;".repeat(MILLION)),
                Arguments.argumentSet("10^6 open annotations", "(module " + "(@a ".repeat(MILLION)),
                Arguments.argumentSet("open string of 10^6 characters", "(module (data \"" + "a".repeat(MILLION)),
                Arguments.argumentSet("number of 10^6 digits", "(module (memory " + "9".repeat(MILLION) + "))"),
                Arguments.argumentSet("memory of 2^64 pages", "(module (memory 18446744073709551616))"),
                Arguments.argumentSet("identifier of 10^6 characters", "(module (start $" + "a".repeat(MILLION) + "))"),
                Arguments.argumentSet("unknown keyword of 10^6 characters", "(module (" + "a".repeat(MILLION) + "))"),
                Arguments.argumentSet("10^6 rec groups", "(module " + "(rec ".repeat(MILLION)),
                Arguments.argumentSet(
                        "10^6 results without type", "(module (func (result" + " i32 i33".repeat(MILLION)),
                Arguments.argumentSet("10^6 lines", "\n".repeat(MILLION) + "(module (func"),
                Arguments.argumentSet("10^6 NUL characters", "\0".repeat(MILLION)),
                Arguments.argumentSet("lone surrogates", "(module \"\ud800\udc00\udc00\""));
    }

    @ParameterizedTest
    @MethodSource("refusedTexts")
    void hostileTextsAreRefused(String text) throws InterruptedException {
        bounded(text.length(), () -> {
            try {
                TextParser.parseModule(text, "fuzz.wat");
            } catch (MalformedException e) {
                TextOracle.checkPlace(e, text);
                return;
            }
            throw new AssertionError("accepted");
        });
    }

    static Stream<Arguments> longTexts() {
        return Stream.of(
                Arguments.argumentSet("1,000 nested blocks", nested(1_000)),
                Arguments.argumentSet("40,000 nested blocks", nested(40_000)),
                Arguments.argumentSet("10^6 closed comments", "(module " + "(;;)".repeat(MILLION) + ")"),
                Arguments.argumentSet(
                        "10^6 nested comments", "(module " + "(;".repeat(MILLION) + ";)".repeat(MILLION) + ")"),
                Arguments.argumentSet(
                        "string of 10^7 characters",
                        "(module (memory 200) (data (i32.const 0) \"" + "a".repeat(10 * MILLION) + "\"))"),
                Arguments.argumentSet("10^6 instructions", "(module (func " + "nop ".repeat(MILLION) + "))"),
                Arguments.argumentSet(
                        "10^6 labels", "(module (func i32.const 0 br_table " + "0 ".repeat(MILLION) + "))"),
                Arguments.argumentSet("10^6 locals", "(module (func (local " + "i32 ".repeat(MILLION) + ")))"),
                Arguments.argumentSet(
                        "float of 10^5 digits", "(module (global f64 (f64.const 0." + "1".repeat(100_000) + ")))"),
                Arguments.argumentSet(
                        "hexadecimal float of 10^6 digits",
                        "(module (global f64 (f64.const 0x1." + "1".repeat(MILLION) + "p-99999)))"),
                Arguments.argumentSet(
                        "float of a huge exponent", "(module (global f64 (f64.const 1e-999999999999999999999)))"),
                Arguments.argumentSet(
                        "10^5 types by use", "(module " + "(func (param i32 i64))".repeat(100_000) + ")"));
    }

    private static String nested(int depth) {
        return "(module (func " + "(block ".repeat(depth) + ")".repeat(depth) + "))";
    }

    @ParameterizedTest
    @MethodSource("longTexts")
    void longTextsAreParsedAndPrintedOrRefused(String text) throws InterruptedException {
        bounded(text.length(), () -> {
            try {
                byte[] binary = TextParser.parseModule(text, "fuzz.wat");
                if (readAndValidate(binary).equals("valid")) {
                    assertThat(ModulePrinter.print(ModuleReader.read(binary, ModuleOracle.ALL)))
                            .startsWith("(module");
                }
            } catch (MalformedException e) {
                TextOracle.checkPlace(e, text);
            }
        });
    }

    @Test
    void truncationOfATextAtEveryCharacterIsAnErrorWithAPlace() throws IOException {
        for (Path file : List.of(Corpus.OWN.resolve("sections.wat"), Corpus.OWN.resolve("gc.wat"))) {
            String whole = Files.readString(file, StandardCharsets.UTF_8).strip();
            for (int length = 1; length < whole.length(); length++) {
                String text = whole.substring(0, length);
                try {
                    TextParser.parseModule(text, "fuzz.wat");
                    assertThat(text).as("accepted").doesNotContain("(module");
                } catch (WasmException e) {
                    assertThat(e).isInstanceOf(MalformedException.class);
                    TextOracle.checkPlace((MalformedException) e, text);
                }
            }
        }
    }
}
