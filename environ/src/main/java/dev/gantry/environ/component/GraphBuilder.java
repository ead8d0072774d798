package dev.gantry.environ.component;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.component.Definition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Collects the flat form of a component: lists of steps and of what steps refer to by number.
///
/// Threading: confined.
final class GraphBuilder {
    /// The most component instances, and the most core instances: instantiation of components inside
    /// components grows exponentially.
    static final int MAX_INSTANCES = 100_000;

    final List<Integer> importedResources = new ArrayList<>();
    final List<Definition.CoreModule> modules = new ArrayList<>();
    final List<Integer> parents = new ArrayList<>();
    final List<GlobalInitializer> initializers = new ArrayList<>();
    private final IdentityHashMap<Definition.CoreModule, Integer> moduleNumbers = new IdentityHashMap<>();
    private final List<Trampoline> trampolines = new ArrayList<>();
    private final Map<Trampoline, Integer> trampolineNumbers = new HashMap<>();
    private final List<OptionsDef> options = new ArrayList<>();
    private final Map<OptionsDef, Integer> optionNumbers = new HashMap<>();
    private int importedFuncs;
    private int importedModules;
    private int resources;
    private int coreInstances;

    int newImportedFunc() {
        return importedFuncs++;
    }

    int newImportedModule() {
        return importedModules++;
    }

    int newImportedResource() {
        importedResources.add(resources);
        return resources++;
    }

    int newResource() {
        return resources++;
    }

    int newInstance(int parent, int offsetBytes) {
        checkCount(parents.size(), offsetBytes);
        parents.add(parent);
        return parents.size() - 1;
    }

    int newCoreInstance(int offsetBytes) {
        checkCount(coreInstances, offsetBytes);
        return coreInstances++;
    }

    private static void checkCount(int count, int offsetBytes) {
        if (count >= MAX_INSTANCES) {
            throw new ValidationException(
                    Failure.IMPLEMENTATION_LIMIT,
                    "more than " + MAX_INSTANCES + " instances",
                    offsetBytes,
                    ValidationException.NO_FUNC,
                    null);
        }
    }

    int module(Definition.CoreModule module) {
        return moduleNumbers.computeIfAbsent(module, added -> {
            modules.add(added);
            return modules.size() - 1;
        });
    }

    CoreDef trampoline(Trampoline trampoline) {
        return new CoreDef.OfTrampoline(number(trampoline, trampolines, trampolineNumbers));
    }

    int options(OptionsDef def) {
        return number(def, options, optionNumbers);
    }

    OptionsDef options(int number) {
        return options.get(number);
    }

    private static <E> int number(E item, List<E> items, Map<E, Integer> numbers) {
        Integer known = numbers.get(item);
        if (known != null) {
            return known;
        }
        items.add(item);
        numbers.put(item, items.size() - 1);
        return items.size() - 1;
    }

    ComponentTranslation finish(Map<String, ImportItem> imports, Map<String, ExportItem> exports) {
        return new ComponentTranslation(
                imports,
                importedFuncs,
                importedModules,
                List.copyOf(importedResources),
                resources,
                List.copyOf(parents),
                List.copyOf(modules),
                List.copyOf(options),
                List.copyOf(trampolines),
                List.copyOf(initializers),
                exports);
    }
}
