package dev.gantry.wasm.types;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function type.
///
/// @param params  the types of the parameters, first one first
/// @param results the types of the results, first one first
/// @wasm syntax-functype
public record FuncType(List<ValType> params, List<ValType> results) implements CompositeType {
    /// Copies the lists.
    public FuncType {
        params = List.copyOf(params);
        results = List.copyOf(results);
    }

    /// A function type of the given lists.
    ///
    /// @param params  the types of the parameters
    /// @param results the types of the results
    /// @return the type
    public static FuncType of(List<? extends ValType> params, List<? extends ValType> results) {
        return new FuncType(List.copyOf(params), List.copyOf(results));
    }

    /// Written out: the JDK links the methods of records at each start, which takes milliseconds.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FuncType that && params.equals(that.params) && results.equals(that.results);
    }

    @Override
    public int hashCode() {
        return 31 * params.hashCode() + results.hashCode();
    }

    @Override
    public AbsHeapType kind() {
        return AbsHeapType.FUNC;
    }

    /// The text form, for example `(func (param i32 i32) (result i32))`.
    @Override
    public String toString() {
        return "(func" + group("param", params) + group("result", results) + ")";
    }

    private static String group(String keyword, List<ValType> types) {
        if (types.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(" (").append(keyword);
        types.forEach(type -> text.append(' ').append(type));
        return text.append(')').toString();
    }
}
