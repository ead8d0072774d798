package dev.gantry.tests.component;

import dev.gantry.runtime.platform.Platform;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// The tests of a class run with each strategy that there is here; its constructor gets the name.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gantry.tests.component.EachStrategy$Names#names")
@interface EachStrategy {
    /// The strategies.
    final class Names {
        private Names() {}

        static List<String> names() {
            return Platform.isAvailable() ? List.of("interpreter", "winch") : List.of("interpreter");
        }
    }
}
