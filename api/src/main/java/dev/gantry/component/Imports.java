package dev.gantry.component;

import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.environ.ModuleTranslation;
import dev.gantry.environ.TypeRegistry;
import dev.gantry.environ.component.ImportItem;
import dev.gantry.environ.component.ImportItem.CoreModuleType;
import dev.gantry.environ.component.TypeItem;
import dev.gantry.internal.EngineAccess;
import dev.gantry.runtime.component.ComponentImports;
import dev.gantry.runtime.component.HostImport;
import dev.gantry.runtime.component.VmResourceType;
import dev.gantry.runtime.vm.VmModule;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.LinkException;
import dev.gantry.wasm.module.Export;
import dev.gantry.wasm.module.Import;
import dev.gantry.wasm.types.ExternType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a component imports, found in a linker and checked.
///
/// @param funcs     host functions by number
/// @param modules   modules by number
/// @param resources types of resources in the order in which the component lists them
record Imports(List<HostImport> funcs, List<Module> modules, List<Definition.OfResource> resources) {
    /// The walk over the imports of a component.
    private static final class Resolver {
        private final TypeRegistry types;
        private final @Nullable HostImport[] funcs;
        private final @Nullable Module[] modules;
        private final Map<Integer, Definition.OfResource> resources = new HashMap<>();

        Resolver(Component component) {
            this.types = EngineAccess.INSTANCE.types(component.engine());
            var translation = component.vm().translation();
            this.funcs = new HostImport[translation.importedFuncs()];
            this.modules = new Module[translation.importedModules()];
        }

        void resolve(String outer, String name, ImportItem item, @Nullable Definition found) {
            switch (item) {
                case ImportItem.OfFunc(int index, var type) -> {
                    if (!(found instanceof Definition.OfFunc func)) {
                        throw missing(outer, name, "function", found);
                    }
                    funcs[index] = func.bind(outer.isEmpty() ? name : outer + "." + name, type);
                }
                case ImportItem.OfModule(int index, CoreModuleType type) -> {
                    if (!(found instanceof Definition.OfModule(Module module))) {
                        throw missing(outer, name, "module", found);
                    }
                    checkModule(outer, name, EngineAccess.INSTANCE.vm(module), type);
                    modules[index] = module;
                }
                case ImportItem.OfResource(int resource) -> {
                    if (!(found instanceof Definition.OfResource type)) {
                        throw missing(outer, name, "resource", found);
                    }
                    resources.put(resource, type);
                }
                case ImportItem.OfType(TypeItem.OfResource(int resource)) -> {
                    if (found != null) { // nothing has to be given, but if something is, it must be that type
                        checkSame(outer, name, resource, found);
                    }
                }
                case ImportItem.OfType _ -> {}
                case ImportItem.OfInstance(var inner) -> {
                    if (!(found instanceof Definition.OfInstance(VersionedNames<Definition> given))) {
                        if (found == null && inner.values().stream().allMatch(Resolver::needsNothing)) {
                            return;
                        }
                        throw missing(outer, name, "instance", found);
                    }
                    String path = outer.isEmpty() ? name : outer + "." + name;
                    inner.forEach((innerName, innerItem) -> resolve(path, innerName, innerItem, given.get(innerName)));
                }
            }
        }

        private static boolean needsNothing(ImportItem item) {
            return switch (item) {
                case ImportItem.OfType _ -> true;
                case ImportItem.OfInstance(var inner) -> inner.values().stream().allMatch(Resolver::needsNothing);
                case ImportItem.OfFunc _, ImportItem.OfModule _, ImportItem.OfResource _ -> false;
            };
        }

        private void checkSame(String outer, String name, int resource, Definition found) {
            if (!(found instanceof Definition.OfResource given)) {
                throw missing(outer, name, "resource", found);
            }
            Definition.OfResource known = resources.get(resource);
            if (known == null || !known.type().equals(given.type())) {
                throw new LinkException(Failure.INCOMPATIBLE_IMPORT_TYPE, outer, name, "mismatched resource types");
            }
        }

        private static LinkException missing(String outer, String name, String wanted, @Nullable Definition found) {
            return found == null
                    ? new LinkException(
                            Failure.UNKNOWN_IMPORT, outer, name, "expected " + wanted + ", but it was not found")
                    : new LinkException(
                            Failure.INCOMPATIBLE_IMPORT_TYPE,
                            outer,
                            name,
                            "expected " + wanted + " found " + found.kind());
        }

        /// Checks that a module needs no more and has no less than its type says (R8).
        private void checkModule(String outer, String name, VmModule module, CoreModuleType wanted) {
            ModuleTranslation t = module.t();
            if (t.types() != types) {
                throw new IllegalArgumentException("module " + name + " was compiled for another engine");
            }
            for (Import needed : t.def().imports()) {
                ExternType given =
                        wanted.imports().getOrDefault(needed.module(), Map.of()).get(needed.name());
                if (given == null || !types.matches(given, t.canonical(needed.type()))) {
                    throw new LinkException(
                            Failure.INCOMPATIBLE_IMPORT_TYPE,
                            outer,
                            name,
                            "the module imports " + needed.module() + "." + needed.name() + " as "
                                    + types.describe(t.canonical(needed.type()))
                                    + (given == null ? ", which it is not given" : ", found " + types.describe(given)));
                }
            }
            wanted.exports().forEach((exportName, type) -> {
                Export export = module.export(exportName);
                if (export == null || !types.matches(t.exportType(export), type)) {
                    throw new LinkException(
                            Failure.INCOMPATIBLE_IMPORT_TYPE,
                            outer,
                            name,
                            "expected an export " + exportName + " of type " + types.describe(type)
                                    + (export == null
                                            ? ", found none"
                                            : ", found " + types.describe(t.exportType(export))));
                }
            });
        }
    }

    static Imports resolve(Linker<?> linker, Component component) {
        Resolver resolver = new Resolver(component);
        component
                .vm()
                .translation()
                .imports()
                .forEach((name, item) -> resolver.resolve("", name, item, linker.find(name)));
        List<Definition.OfResource> resources = new ArrayList<>();
        for (int resource : component.vm().translation().importedResources()) {
            resources.add(Objects.requireNonNull(resolver.resources.get(resource)));
        }
        return new Imports(all(resolver.funcs), all(resolver.modules), resources);
    }

    private static <E> List<E> all(@Nullable E[] items) {
        List<E> all = new ArrayList<>();
        Arrays.asList(items).forEach(item -> all.add(Objects.requireNonNull(item)));
        return List.copyOf(all);
    }

    /// What a store gets.
    ComponentImports in(Store<?> store) {
        List<VmResourceType> types = new ArrayList<>();
        for (Definition.OfResource resource : resources) {
            Definition.Destructor destructor = resource.destructor();
            Object key = resource.type().hostKey();
            types.add(
                    key == null
                            ? resource.type().vm()
                            : VmResourceType.ofHost(
                                    key, destructor == null ? null : rep -> destructor.destroy(store, rep)));
        }
        return new ComponentImports(
                funcs, modules.stream().map(EngineAccess.INSTANCE::vm).toList(), types);
    }
}
