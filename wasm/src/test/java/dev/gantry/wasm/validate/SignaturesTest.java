package dev.gantry.wasm.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.wasm.Family;
import dev.gantry.wasm.Opcode;
import dev.gantry.wasm.types.TypeCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The opcode table and the validators of the families fit together.
@SuppressWarnings("EnumOrdinal") // the ordinals of Opcode are the constants of Ops
class SignaturesTest {
    private static final Map<Family, List<Class<?>>> VALIDATORS = Map.of(
            Family.CONTROL, List.of(ControlValidator.class),
            Family.EXCEPTION, List.of(ExceptionValidator.class),
            Family.VARIABLE, List.of(VariableValidator.class),
            Family.TABLE, List.of(TableValidator.class),
            Family.MEMORY, List.of(MemoryValidator.class),
            Family.REFERENCE, List.of(ReferenceValidator.class),
            Family.GC, List.of(GcValidator.class, ArrayValidator.class, CastValidator.class));

    private static String methodName(Opcode opcode) {
        return Stream.of(opcode.name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("", "validate", ""));
    }

    @Test
    void everyRowWithoutSignatureHasExactlyOneMethodInTheClassesOfItsFamily() {
        for (Opcode opcode : Opcode.values()) {
            List<Class<?>> classes = VALIDATORS.getOrDefault(opcode.family(), List.of());
            List<String> found = new ArrayList<>();
            for (Class<?> type : classes) {
                Arrays.stream(type.getDeclaredMethods())
                        .filter(method -> method.getName().equals(methodName(opcode)))
                        .forEach(method -> found.add(type.getSimpleName() + "." + method.getName()));
            }
            assertThat(found).as("methods for %s", opcode.name()).hasSize(opcode.signature() == null ? 1 : 0);
        }
    }

    @Test
    void noMethodIsLeftOver() {
        List<String> names = Stream.of(Opcode.values())
                .filter(opcode -> opcode.signature() == null)
                .map(SignaturesTest::methodName)
                .toList();
        VALIDATORS.values().stream()
                .flatMap(List::stream)
                .forEach(type -> assertThat(type.getDeclaredMethods())
                        .filteredOn(method -> method.getName().matches("validate.+"))
                        .allMatch(method -> names.contains(method.getName())));
    }

    @Test
    void signaturesAreParsed() {
        assertThat(Signatures.PARAMS[Opcode.I32_ADD.ordinal()]).containsExactly(TypeCode.I32, TypeCode.I32);
        assertThat(Signatures.RESULTS[Opcode.I64_STORE.ordinal()]).isEmpty();
        assertThat(Signatures.PARAMS[Opcode.I64_STORE.ordinal()]).containsExactly(Signatures.ADDRESS, TypeCode.I64);
        assertThat(Signatures.ACCESS_LOG2[Opcode.I64_LOAD16_U.ordinal()]).isEqualTo(1);
        assertThat(Signatures.ACCESS_LOG2[Opcode.I32_ADD.ordinal()]).isEqualTo(-1);
    }
}
