package dev.gantry.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// HotSpot never compiles a method above 8,000 bytes of bytecode (`DontCompileHugeMethods`), so no method may come
/// near it.
class MethodSizeTest {
    private static final int LIMIT_BYTES = 7_500;

    @Test
    void everyMethodIsSmallEnoughForTheCompiler() {
        assertThat(SourceTree.classes().stream().flatMap(MethodSizeTest::hugeMethods))
                .as("methods above %d bytes of bytecode", LIMIT_BYTES)
                .isEmpty();
    }

    /// Class initialisers of enums run once, in the interpreter in any case, and hold the tables.
    private static Stream<String> hugeMethods(ClassModel type) {
        return type.methods().stream()
                .filter(method -> !(type.flags().has(AccessFlag.ENUM) && isInitializer(method)))
                .filter(method -> codeBytes(method) > LIMIT_BYTES)
                .map(method -> "%s.%s: %d"
                        .formatted(
                                type.thisClass().asInternalName(),
                                method.methodName().stringValue(),
                                codeBytes(method)));
    }

    private static boolean isInitializer(MethodModel method) {
        return List.of("<clinit>", "$values").contains(method.methodName().stringValue());
    }

    private static int codeBytes(MethodModel method) {
        return method.code()
                .map(code -> code instanceof CodeAttribute attribute ? attribute.codeLength() : 0)
                .orElse(0);
    }
}
