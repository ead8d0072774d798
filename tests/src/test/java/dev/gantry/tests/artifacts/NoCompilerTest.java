package dev.gantry.tests.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.Config;
import dev.gantry.Engine;
import dev.gantry.Strategy;
import dev.gantry.runtime.platform.Platform;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Artifacts run where no compiler is. The interpreter's module holds both halves of its strategy, so a layer of
/// modules is made in which that module has neither the provider of compilers nor the classes that only compiling
/// needs.
class NoCompilerTest {
    private static final Path ROOT =
            Path.of(System.getProperty("gantry.root", "..")).toAbsolutePath();
    private static final List<String> CORE = List.of("wasm", "environ", "asm", "runtime", "interpreter", "api");
    private static final Set<String> COMPILER = Set.of("InterpreterCompiler", "Translator", "Translation", "Assembler");

    /// The modules of the core, without a compiler.
    private record Finder(ModuleFinder all) implements ModuleFinder {
        @Override
        public Optional<ModuleReference> find(String name) {
            return all.find(name).map(Bare::new);
        }

        @Override
        public Set<ModuleReference> findAll() {
            return all.findAll().stream().map(Bare::new).collect(Collectors.toSet());
        }
    }

    private static final class Bare extends ModuleReference {
        private final ModuleReference whole;

        Bare(ModuleReference whole) {
            super(withoutCompiler(whole.descriptor()), whole.location().orElseThrow());
            this.whole = whole;
        }

        private static ModuleDescriptor withoutCompiler(ModuleDescriptor whole) {
            ModuleDescriptor.Builder bare = ModuleDescriptor.newModule(whole.name());
            whole.requires().forEach(bare::requires);
            whole.exports().forEach(bare::exports);
            whole.uses().forEach(bare::uses);
            whole.provides().stream()
                    .filter(provides -> !provides.service().endsWith("CompilerProvider"))
                    .forEach(bare::provides);
            Set<String> packages = new HashSet<>(whole.packages());
            return bare.packages(packages).build();
        }

        @Override
        public ModuleReader open() throws IOException {
            ModuleReader reader = whole.open();
            return new ModuleReader() {
                @Override
                public Optional<URI> find(String name) throws IOException {
                    return isCompiler(name) ? Optional.empty() : reader.find(name);
                }

                @Override
                public Optional<ByteBuffer> read(String name) throws IOException {
                    return isCompiler(name) ? Optional.empty() : reader.read(name);
                }

                @Override
                public Stream<String> list() throws IOException {
                    return reader.list().filter(name -> !isCompiler(name));
                }

                @Override
                public void close() throws IOException {
                    reader.close();
                }
            };
        }

        private static boolean isCompiler(String resource) {
            return COMPILER.contains(resource.replaceFirst(".*/", "").replace(".class", ""))
                    || resource.endsWith("spi.CompilerProvider");
        }
    }

    /// The core and all collectors, which are found as on the class path of the other engine.
    private static Path[] modules() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT)) {
            return folders.filter(folder -> CORE.contains(folder.getFileName().toString())
                            || folder.getFileName().toString().startsWith("gc-"))
                    .map(folder -> folder.resolve("target/classes"))
                    .toArray(Path[]::new);
        }
    }

    @SuppressWarnings("restricted") // the engine's own module, in a layer of this test
    private static ClassLoader bareCore() throws IOException {
        ModuleFinder finder = new Finder(ModuleFinder.of(modules()));
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration =
                boot.configuration().resolveAndBind(finder, ModuleFinder.of(), Set.of("dev.gantry"));
        ModuleLayer.Controller controller = ModuleLayer.defineModulesWithOneLoader(
                configuration, List.of(boot), ClassLoader.getPlatformClassLoader());
        controller.layer().findModule("dev.gantry.runtime").ifPresent(controller::enableNativeAccess);
        return controller.layer().findLoader("dev.gantry");
    }

    @Test
    @DisplayName("R146: a run-time image without a compiler loads and runs artifacts, and says what it lacks")
    void artifactsRunWithoutCompiler() throws ReflectiveOperationException, IOException {
        byte[] artifact;
        byte[] component;
        Strategy strategy;
        try (Engine engine = new Engine()) {
            strategy = engine.strategy();
            component = engine.precompileComponent(Artifacts.GREETER.getBytes(StandardCharsets.UTF_8));
            artifact = engine.precompileModule(Artifacts.adder());
        }
        URL classes =
                NoCompilerGuest.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, bareCore())) {
            Class<?> guest = loader.loadClass(NoCompilerGuest.class.getName());
            assertThat(guest).isNotSameAs(NoCompilerGuest.class);
            Object result =
                    guest.getMethod("run", byte[].class, byte[].class).invoke(null, artifact, Artifacts.adder());
            assertThat(result)
                    .isEqualTo("42; there is no compiler for strategy " + strategy + " on the module path:"
                            + " only precompiled modules load");
            assertThat(guest.getMethod("runComponent", byte[].class).invoke(null, component))
                    .isEqualTo("Hi, Ada");
        }
    }

    /// The modules that have no compiler: whoever runs machine code needs neither the compiler nor the interpreter.
    private static String bareModulePath() throws IOException {
        return Arrays.stream(modules())
                .filter(folder -> !folder.startsWith(ROOT.resolve("interpreter")))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }

    @Test
    @DisplayName(
            "R146: a run-time image with neither compiler nor interpreter runs machine code that was compiled ahead")
    void machineCodeRunsInAnImageOfTheCoreAlone(@TempDir Path folder)
            throws IOException, InterruptedException, URISyntaxException {
        assumeTrue(Platform.isAvailable(), "SKIPPED: no machine code here");
        Path image = folder.resolve("image");
        StringWriter said = new StringWriter();
        int exitCode = ToolProvider.findFirst("jlink")
                .orElseThrow()
                .run(
                        new PrintWriter(said),
                        new PrintWriter(said),
                        "--module-path",
                        bareModulePath(),
                        "--add-modules",
                        "dev.gantry,dev.gantry.gc.copying,dev.gantry.gc.drc,dev.gantry.gc.none",
                        "--output",
                        image.toString());
        assertThat(exitCode).as(said.toString()).isZero();
        Path java = image.resolve("bin/java");
        assertThat(run(List.of(java.toString(), "--list-modules")))
                .contains("dev.gantry.runtime")
                .doesNotContain("winch", "interpreter", "dev.gantry.jfr");
        Path artifact = folder.resolve("adder.cwasm");
        Path binary = folder.resolve("adder.wasm");
        Files.write(binary, Artifacts.adder());
        try (Engine engine = new Engine(new Config().strategy(Strategy.WINCH))) {
            Files.write(artifact, engine.precompileModule(Artifacts.adder()));
        }
        URL classes =
                NoCompilerGuest.class.getProtectionDomain().getCodeSource().getLocation();
        assertThat(run(List.of(
                        java.toString(),
                        "--enable-native-access=dev.gantry.runtime",
                        "-cp",
                        Path.of(classes.toURI()).toString(),
                        NoCompilerGuest.class.getName(),
                        artifact.toString(),
                        binary.toString())))
                .isEqualToIgnoringNewLines("42; there is no compiler for strategy winch on the module path:"
                        + " only precompiled modules load");
    }
}
