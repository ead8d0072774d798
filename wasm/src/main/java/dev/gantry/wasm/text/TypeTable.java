package dev.gantry.wasm.text;

import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.HeapType;
import dev.gantry.wasm.types.RecGroup;
import dev.gantry.wasm.types.RefType;
import dev.gantry.wasm.types.SubType;
import dev.gantry.wasm.types.ValType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The types of a module: those that it spells out, then those that its type uses imply, in the order of the
/// text.
///
/// Threading: confined to one thread.
///
/// @wasm text-typeuse
final class TypeTable {
    final NameScope scope = new NameScope("type");
    private final List<RecGroup> groups = new ArrayList<>();
    private final List<SubType> types = new ArrayList<>();
    private final Map<FuncType, Integer> plainFuncTypes = new HashMap<>();
    private final Map<Integer, NameScope> fields = new HashMap<>();

    List<RecGroup> groups() {
        return groups;
    }

    int count() {
        return types.size();
    }

    /// Adds a recursion group behind all others.
    void add(RecGroup group) {
        groups.add(group);
        types.addAll(group.types());
        if (group.types().size() == 1) {
            SubType type = group.types().getFirst();
            int index = types.size() - 1;
            if (type.isFinal()
                    && type.supertype() == null
                    && type.composite() instanceof FuncType func
                    && !mentions(func, index)) {
                plainFuncTypes.putIfAbsent(func, index);
            }
        }
    }

    private static boolean mentions(FuncType func, int index) {
        HeapType self = new HeapType.Index(index);
        return Stream.concat(func.params().stream(), func.results().stream())
                .anyMatch(type -> type instanceof RefType ref && ref.heap().equals(self));
    }

    /// The first plain function type that is written like this one; added if there is none.
    int indexOf(FuncType func) {
        Integer found = plainFuncTypes.get(func);
        if (found != null) {
            return found;
        }
        add(new RecGroup(List.of(SubType.of(func))));
        return types.size() - 1;
    }

    /// The function type at an index, null if there is none.
    @Nullable
    FuncType funcType(int index) {
        return index >= 0 && index < types.size() && types.get(index).composite() instanceof FuncType func
                ? func
                : null;
    }

    /// The names of a struct's fields, to be filled when its definition is read.
    NameScope fieldsOf(int type) {
        return fields.computeIfAbsent(type, _ -> new NameScope("field"));
    }

    /// The field names for the name section.
    NameMap fieldNames() {
        NameMap names = new NameMap();
        fields.keySet().stream()
                .sorted()
                .forEach(type -> names.add(type, fieldsOf(type).names()));
        return names;
    }

    /// A use of a function type.
    ///
    /// @param isExplicit whether it names a type
    /// @param index      the index of that type, as it is written
    /// @param inline     the parameters and results that are written out
    record Use(boolean isExplicit, int index, FuncType inline) {
        boolean isInlineEmpty() {
            return inline.params().isEmpty() && inline.results().isEmpty();
        }

        /// Whether this can be a block type without an index.
        boolean isSimple() {
            return !isExplicit && inline.params().isEmpty() && inline.results().size() <= 1;
        }
    }

    /// The parameters that a use gives a function.
    List<ValType> params(Use use) {
        if (!use.isExplicit() || !use.isInlineEmpty()) {
            return use.inline().params();
        }
        FuncType func = funcType(use.index());
        return func == null ? List.of() : func.params();
    }
}
