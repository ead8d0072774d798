package dev.gantry.cli;

import dev.gantry.wasm.WasmFeature;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Options that all commands share which look at modules.
final class Options {
    private String strategy = "auto";
    private String collector = "auto";
    private final Map<Setting, Long> values = new EnumMap<>(Setting.class);
    private final Map<WasmFeature, Boolean> toggled = new EnumMap<>(WasmFeature.class);

    /// Adds the options of commands that run code.
    void declare(Syntax syntax) {
        syntax.option(
                        List.of("--strategy"),
                        "NAME",
                        "how code is run: auto (the best that can run here), winch, interpreter, or another that is installed",
                        value -> strategy = value)
                .option(
                        List.of("--collector"),
                        "NAME",
                        "which garbage collector serves GC objects: auto, or one that is installed",
                        value -> collector = value);
        declareLanguage(syntax);
        syntax.option(
                        List.of("-O"),
                        "KEY[=VALUE]",
                        "a setting of compilers and collectors",
                        value -> parse(Setting.Group.O, value))
                .option(
                        List.of("-D"),
                        "KEY[=VALUE]",
                        "a setting for debugging",
                        value -> parse(Setting.Group.D, value));
    }

    /// Adds the option for features of the language.
    void declareLanguage(Syntax syntax) {
        syntax.option(
                List.of("-W"),
                "KEY[=VALUE]",
                "a feature of the language (tail-call=n) or a setting of the guest (fuel=N); "
                        + "several are separated by commas; gantry settings lists them",
                value -> parse(Setting.Group.W, value));
    }

    private void parse(Setting.Group group, String list) {
        for (String item : list.split(",", -1)) {
            parseItem(group, item);
        }
    }

    private void parseItem(Setting.Group group, String item) {
        int equals = item.indexOf('=');
        String key = equals < 0 ? item : item.substring(0, equals);
        String value = equals < 0 ? null : item.substring(equals + 1);
        Setting setting = Setting.named(group, key);
        if (setting != null) {
            values.put(setting, setting.parse(value));
            return;
        }
        for (WasmFeature feature : WasmFeature.values()) {
            if (group == Setting.Group.W && feature.toString().equals(key)) {
                toggled.put(feature, parseFeature(feature, value));
                return;
            }
        }
        throw new CommandException(
                "-" + group + " " + key + ": no such setting; gantry settings lists what there is", ExitCodes.USAGE);
    }

    private static boolean parseFeature(WasmFeature feature, @Nullable String value) {
        try {
            return Setting.parseFlag(value);
        } catch (NumberFormatException e) {
            throw new CommandException("-W " + feature + ": " + Setting.Kind.FLAG.mismatch(value), ExitCodes.USAGE);
        }
    }

    /// Sets a value from an option of its own.
    void set(Setting setting, String text) {
        values.put(setting, setting.parse(text));
    }

    /// The settings that were given.
    Map<Setting, Long> values() {
        return values;
    }

    /// The features that are on.
    Set<WasmFeature> features() {
        Set<WasmFeature> features = WasmFeature.defaults();
        toggled.forEach((feature, isOn) -> {
            if (isOn) {
                features.add(feature);
            } else {
                features.remove(feature);
            }
        });
        return features;
    }

    /// The features that were named, and whether they are to be on.
    Map<WasmFeature, Boolean> toggledFeatures() {
        return toggled;
    }

    /// The name of the strategy.
    String strategy() {
        return strategy;
    }

    /// The name of the collector.
    String collector() {
        return collector;
    }

    /// The value of a setting.
    long get(Setting setting, long otherwise) {
        return values.getOrDefault(setting, otherwise);
    }

    /// The fuel that the guest gets, empty for no bound.
    OptionalLong fuel() {
        Long units = values.get(Setting.FUEL);
        return units == null ? OptionalLong.empty() : OptionalLong.of(units);
    }

    /// The time that the guest gets, empty for no bound.
    Optional<Duration> timeout() {
        return Optional.ofNullable(values.get(Setting.TIMEOUT)).map(Duration::ofNanos);
    }
}
