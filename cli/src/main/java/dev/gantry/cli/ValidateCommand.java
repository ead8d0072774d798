package dev.gantry.cli;

import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.binary.ComponentReader;
import dev.gantry.wasm.component.validate.ComponentValidator;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.TypeInterner;
import dev.gantry.wasm.validate.Validator;
import java.io.IOException;
import java.util.List;

/// `gantry validate`: says nothing about valid modules.
final class ValidateCommand extends Command {
    private final Options options = new Options();

    ValidateCommand(Console console) {
        super(console, "validate", "Checks modules and components; silent when all are valid.");
    }

    @Override
    void declare(Syntax syntax) {
        options.declareLanguage(syntax.operands(
                "FILE...", 1, Integer.MAX_VALUE, "modules or components, binary or text; - is standard input"));
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
        byte[] binary = ModuleFile.read(file, console()).moduleOrComponent();
        if (ComponentReader.isComponent(binary)) {
            validateComponent(file, binary);
            return;
        }
        ModuleDef module = ModuleReader.read(binary, options.features());
        Validator.validate(module, options.features(), new TypeInterner());
        if (isVerbose()) {
            console().println(file + ": valid, " + module.funcs().size() + " functions, " + binary.length + " bytes");
        }
    }

    private void validateComponent(String file, byte[] binary) throws IOException {
        ComponentDef component = ComponentReader.read(binary, options.features());
        ComponentValidator.validate(component, options.features(), new TypeInterner());
        if (isVerbose()) {
            console()
                    .println(file + ": valid, " + component.definitions().size() + " definitions, " + binary.length
                            + " bytes");
        }
    }
}
