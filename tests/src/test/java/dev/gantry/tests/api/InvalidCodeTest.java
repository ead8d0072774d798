package dev.gantry.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.Strategy;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.text.TextParser;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever looks at code besides the validator gets along with code that is invalid: the error is the validator's.
class InvalidCodeTest {
    private static final int BEYOND = 1_000_000;

    /// Instructions with an index each, and what they need on the stack.
    private static final List<String> INDEXED = List.of(
            "(drop (table.get @ (i32.const 0)))",
            "(table.set @ (i32.const 0) (ref.null func))",
            "(table.fill @ (i32.const 0) (ref.null func) (i32.const 0))",
            "(table.init @ 0 (i32.const 0) (i32.const 0) (i32.const 0))",
            "(table.copy 0 @ (i32.const 0) (i32.const 0) (i32.const 0))",
            "(call_indirect @ (i32.const 0))",
            "(call_indirect (type @) (i32.const 0))",
            "(return_call_indirect @ (i32.const 0))",
            "(call @)",
            "(return_call @)",
            "(drop (ref.func @))",
            "(drop (global.get @))",
            "(drop (local.get @))",
            "(local.set @ (i32.const 0))",
            "(loop (local.set @ (i32.const 0)) (br 0))",
            "(br @)",
            "(br_table 0 @ (i32.const 0))",
            "(throw @)",
            "(drop (i32.load @ (i32.const 0)))",
            "(memory.fill @ (i32.const 0) (i32.const 0) (i32.const 0))",
            "(memory.copy 0 @ (i32.const 0) (i32.const 0) (i32.const 0))",
            "(memory.init @ 0 (i32.const 0) (i32.const 0) (i32.const 0))",
            "(data.drop @)",
            "(elem.drop @)",
            "(drop (struct.new @))",
            "(drop (array.new_default @ (i32.const 0)))");

    private static Engine engine(String strategy, boolean hasMemory64) {
        MachineCode.assume(strategy);
        return new Engine(new Config().strategy(Strategy.named(strategy)).feature(WasmFeature.MEMORY64, hasMemory64));
    }

    @ParameterizedTest
    @ValueSource(strings = {"winch", "interpreter"})
    @DisplayName("R130, R157: indices out of range are errors of validation")
    void indicesOutOfRangeAreInvalid(String strategy) {
        try (Engine engine = engine(strategy, true)) {
            for (String instruction : INDEXED) {
                byte[] binary = TextParser.parseModule("""
                        (module
                          (table 1 funcref) (memory 1) (elem func 0) (data "x")
                          (func %s)
                          (export "f" (func 0)))""".formatted(instruction.replace("@", "" + BEYOND)));
                assertThatThrownBy(() -> Module.ofBinary(engine, binary))
                        .as(instruction)
                        .isInstanceOf(ValidationException.class)
                        .hasMessageContaining("unknown");
            }
        }
    }

    /// A module with a memory whose only function loads from an offset.
    private static byte[] load(String limits, String address, String offset) {
        HexFormat hex = HexFormat.of();
        byte[] body = hex.parseHex("00" + address + "00" + "2802" + offset + "1a0b");
        ByteArrayOutputStream binary = new ByteArrayOutputStream();
        binary.writeBytes(hex.parseHex("0061736d01000000" + "010401600000" + "03020100" + "050301" + limits + "01"));
        binary.writeBytes(new byte[] {10, (byte) (body.length + 2), 1, (byte) body.length});
        binary.writeBytes(body);
        return binary.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"winch, true", "winch, false", "interpreter, true", "interpreter, false"})
    @DisplayName("R131, R157: offsets have 64 bits with memory64 and 32 without")
    void offsetsAreAsLongAsTheFeatureSays(String strategy, boolean hasMemory64) {
        try (Engine engine = engine(strategy, hasMemory64)) {
            Module.ofBinary(engine, load("00", "41", "ffffffff0f")).close();
            byte[] overlong = load("00", "41", "858080808000");
            byte[] large = load("00", "41", "8080808010");
            byte[] far = load("04", "42", "8080808020");
            if (hasMemory64) {
                Module.ofBinary(engine, overlong).close();
                Module.ofBinary(engine, far).close();
                assertThatThrownBy(() -> Module.ofBinary(engine, large))
                        .isInstanceOf(ValidationException.class)
                        .hasMessageContaining("offset out of range");
            } else {
                assertThatThrownBy(() -> Module.ofBinary(engine, overlong))
                        .isInstanceOf(MalformedException.class)
                        .hasMessageContaining("integer representation too long");
                assertThatThrownBy(() -> Module.ofBinary(engine, large))
                        .isInstanceOf(MalformedException.class)
                        .hasMessageContaining("integer too large");
                assertThatThrownBy(() -> Module.ofBinary(engine, far))
                        .hasMessageContaining("needs the feature memory64");
            }
            byte[] endless = load("00", "41", "8080808080808080808000");
            assertThatThrownBy(() -> Module.ofBinary(engine, endless))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("integer representation too long");
            assertThat(engine.config().features().contains(WasmFeature.MEMORY64))
                    .isEqualTo(hasMemory64);
        }
    }
}
