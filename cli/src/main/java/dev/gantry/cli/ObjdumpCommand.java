package dev.gantry.cli;

import dev.gantry.wasm.binary.ModuleReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `gantry objdump`: where everything lies in a binary.
final class ObjdumpCommand extends Command {
    private final Options options = new Options();

    private boolean isHeadersOnly;

    private @Nullable String func;

    ObjdumpCommand(Console console) {
        super(
                console,
                "objdump",
                "Shows sections with their offsets, and functions with offset, bytes and instruction on each line.");
    }

    @Override
    void declare(Syntax syntax) {
        syntax.operands("FILE", 1, 1, "the module, binary or text; - is standard input")
                .flag(List.of("--headers"), "show the sections only", () -> isHeadersOnly = true)
                .option(List.of("--func"), "NAME|INDEX", "show this function only", value -> func = value);
        options.declareLanguage(syntax);
    }

    @Override
    int run(List<String> files) throws IOException {
        String file = files.getFirst();
        Dump dump;
        try {
            byte[] binary = ModuleFile.read(file, console()).binary();
            dump = new Dump(ModuleReader.read(binary, options.features()), console());
        } catch (IOException | RuntimeException e) {
            return failure(file, e);
        }
        try {
            if (func == null) {
                dump.printSections(file);
            }
            if (!isHeadersOnly) {
                dump.printFunctions(func);
            }
        } catch (RuntimeException e) {
            return failure(file, e);
        }
        return ExitCodes.OK;
    }
}
