package dev.gantry.cli;

import dev.gantry.Store;
import dev.gantry.component.Component;
import dev.gantry.component.Func;
import dev.gantry.component.FuncType;
import dev.gantry.component.Instance;
import dev.gantry.component.ItemType;
import dev.gantry.component.Linker;
import dev.gantry.component.Type;
import dev.gantry.component.Val;
import dev.gantry.component.Wave;
import dev.gantry.wasm.UnsupportedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `gantry run` on a component: calls its `wasi:cli/run`, or an exported function with values in WAVE notation.
///
/// Functions are named by themselves, or behind the instances that export them with `#` in between. A name without an
/// instance finds the function in whatever exported instance it is, if it is the only one.
///
/// @param console where results go
/// @param invoke  the function, perhaps with its arguments in parentheses; null for the command
/// @param args    the arguments, a word each
record ComponentRun(Console console, @Nullable String invoke, List<String> args) {
    private static final String RUN = "run";
    private static final String COMMAND = "wasi:cli/run";
    private static final String SEPARATOR = "#";
    private static final int MAX_NAMED = 20;

    /// Runs it.
    ///
    /// @param file      how messages call it
    /// @param component the component
    /// @param store     where it is instantiated
    /// @return the exit code
    <T> int run(String file, Component component, Store<T> store) throws IOException {
        checkImports(component);
        Map<String, FuncType> funcs = new LinkedHashMap<>();
        collect("", component.exports(), funcs);
        String command = funcs.keySet().stream()
                .filter(ComponentRun::isCommand)
                .findFirst()
                .orElse(null);
        String wanted = invoke == null ? command : path(name(invoke), funcs);
        Instance instance = new Linker<T>(store.engine()).instantiate(store, component);
        if (wanted == null) {
            hint(file, funcs);
            return ExitCodes.OK;
        }
        Func func = func(instance, wanted);
        if (invoke == null) {
            return func.call().orElse(null) instanceof Val.ResultVal(boolean isOk, var _) && !isOk
                    ? ExitCodes.ERROR
                    : ExitCodes.OK;
        }
        Optional<Val> result = func.call(arguments(wanted, func.type()).toArray(Val[]::new));
        if (result.isPresent()) {
            console.println(Wave.text(result.get()));
        }
        return ExitCodes.OK;
    }

    // imports

    private static void checkImports(Component component) {
        List<String> missing = new ArrayList<>();
        component.imports().forEach((name, type) -> {
            if (isNeeded(type)) {
                missing.add(name);
            }
        });
        String names = String.join(", ", missing);
        if (missing.stream().anyMatch(name -> name.startsWith("wasi:"))) {
            throw new UnsupportedException("WASI 0.2: the component imports " + names);
        }
        if (!missing.isEmpty()) {
            throw new CommandException("imports " + names + ", which nothing provides");
        }
    }

    /// Types need not be given.
    private static boolean isNeeded(ItemType type) {
        return switch (type) {
            case ItemType.OfFunc _, ItemType.OfModule _, ItemType.OfResource _ -> true;
            case ItemType.OfType _, ItemType.OfOtherType _ -> false;
            case ItemType.OfInstance(var items) -> items.values().stream().anyMatch(ComponentRun::isNeeded);
        };
    }

    // functions

    private static void collect(String prefix, Map<String, ItemType> items, Map<String, FuncType> funcs) {
        items.forEach((name, type) -> {
            switch (type) {
                case ItemType.OfFunc(FuncType func) -> funcs.put(prefix + name, func);
                case ItemType.OfInstance(var inner) -> collect(prefix + name + SEPARATOR, inner, funcs);
                case ItemType.OfModule _, ItemType.OfResource _, ItemType.OfType _, ItemType.OfOtherType _ -> {}
            }
        });
    }

    private static boolean isCommand(String path) {
        return path.equals(COMMAND + SEPARATOR + RUN)
                || (path.startsWith(COMMAND + "@") && path.endsWith(SEPARATOR + RUN));
    }

    private static String name(String invoke) {
        int arguments = invoke.indexOf('(');
        return arguments < 0 ? invoke : invoke.substring(0, arguments).strip();
    }

    private static String path(String name, Map<String, FuncType> funcs) {
        if (funcs.containsKey(name)) {
            return name;
        }
        List<String> found = funcs.keySet().stream()
                .filter(path -> path.endsWith(SEPARATOR + name))
                .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        throw new CommandException(
                found.isEmpty()
                        ? "expected an exported function " + name + ", found " + list(List.copyOf(funcs.keySet()))
                        : "expected one exported function " + name + ", found " + list(found));
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names.subList(0, Math.min(names.size(), MAX_NAMED)));
    }

    private static Func func(Instance root, String path) {
        List<String> names = Arrays.asList(path.split(SEPARATOR, -1));
        Instance instance = root;
        for (String name : names.subList(0, names.size() - 1)) {
            instance = instance.instance(name);
        }
        return instance.func(names.getLast());
    }

    // values

    private List<Val> arguments(String name, FuncType type) {
        int open = invoke == null ? -1 : invoke.indexOf('(');
        try {
            if (invoke != null && open >= 0) {
                if (!args.isEmpty()) {
                    throw new CommandException(name + ": arguments are given twice", ExitCodes.USAGE);
                }
                return Wave.parseArguments(type, invoke.substring(open));
            }
            return words(name, type.params());
        } catch (IllegalArgumentException e) {
            throw new CommandException(name + ": " + e.getMessage(), ExitCodes.USAGE);
        }
    }

    private List<Val> words(String name, List<Type.Field> params) {
        if (params.size() != args.size()) {
            throw new CommandException(
                    name + ": " + WasmArguments.mismatch(params.size(), args.size()), ExitCodes.USAGE);
        }
        List<Val> values = new ArrayList<>();
        for (int position = 0; position < params.size(); position++) {
            try {
                values.add(Wave.parse(params.get(position).type(), args.get(position)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("argument " + (position + 1) + ", " + e.getMessage(), e);
            }
        }
        return values;
    }

    /// A library ran, and did nothing that can be seen.
    private void hint(String file, Map<String, FuncType> funcs) {
        if (!funcs.isEmpty()) {
            console.err()
                    .println("note: " + file + " exports no " + COMMAND + "; --invoke NAME calls one of: "
                            + list(List.copyOf(funcs.keySet())));
        }
    }
}
