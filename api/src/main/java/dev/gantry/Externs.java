package dev.gantry;

import dev.gantry.runtime.vm.VmExtern;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.runtime.vm.VmGlobal;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.runtime.vm.VmTable;
import dev.gantry.runtime.vm.VmTag;

/// Between the entities of the runtime and what users see.
final class Externs {
    private Externs() {}

    static Extern of(Store<?> store, VmExtern entity) {
        return switch (entity) {
            case VmFunc func -> new Func(store, func);
            case VmMemory memory -> new Memory(store, memory);
            case VmTable table -> new Table(store, table);
            case VmGlobal global -> new Global(store, global);
            case VmTag tag -> new Tag(store, tag);
        };
    }

    static VmExtern entity(Extern extern) {
        return switch (extern) {
            case Func func -> func.vm();
            case Memory memory -> memory.vm();
            case Table table -> table.vm();
            case Global global -> global.vm();
            case Tag tag -> tag.vm();
        };
    }

    /// The store that an entity belongs to.
    static Store<?> store(Extern extern) {
        return switch (extern) {
            case Func func -> func.store();
            case Memory memory -> memory.store();
            case Table table -> table.store();
            case Global global -> global.store();
            case Tag tag -> tag.store();
        };
    }
}
