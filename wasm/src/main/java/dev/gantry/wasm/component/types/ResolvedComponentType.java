package dev.gantry.wasm.component.types;

import java.util.Map;
import java.util.Set;

/// The type of a component.
///
/// Its resources are variables: instantiation puts what is supplied for those that imports introduce, and new resources
/// for those that exports introduce.
///
/// @param imports           the imports by name, in order
/// @param exports           the exports by name, in order
/// @param importedResources the resources that imports introduce
/// @param definedResources  the resources that are made by each instantiation and mentioned by an export
/// @param facts             what is known of it
public record ResolvedComponentType(
        Map<String, ResolvedItem> imports,
        Map<String, ResolvedItem> exports,
        Set<ResourceId> importedResources,
        Set<ResourceId> definedResources,
        TypeFacts facts)
        implements ResolvedType {
    /// A component type.
    ///
    /// @param imports           the imports by name, in order
    /// @param exports           the exports by name, in order
    /// @param importedResources the resources that imports introduce
    /// @param definedResources  the resources that are made by each instantiation
    /// @return the type
    public static ResolvedComponentType of(
            Map<String, ResolvedItem> imports,
            Map<String, ResolvedItem> exports,
            Set<ResourceId> importedResources,
            Set<ResourceId> definedResources) {
        TypeFacts sum = ResolvedItem.sum(imports.values()).with(ResolvedItem.sum(exports.values()));
        return new ResolvedComponentType(
                Copies.of(imports), Copies.of(exports), Copies.of(importedResources), Copies.of(definedResources), sum);
    }

    @Override
    public String description() {
        return "component";
    }
}
