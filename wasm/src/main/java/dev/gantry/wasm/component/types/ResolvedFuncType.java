package dev.gantry.wasm.component.types;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The type of a component function.
///
/// @param isAsync whether calls may block
/// @param params  the parameters
/// @param result  the type of the result, or null
/// @param facts   what is known of it
public record ResolvedFuncType(
        boolean isAsync,
        List<ResolvedValueType.Field> params,
        @Nullable ResolvedValueType result,
        TypeFacts facts) implements ResolvedType {
    /// A function type.
    ///
    /// @param isAsync whether calls may block
    /// @param params  the parameters
    /// @param result  the type of the result, or null
    /// @return the type
    public static ResolvedFuncType of(
            boolean isAsync, List<ResolvedValueType.Field> params, @Nullable ResolvedValueType result) {
        TypeFacts facts = TypeFacts.LEAF;
        for (ResolvedValueType.Field param : params) {
            facts = facts.with(param.type().facts());
        }
        if (result != null) {
            facts = facts.with(result.facts());
        }
        return new ResolvedFuncType(isAsync, List.copyOf(params), result, facts);
    }

    @Override
    public String description() {
        return "func";
    }
}
