package dev.gantry.tests.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The core runs on `java.base` alone, with native access denied and without a compiler: R143, R148, R154. That is all
/// that an
/// embedding has to supply: R151.
class BareCoreTest {
    private static final Path ROOT =
            Path.of(System.getProperty("gantry.root", "..")).toAbsolutePath();
    private static final List<String> CORE = List.of("wasm", "environ", "asm", "runtime", "interpreter", "api");
    private static final String ROOT_MODULES = "dev.gantry,dev.gantry.interpreter";

    @Test
    void hostFunctionsRunOnTheBareCore_R143_R148_R154() throws IOException, InterruptedException {
        String modulePath = CORE.stream()
                .map(module -> ROOT.resolve(module).resolve("target/classes").toString())
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "--module-path",
                                modulePath,
                                "--add-modules",
                                ROOT_MODULES,
                                "--limit-modules",
                                "java.base," + ROOT_MODULES,
                                "--illegal-native-access=deny",
                                "-ea",
                                "-cp",
                                ROOT.resolve("tests/target/test-classes").toString(),
                                BareCore.class.getName())
                        .toList())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines()).containsExactly("result 42", "modules java.base");
    }
}
