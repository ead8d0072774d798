package dev.gantry.cli;

import dev.gantry.Engine;
import dev.gantry.wasm.component.binary.ComponentReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `gantry compile`: a module or component to an artifact, which starts sooner.
final class CompileCommand extends Command {
    private static final String EXTENSION = ".gwasm";

    private final Options options = new Options();
    private @Nullable String output;

    CompileCommand(Console console) {
        super(
                console,
                "compile",
                "Compiles a module or component ahead of its use. What comes out runs under the same settings only.");
    }

    @Override
    void declare(Syntax syntax) {
        syntax.operands("FILE", 1, 1, "the module or component, binary or text; - is standard input")
                .option(
                        List.of("-o", "--output"),
                        "FILE",
                        "where the artifact goes; FILE" + EXTENSION + " in this folder otherwise",
                        value -> output = value);
        options.declare(syntax);
    }

    @Override
    int run(List<String> files) {
        String file = files.getFirst();
        byte[] artifact;
        try (Engine engine = EngineSettings.engine(options)) {
            describe(engine);
            byte[] binary = ModuleFile.read(file, console()).moduleOrComponent();
            artifact = ComponentReader.isComponent(binary)
                    ? engine.precompileComponent(binary)
                    : engine.precompileModule(binary);
        } catch (IOException | RuntimeException e) {
            return failure(file, e);
        }
        String target = output == null ? defaultOutput(file) : output;
        try {
            OutputFile.write(target, console(), out -> out.write(artifact));
        } catch (IOException e) {
            return failure(target, e);
        }
        return ExitCodes.OK;
    }

    private static String defaultOutput(String file) {
        String name = file.equals("-")
                ? "module"
                : String.valueOf(Path.of(file).getFileName()).replaceFirst("\\.(wasm|wat)$", "");
        return name + EXTENSION;
    }
}
