package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.Strategy;
import dev.gantry.runtime.platform.Platform;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.binary.ModuleWriter;
import dev.gantry.wasm.binary.TypeWriter;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.ValType;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Function bodies of the largest size that are valid and made to be costly: they are compiled, or refused, within
/// bounds.
class HostileCompileTest {
    private static final long MAX_NANOS = 10_000_000_000L;
    private static final long MAX_BYTES = 1L << 30;
    private static final int BODY_BYTES = Limits.BODY_BYTES - 100;
    private static final int OPERANDS = 900_000;
    private static final int VALUES = 1_000;
    private static final FuncType NOTHING = FuncType.of(List.of(), List.of());

    /// The map of each call listed all references on the stack: quadratic in time and space.
    @ParameterizedTest
    @ValueSource(strings = {"interpreter", "winch"})
    void callsAboveATallStackOfReferencesAreRefusedSoon(String strategy) {
        assumeIsHere(strategy);
        FuncType refs = FuncType.of(List.of(RefType.ANYREF), List.of());
        String outcome = compile(Strategy.named(strategy), List.of(refs), code -> {
            for (int operand = 0; operand < OPERANDS; operand++) {
                code.opcode(Opcode.LOCAL_GET);
                code.u32(0);
            }
            while (code.size() < BODY_BYTES) {
                code.opcode(Opcode.REF_NULL);
                code.u8(0x6E);
                code.opcode(Opcode.CALL);
                code.u32(0);
            }
            code.opcode(Opcode.UNREACHABLE);
        });
        assertThat(outcome).contains("references on the stack");
    }

    /// Each call looked five times at each of its arguments.
    @Test
    void callsWithManyArgumentsAreCompiledSoon() {
        List<ValType> values = Collections.nCopies(VALUES, NumType.I32);
        String outcome = compile(Strategy.INTERPRETER, List.of(FuncType.of(values, values)), code -> {
            for (int value = 0; value < VALUES; value++) {
                code.opcode(Opcode.LOCAL_GET);
                code.u32(value);
            }
            while (code.size() < BODY_BYTES) {
                code.opcode(Opcode.CALL);
                code.u32(0);
            }
        });
        assertThat(outcome).isEqualTo("compiled");
    }

    /// In machine code each argument is moved: that of all calls would be tens of gigabytes.
    @Test
    void machineCodeThatWouldBeTooLargeIsRefusedSoon() {
        assumeIsHere("winch");
        List<ValType> values = Collections.nCopies(VALUES, NumType.I32);
        String outcome = compile(Strategy.WINCH, List.of(FuncType.of(values, values)), code -> {
            for (int value = 0; value < VALUES; value++) {
                code.opcode(Opcode.LOCAL_GET);
                code.u32(value);
            }
            while (code.size() < BODY_BYTES) {
                code.opcode(Opcode.CALL);
                code.u32(0);
            }
        });
        assertThat(outcome).contains("bytes of machine code");
    }

    /// Blocks take and give as many values as calls do.
    @ParameterizedTest
    @ValueSource(strings = {"interpreter", "winch"})
    void blocksWithManyParametersAreCompiledSoon(String strategy) {
        assumeIsHere(strategy);
        List<ValType> values = Collections.nCopies(VALUES, NumType.I32);
        String outcome = compile(Strategy.named(strategy), List.of(NOTHING, FuncType.of(values, values)), code -> {
            for (int value = 0; value < VALUES; value++) {
                code.opcode(Opcode.I32_CONST);
                code.s32(value);
            }
            while (code.size() < BODY_BYTES) {
                code.opcode(Opcode.BLOCK);
                code.u8(1);
                code.opcode(Opcode.END);
            }
            code.opcode(Opcode.UNREACHABLE);
        });
        assertThat(outcome).isEqualTo("compiled");
    }

    private static void assumeIsHere(String strategy) {
        assumeTrue(!strategy.equals("winch") || Platform.isAvailable(), "SKIPPED: no machine code here");
    }

    /// Compiles a module with one function, of type 0, and checks what that costs.
    private static String compile(Strategy strategy, List<FuncType> types, Consumer<ByteWriter> body) {
        ByteWriter typeSection = new ByteWriter();
        types.forEach(type -> TypeWriter.recGroup(typeSection, new RecGroup(List.of(SubType.of(type)))));
        ByteWriter funcs = new ByteWriter();
        funcs.u32(0);
        ByteWriter code = new ByteWriter();
        int start = code.beginSized();
        code.u32(0);
        body.accept(code);
        code.opcode(Opcode.END);
        code.endSized(start);
        byte[] module = new ModuleWriter()
                .vectorSection(ModuleWriter.TYPE, types.size(), typeSection)
                .vectorSection(ModuleWriter.FUNCTION, 1, funcs)
                .vectorSection(ModuleWriter.CODE, 1, code)
                .toBytes();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Engine engine = new Engine(new Config().strategy(strategy).parallelCompilation(false))) {
            long nanos = threads.getCurrentThreadCpuTime();
            long bytes = threads.getCurrentThreadAllocatedBytes();
            String outcome = "compiled";
            try {
                Module.ofBinary(engine, module).close();
            } catch (UnsupportedException e) {
                outcome = String.valueOf(e.getMessage());
            }
            assertThat(threads.getCurrentThreadCpuTime() - nanos)
                    .as("nanoseconds")
                    .isLessThan(MAX_NANOS);
            assertThat(threads.getCurrentThreadAllocatedBytes() - bytes)
                    .as("bytes")
                    .isLessThan(MAX_BYTES);
            return outcome;
        }
    }
}
