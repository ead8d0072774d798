package dev.gantry.environ.component;

import dev.gantry.environ.component.ImportItem.CoreModuleType;
import dev.gantry.wasm.Bug;
import dev.gantry.wasm.module.Export;
import dev.gantry.wasm.module.ModuleDef;
import dev.gantry.wasm.types.ExternKind;
import dev.gantry.wasm.types.MemoryType;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A core definition in an index space.
///
/// @param def  where it comes from
/// @param is64 for memories, whether they have 64-bit addresses
record CoreItem(CoreDef def, boolean is64) {
    /// A core instance in the index space of core instances.
    sealed interface Instance {
        /// An export.
        CoreItem export(String name);
    }

    /// Definitions put together.
    record Bag(Map<String, CoreItem> items) implements Instance {
        @Override
        public CoreItem export(String name) {
            return found(items.get(name), name);
        }
    }

    /// An instance of a module of the component.
    ///
    /// @param number  its number in the order of instantiation
    /// @param exports the exports of the module, by name
    record OfStatic(int number, ModuleDef def, Map<String, Export> exports) implements Instance {
        static OfStatic of(int number, ModuleDef def) {
            Map<String, Export> exports = new HashMap<>();
            def.exports().forEach(export -> exports.put(export.name(), export));
            return new OfStatic(number, def, exports);
        }

        @Override
        public CoreItem export(String name) {
            Export export = found(exports.get(name), name);
            boolean is64 = export.kind() == ExternKind.MEMORY
                    && def.memorySpace().get(export.index()).is64();
            return new CoreItem(new CoreDef.InstanceExport(number, name, export), is64);
        }
    }

    /// An instance of an imported module.
    ///
    /// @param number its number in the order of instantiation
    record OfImported(int number, CoreModuleType type) implements Instance {
        @Override
        public CoreItem export(String name) {
            boolean is64 = type.exports().get(name) instanceof MemoryType memory && memory.is64();
            return new CoreItem(new CoreDef.InstanceExport(number, name, null), is64);
        }
    }

    private static <E> E found(@Nullable E item, String name) {
        if (item == null) {
            throw Bug.unreachable("no core export " + name + " in a valid component");
        }
        return item;
    }
}
