package dev.gantry.cli;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `gantry parse`: text to binary.
final class ParseCommand extends Command {
    private @Nullable String output;

    ParseCommand(Console console) {
        super(console, "parse", "Turns the text form of a module or component into its binary form.");
    }

    @Override
    void declare(Syntax syntax) {
        syntax.operands("FILE", 1, 1, "the text; - is standard input")
                .option(
                        List.of("-o", "--output"),
                        "FILE",
                        "where the binary goes; standard output otherwise",
                        value -> output = value);
    }

    @Override
    int run(List<String> files) {
        String file = files.getFirst();
        byte[] binary;
        try {
            binary = ModuleFile.read(file, console()).moduleOrComponent();
        } catch (IOException | RuntimeException e) {
            return failure(file, e);
        }
        if (output == null && console().outIsTerminal()) {
            return failure(
                    file, new CommandException("no binary goes to a terminal; name a file with -o", ExitCodes.USAGE));
        }
        try {
            OutputFile.write(output, console(), out -> out.write(binary));
        } catch (IOException e) {
            return failure(output == null ? "standard output" : output, e);
        }
        return ExitCodes.OK;
    }
}
