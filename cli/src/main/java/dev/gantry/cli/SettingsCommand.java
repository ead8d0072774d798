package dev.gantry.cli;

import dev.gantry.Engine;
import dev.gantry.wasm.WasmFeature;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// `gantry settings`: what there is to set, and what it is set to.
final class SettingsCommand extends Command {
    /// Where descriptions begin.
    private static final int COLUMN = 42;

    private final Options options = new Options();

    SettingsCommand(Console console) {
        super(
                console,
                "settings",
                "Shows which strategy runs code here and why, and the features and settings that -W, -O and -D take, "
                        + "with the values that the given options set.");
    }

    @Override
    void declare(Syntax syntax) {
        options.declare(syntax);
    }

    @Override
    int run(List<String> operands) throws IOException {
        console().println("in use with these options:");
        try (Engine engine = EngineSettings.engine(options)) {
            for (String line : EngineSettings.describe(engine)) {
                console().println("  " + line);
            }
        }
        console().println("");
        Set<WasmFeature> features = options.features();
        console().println("features of the language (-W NAME[=y|n]):");
        for (WasmFeature feature : WasmFeature.values()) {
            if (feature != WasmFeature.MVP) {
                console().println("  %-35s %s".formatted(feature, features.contains(feature) ? "y" : "n"));
            }
        }
        for (Setting.Group group : Setting.Group.values()) {
            console().println("");
            console()
                    .println(
                            switch (group) {
                                case W -> "settings of the guest (-W NAME=VALUE):";
                                case O -> "settings of compilers and collectors (-O NAME=VALUE):";
                                case D -> "settings for debugging (-D NAME=VALUE):";
                            });
            for (Setting setting : Setting.values()) {
                if (setting.group() == group) {
                    printSetting(setting);
                }
            }
        }
        return ExitCodes.OK;
    }

    private void printSetting(Setting setting) throws IOException {
        Long given = options.values().get(setting);
        String value = given == null ? setting.defaultText() : text(setting.kind(), given);
        StringBuilder line = new StringBuilder();
        String head = "  %-30s %-8s".formatted(setting + "=" + setting.kind(), value);
        Syntax.wrap(line, head, COLUMN, setting.description());
        console().print(line.toString());
    }

    private static String text(Setting.Kind kind, long value) {
        return switch (kind) {
            case FLAG -> value == 0 ? "n" : "y";
            case COUNT, LEVEL, SIZE -> Long.toString(value);
            case DURATION -> String.format(Locale.ROOT, "%.3fs", value / 1e9);
        };
    }
}
