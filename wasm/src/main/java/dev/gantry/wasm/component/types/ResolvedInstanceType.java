package dev.gantry.wasm.component.types;

import java.util.Map;
import java.util.Set;

/// The type of a component instance.
///
/// A type that is written down may introduce resources, which are variables of the type: each use of it for an import
/// or export puts new resources for them. The type of an instance that exists has none.
///
/// @param exports   the exports by name, in order
/// @param variables the resources that the type introduces
/// @param facts     what is known of it
public record ResolvedInstanceType(Map<String, ResolvedItem> exports, Set<ResourceId> variables, TypeFacts facts)
        implements ResolvedType {
    /// An instance type.
    ///
    /// @param exports   the exports by name, in order
    /// @param variables the resources that the type introduces
    /// @return the type
    public static ResolvedInstanceType of(Map<String, ResolvedItem> exports, Set<ResourceId> variables) {
        return new ResolvedInstanceType(Copies.of(exports), Copies.of(variables), ResolvedItem.sum(exports.values()));
    }

    @Override
    public String description() {
        return "instance";
    }
}
