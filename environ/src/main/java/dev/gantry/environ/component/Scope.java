package dev.gantry.environ.component;

import dev.gantry.wasm.component.CoreTypeDef;
import dev.gantry.wasm.types.RecGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The index spaces of one instantiation of a component, or of one use of an instance type.
///
/// Items are added in the order of the definitions. So a component that closes over its scope sees in it,
/// under the indices it knows, what was there when it was defined.
///
/// Threading: confined.
final class Scope {
    /// The scope around this one in the text of the component.
    final @Nullable Scope outer;

    /// The number of the component instance; of types, that of the component they stand in.
    final int instance;

    final List<CoreItem> coreFuncs = new ArrayList<>();
    final List<CoreItem> coreTables = new ArrayList<>();
    final List<CoreItem> coreMemories = new ArrayList<>();
    final List<CoreItem> coreGlobals = new ArrayList<>();
    final List<CoreItem> coreTags = new ArrayList<>();
    final List<CoreItem.Instance> coreInstances = new ArrayList<>();
    final List<CoreType> coreTypes = new ArrayList<>();
    final List<Item.Module> modules = new ArrayList<>();
    final List<Item.Func> funcs = new ArrayList<>();
    final List<Item.Type> types = new ArrayList<>();
    final List<Item.Component> components = new ArrayList<>();
    final List<Item.Instance> instances = new ArrayList<>();

    /// What the component exports so far.
    final Map<String, Item> exports = new LinkedHashMap<>();

    Scope(@Nullable Scope outer, int instance) {
        this.outer = outer;
        this.instance = instance;
    }

    /// A core type, evaluated when somebody needs it.
    sealed interface CoreType {
        /// A type that modules may define.
        ///
        /// @param scope    where it is defined
        /// @param group    the recursion group that it is in
        /// @param position its position there
        /// @param first    the index of the group's first type
        record Defined(Scope scope, RecGroup group, int position, int first) implements CoreType {}

        /// The type of a module.
        ///
        /// @param scope where it is defined
        /// @param def   the definition
        record OfModule(Scope scope, CoreTypeDef.Module def) implements CoreType {}
    }

    /// The scope that an outer alias means.
    Scope outer(int count) {
        Scope at = this;
        for (int step = 0; step < count; step++) {
            Scope next = at.outer;
            if (next == null) {
                throw new IllegalArgumentException("expected an enclosing scope, found none");
            }
            at = next;
        }
        return at;
    }

    /// Adds an item to the space of its kind.
    void add(Item item) {
        var _ = switch (item) {
            case Item.Func func -> funcs.add(func);
            case Item.Type type -> types.add(type);
            case Item.Instance inner -> instances.add(inner);
            case Item.Component component -> components.add(component);
            case Item.Module module -> modules.add(module);
        };
    }
}
