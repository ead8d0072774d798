package dev.gantry.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassModel;
import java.lang.reflect.AccessFlag;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// There is no static mutable state: engines in one JVM share nothing that changes.
class StaticStateTest {
    @Test
    void everyStaticFieldIsFinal() {
        assertThat(SourceTree.classes().stream().flatMap(StaticStateTest::variables))
                .as("static fields that are not final")
                .isEmpty();
    }

    private static Stream<String> variables(ClassModel type) {
        return type.fields().stream()
                .filter(field -> field.flags().has(AccessFlag.STATIC)
                        && !field.flags().has(AccessFlag.FINAL)
                        && !field.flags().has(AccessFlag.SYNTHETIC))
                .map(field -> type.thisClass().asInternalName() + "."
                        + field.fieldName().stringValue());
    }
}
