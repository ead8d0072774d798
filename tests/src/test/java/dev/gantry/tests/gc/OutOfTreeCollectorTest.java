package dev.gantry.tests.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A collector of somebody else: a jar of its own with a module descriptor, known to nothing in this tree (R111).
class OutOfTreeCollectorTest {
    private static final Path ROOT =
            Path.of(System.getProperty("gantry.root", "..")).toAbsolutePath();
    private static final Path SUITES = Path.of(System.getProperty("gantry.suites", "../shared"), "suites");
    private static final List<String> MODULES =
            List.of("wasm", "environ", "asm", "runtime", "interpreter", "api", "wasi", "wast", "cli");

    private static final String DESCRIPTOR = """
            module org.example.collector {
                requires dev.gantry.environ;
                provides dev.gantry.environ.spi.GcRuntimeProvider with org.example.collector.Example;
            }
            """;

    private static final String COLLECTOR = """
            package org.example.collector;

            import dev.gantry.environ.spi.*;
            import java.util.function.IntConsumer;

            public final class Example implements GcRuntimeProvider, GcCompiler {
                public String name() { return "example"; }
                public GcLayouts layouts() { return new GcLayouts(24); }
                public GcCompiler compiler() { return this; }
                public int emitAllocate(GcEmitter emit, int word, int size) {
                    return emit.call(Builtin.GC_ALLOC, word, size);
                }
                public void emitReadBarrier(GcEmitter emit, int ref) {}
                public void emitWriteBarrier(GcEmitter emit, int oldRef, int newRef) {}
                public GcRuntime runtime(GcHeap heap, GcTypes types, GcRoots roots, boolean poisons) {
                    return new Runtime(heap, types);
                }

                record Runtime(GcHeap heap, GcTypes types) implements GcRuntime {
                    Runtime { heap.state(0, 8); }
                    public int allocate(int word, int size) {
                        int ref = heap.state(0);
                        long end = (long) ref + size;
                        if (end > heap.sizeBytes() && !heap.grow(Math.min(2 * end, heap.maxBytes()))) return 0;
                        heap.state(0, (int) end);
                        heap.store32(ref, word);
                        return ref;
                    }
                    public void readBarrier(int ref) {}
                    public void writeBarrier(int oldRef, int newRef) {}
                    public void collect() {}
                    public void forEachObject(IntConsumer visitor) {
                        for (long at = 8; at < heap.state(0); ) {
                            int ref = (int) at;
                            GcShape shape = types.shape(heap.load32(ref) & GcLayouts.TYPE_MASK);
                            visitor.accept(ref);
                            at += shape.sizeBytes(shape.isArray() ? heap.load32(ref + 24) : 0);
                        }
                    }
                    public long usedBytes() { return heap.state(0) - 8; }
                    public void verify() {}
                    public void reset() { heap.fill(0, heap.state(0), (byte) 0); heap.state(0, 8); }
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void aJarOfItsOwnIsSelectedByName() throws IOException, InterruptedException {
        Path scripts = SUITES.resolve("wasmtime/gc");
        assumeTrue(Files.isDirectory(scripts), "SKIPPED: no suite at " + scripts);
        String modules = MODULES.stream()
                .map(module -> ROOT.resolve(module).resolve("target/classes").toString())
                .collect(Collectors.joining(File.pathSeparator));
        Path jar = compile(modules);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-p",
                        modules + File.pathSeparator + jar,
                        "-m",
                        "dev.gantry.cli/dev.gantry.cli.Main",
                        "wast",
                        "--collector",
                        "example",
                        "-O",
                        "gc-zeal=3",
                        scripts.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains(" 0 failed");
    }

    private Path compile(String modules) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("src/org/example/collector"));
        Path descriptor = Files.writeString(folder.resolve("src/module-info.java"), DESCRIPTOR);
        Path source = Files.writeString(sources.resolve("Example.java"), COLLECTOR);
        Path classes = folder.resolve("classes");
        // annotations are needed to compile against the SPI, not to run
        Path annotations = Path.of(URI.create(NullMarked.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        String path = modules + File.pathSeparator + annotations;
        run("javac", "-d", classes.toString(), "-p", path, descriptor.toString(), source.toString());
        Path jar = folder.resolve("example-collector.jar");
        run("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
        try (Stream<Path> made = Files.list(classes)) {
            assertThat(made).isNotEmpty();
        }
        return jar;
    }

    private static void run(String tool, String... args) {
        int exit = ToolProvider.findFirst(tool).orElseThrow().run(System.out, System.err, args);
        assertThat(exit).as(tool).isZero();
    }
}
