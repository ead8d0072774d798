package dev.gantry.cli;

import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.TypeInterner;
import dev.gantry.wasm.validate.Validator;
import java.io.IOException;
import java.util.List;

/// `gantry validate`: says nothing about valid modules.
final class ValidateCommand extends Command {
    private final Options options = new Options();

    ValidateCommand(Console console) {
        super(console, "validate", "Checks modules; silent when all are valid.");
    }

    @Override
    void declare(Syntax syntax) {
        options.declareLanguage(
                syntax.operands("FILE...", 1, Integer.MAX_VALUE, "modules, binary or text; - is standard input"));
    }

    @Override
    int run(List<String> files) {
        int code = ExitCodes.OK;
        for (String file : files) {
            try {
                validate(file);
            } catch (IOException | RuntimeException e) {
                code = Math.max(code, failure(file, e));
            }
        }
        return code;
    }

    private void validate(String file) throws IOException {
        byte[] binary = ModuleFile.read(file, console()).binary();
        ModuleDef module = ModuleReader.read(binary, options.features());
        Validator.validate(module, options.features(), new TypeInterner());
        if (isVerbose()) {
            console().println(file + ": valid, " + module.funcs().size() + " functions, " + binary.length + " bytes");
        }
    }
}
