package dev.gantry.cli;

import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.component.text.ComponentPrinter;
import dev.gantry.wasm.text.ModulePrinter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `gantry print`: binary to text.
final class PrintCommand extends Command {
    private final Options options = new Options();

    private @Nullable String output;

    PrintCommand(Console console) {
        super(console, "print", "Prints a module or component in its text form.");
    }

    @Override
    void declare(Syntax syntax) {
        syntax.operands("FILE", 1, 1, "the module or component, binary or text; - is standard input")
                .option(
                        List.of("-o", "--output"),
                        "FILE",
                        "where the text goes; standard output otherwise",
                        value -> output = value);
        options.declareLanguage(syntax);
    }

    @Override
    int run(List<String> files) {
        String file = files.getFirst();
        String text;
        try {
            byte[] binary = ModuleFile.read(file, console()).moduleOrComponent();
            text = ComponentReader.isComponent(binary)
                    ? ComponentPrinter.print(ComponentReader.read(binary, options.features()))
                    : ModulePrinter.print(ModuleReader.read(binary, options.features()));
        } catch (IOException | RuntimeException e) {
            return failure(file, e);
        }
        try {
            OutputFile.write(output, console(), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            return failure(output == null ? "standard output" : output, e);
        }
        return ExitCodes.OK;
    }
}
