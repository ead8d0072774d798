package dev.gantry.cli;

import dev.gantry.Engine;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.artifact.ElfImage;
import dev.gantry.environ.component.Inliner;
import dev.gantry.environ.spi.Machine;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.module.ModuleDef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `gantry explore`: what a compiler makes of a module, as a page for a browser.
final class ExploreCommand extends Command {
    private static final String EXTENSION = ".html";

    private final Options options = new Options();
    private @Nullable String output;
    private @Nullable String func;

    ExploreCommand(Console console) {
        super(
                console,
                "explore",
                "Shows each WebAssembly instruction beside the machine code that is made of it, on a page that needs"
                        + " nothing but a browser.");
    }

    @Override
    void declare(Syntax syntax) {
        syntax.operands("FILE", 1, 1, "the module or component, binary or text; - is standard input")
                .option(
                        List.of("-o", "--output"),
                        "FILE",
                        "where the page goes; FILE" + EXTENSION + " in this folder otherwise",
                        value -> output = value)
                .option(List.of("--func"), "NAME|INDEX", "show this function only", value -> func = value);
        options.declare(syntax);
    }

    @Override
    int run(List<String> files) {
        String file = files.getFirst();
        String page;
        try (Engine engine = EngineSettings.engine(options)) {
            byte[] binary = ModuleFile.read(file, console()).moduleOrComponent();
            boolean isComponent = ComponentReader.isComponent(binary);
            ElfImage image =
                    ElfImage.read(isComponent ? engine.precompileComponent(binary) : engine.precompileModule(binary));
            if (image.machine() != Machine.X64) {
                throw new CommandException("is compiled to code for " + image.machine()
                        + ", expected machine code; --strategy chooses another compiler");
            }
            page = new ExplorePage(modules(binary, isComponent), image, console()).text(title(file), func);
        } catch (IOException | RuntimeException e) {
            return failure(file, e);
        }
        String target = output == null ? title(file) + EXTENSION : output;
        try {
            OutputFile.write(target, console(), out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            return failure(target, e);
        }
        return ExitCodes.OK;
    }

    /// The modules, in the order in which an artifact has them.
    private List<ModuleDef> modules(byte[] binary, boolean isComponent) {
        if (!isComponent) {
            return List.of(ModuleReader.read(binary, options.features()));
        }
        ComponentDef component = ComponentReader.read(binary, options.features());
        return Inliner.inline(component, new TypeRegistry()).modules().stream()
                .map(Definition.CoreModule::module)
                .toList();
    }

    private static String title(String file) {
        return file.equals("-")
                ? "module"
                : String.valueOf(Path.of(file).getFileName()).replaceFirst("\\.(wasm|wat)$", "");
    }
}
