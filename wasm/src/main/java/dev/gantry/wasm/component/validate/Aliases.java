package dev.gantry.wasm.component.validate;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.component.Alias;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.component.types.CoreInstanceType;
import dev.gantry.wasm.component.types.ResolvedItem;
import dev.gantry.wasm.component.types.ResolvedType;
import dev.gantry.wasm.types.ExternType;
import dev.gantry.wasm.types.GlobalType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.MemoryType;
import dev.gantry.wasm.types.TableType;
import dev.gantry.wasm.types.TagType;
import java.util.List;

/// Checks aliases and adds their indices.
///
/// Threading: confined to one thread.
final class Aliases {
    private final ComponentContext context;

    Aliases(ComponentContext context) {
        this.context = context;
    }

    void define(Alias alias, Scope scope) {
        context.at(alias.offsetBytes());
        if (scope.kind != Scope.Kind.COMPONENT && !isDeclaration(alias)) {
            throw context.fail(
                    Failure.INVALID_TYPE_DEFINITION,
                    "aliases in a component or instance type may only refer to types or instances");
        }
        switch (alias) {
            case Alias.OfExport export -> ofExport(export, scope);
            case Alias.OfCoreExport export -> ofCoreExport(export, scope);
            case Alias.Outer outer -> outer(outer, scope);
        }
    }

    private static boolean isDeclaration(Alias alias) {
        return switch (alias) {
            case Alias.OfExport export -> export.sort() == Sort.TYPE || export.sort() == Sort.INSTANCE;
            case Alias.OfCoreExport _ -> false;
            case Alias.Outer outer -> outer.sort() == Sort.TYPE || outer.sort() == Sort.CORE_TYPE;
        };
    }

    private void ofExport(Alias.OfExport alias, Scope scope) {
        ResolvedItem item = scope.instanceAt(alias.instance()).exports().get(alias.name());
        if (item == null) {
            throw context.fail(
                    Failure.UNKNOWN_EXPORT,
                    "instance " + alias.instance() + " has no export named `" + alias.name() + "`");
        }
        if (item.sort() != alias.sort()) {
            throw context.fail(
                    Failure.TYPE_MISMATCH,
                    "export `" + alias.name() + "` for instance " + alias.instance() + " is not a " + alias.sort());
        }
        scope.add(item);
    }

    private void ofCoreExport(Alias.OfCoreExport alias, Scope scope) {
        CoreInstanceType instance = scope.coreInstanceAt(alias.instance());
        ExternType type = instance.exports().get(alias.name());
        if (type == null) {
            throw context.fail(
                    Failure.UNKNOWN_EXPORT,
                    "core instance " + alias.instance() + " has no export named `" + alias.name() + "`");
        }
        if (sortOf(type) != alias.sort()) {
            throw context.fail(
                    Failure.TYPE_MISMATCH,
                    "export `" + alias.name() + "` for core instance " + alias.instance() + " is not a "
                            + alias.sort());
        }
        switch (type) {
            case ExternType.Func func -> scope.addCoreFunc(((HeapType.Id) func.type()).typeId());
            case TableType table -> addTo(scope.coreTables, table, "tables");
            case MemoryType memory -> addTo(scope.coreMemories, memory, "memories");
            case GlobalType global -> addTo(scope.coreGlobals, global, "globals");
            case TagType tag -> addTo(scope.coreTags, ((HeapType.Id) tag.type()).typeId(), "tags");
        }
    }

    private <T> void addTo(List<T> space, T type, String what) {
        space.add(type);
        context.limit(space.size(), Limits.CORE_ITEMS, what);
    }

    static Sort sortOf(ExternType type) {
        return switch (type) {
            case ExternType.Func _ -> Sort.CORE_FUNC;
            case TableType _ -> Sort.CORE_TABLE;
            case MemoryType _ -> Sort.CORE_MEMORY;
            case GlobalType _ -> Sort.CORE_GLOBAL;
            case TagType _ -> Sort.CORE_TAG;
        };
    }

    private void outer(Alias.Outer alias, Scope scope) {
        Scope target = scope.outward(alias.count());
        switch (alias.sort()) {
            case CORE_MODULE -> scope.addModule(target.coreModuleAt(alias.index()));
            case CORE_TYPE -> scope.addCoreType(target.coreTypeAt(alias.index()));
            case COMPONENT -> scope.addComponent(target.componentAt(alias.index()));
            case TYPE -> {
                ResolvedType type = target.typeAt(alias.index());
                boolean crossesComponent =
                        alias.count() != 0 && scope.outward(alias.count() - 1).kind == Scope.Kind.COMPONENT;
                if (crossesComponent
                        && !new FreeResources(context).add(type).found().isEmpty()) {
                    throw context.fail(
                            Failure.INVALID_OUTER_ALIAS,
                            "cannot alias outer type which transitively refers to resources not defined in the"
                                    + " current component");
                }
                scope.addType(type);
            }
            default -> throw context.fail(Failure.INVALID_OUTER_ALIAS, "invalid sort " + alias.sort());
        }
    }
}
