package dev.gantry.wasm.validate;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.module.ModuleDefBuilder;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TagType;
import dev.gantry.wasm.types.TypeInterner;
import java.util.Set;

/// The rules for types of memories and tables that stand outside of modules, in the types of modules.
///
/// Threading: immutable.
public final class ExternTypeCheck {
    private final LimitsValidator limits;

    /// A check.
    ///
    /// @param features the features that are on
    public ExternTypeCheck(Set<WasmFeature> features) {
        ModuleDefBuilder empty = new ModuleDefBuilder(new byte[0]);
        this.limits = new LimitsValidator(new ModuleContext(empty.build(), features, new TypeInterner()));
    }

    /// Checks the limits of a memory or table; other types have none.
    ///
    /// @param type        the type
    /// @param offsetBytes where it is, for errors
    /// @throws dev.gantry.wasm.ValidationException if a rule is broken
    public void check(ExternType type, int offsetBytes) {
        switch (type) {
            case TableType table -> limits.checkTable(table, Site.at(offsetBytes));
            case MemoryType memory -> limits.checkMemory(memory, Site.at(offsetBytes));
            case ExternType.Func _, GlobalType _, TagType _ -> {}
        }
    }
}
