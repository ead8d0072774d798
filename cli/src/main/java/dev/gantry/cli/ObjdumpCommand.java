package dev.gantry.cli;

import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.component.binary.ComponentReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `gantry objdump`: where everything lies in a binary or an artifact.
final class ObjdumpCommand extends Command {
    private final Options options = new Options();

    private boolean isHeadersOnly;

    private @Nullable String func;

    ObjdumpCommand(Console console) {
        super(
                console,
                "objdump",
                "Shows sections with their offsets, and functions with offset, bytes and instruction on each line;"
                        + " of what was precompiled settings, sections, where functions lie and their machine code.");
    }

    @Override
    void declare(Syntax syntax) {
        syntax.operands("FILE", 1, 1, "the module or component, binary, text or precompiled; - is standard input")
                .flag(List.of("--headers"), "show the sections only", () -> isHeadersOnly = true)
                .option(List.of("--func"), "NAME|INDEX", "show this function only", value -> func = value);
        options.declareLanguage(syntax);
    }

    @Override
    int run(List<String> files) throws IOException {
        String file = files.getFirst();
        ModuleFile content;
        try {
            content = ModuleFile.read(file, console());
        } catch (IOException | RuntimeException e) {
            return failure(file, e);
        }
        try {
            if (content.isPrecompiled()) {
                dumpArtifact(file, content.bytes());
            } else {
                dump(file, content.moduleOrComponent());
            }
        } catch (RuntimeException e) {
            return failure(file, e);
        }
        return ExitCodes.OK;
    }

    private void dump(String file, byte[] binary) throws IOException {
        if (ComponentReader.isComponent(binary)) {
            ComponentDump dump = new ComponentDump(ComponentReader.read(binary, options.features()), console());
            if (func == null) {
                dump.printSections(file);
            }
            dump.printModules(file, isHeadersOnly, func);
            return;
        }
        Dump dump = new Dump(ModuleReader.read(binary, options.features()), console());
        if (func == null) {
            dump.printSections(file);
        }
        if (!isHeadersOnly && !dump.printFunctions(func)) {
            throw new CommandException("no defined function is called " + func);
        }
    }

    private void dumpArtifact(String file, byte[] artifact) throws IOException {
        ArtifactDump dump = new ArtifactDump(artifact, console());
        if (func == null) {
            dump.printSections(file);
        }
        if (!isHeadersOnly) {
            dump.printFunctions(func);
        }
    }
}
