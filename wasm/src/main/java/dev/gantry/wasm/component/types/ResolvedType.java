package dev.gantry.wasm.component.types;

/// What an index in the space of types stands for.
///
/// Types are compared in two ways. Whether they are *equal* is asked of their structure. Whether a type *has a name* in
/// a scope is asked of the object: an export or import of a type adds a copy, equal to the type but another object, and
/// only what mentions the copy may be exported.
public sealed interface ResolvedType
        permits ResolvedValueType,
                ResolvedType.Resource,
                ResolvedFuncType,
                ResolvedInstanceType,
                ResolvedComponentType {
    /// What is known of the type as a whole.
    ///
    /// @return the facts
    TypeFacts facts();

    /// What the type is, for messages.
    ///
    /// @return for example `record` or `instance`
    String description();

    /// A resource.
    ///
    /// @param id which one
    record Resource(ResourceId id) implements ResolvedType {
        private static final TypeFacts FACTS = TypeFacts.LEAF.withResource(false);

        @Override
        public TypeFacts facts() {
            return FACTS;
        }

        @Override
        public String description() {
            return "resource";
        }
    }
}
