package dev.gantry.wasm.component.types;

import dev.gantry.wasm.component.Sort;

/// The type of an import or export.
public sealed interface ResolvedItem {
    /// The sort of what has this type.
    ///
    /// @return the sort
    Sort sort();

    /// What is known of the type as a whole.
    ///
    /// @return the facts
    TypeFacts facts();

    /// A core module.
    ///
    /// @param type its type
    record CoreModule(ModuleType type) implements ResolvedItem {
        @Override
        public Sort sort() {
            return Sort.CORE_MODULE;
        }

        @Override
        public TypeFacts facts() {
            return type.facts();
        }
    }

    /// A function.
    ///
    /// @param type its type
    record Func(ResolvedFuncType type) implements ResolvedItem {
        @Override
        public Sort sort() {
            return Sort.FUNC;
        }

        @Override
        public TypeFacts facts() {
            return type.facts();
        }
    }

    /// A value.
    ///
    /// @param type its type
    record Value(ResolvedValueType type) implements ResolvedItem {
        @Override
        public Sort sort() {
            return Sort.VALUE;
        }

        @Override
        public TypeFacts facts() {
            return type.facts();
        }
    }

    /// A type.
    ///
    /// @param referenced the type that was exported or imported
    /// @param created    its copy, which has the name; the same object where a resource is introduced
    record Type(ResolvedType referenced, ResolvedType created) implements ResolvedItem {
        @Override
        public Sort sort() {
            return Sort.TYPE;
        }

        @Override
        public TypeFacts facts() {
            return referenced.facts();
        }
    }

    /// An instance.
    ///
    /// @param type its type
    record Instance(ResolvedInstanceType type) implements ResolvedItem {
        @Override
        public Sort sort() {
            return Sort.INSTANCE;
        }

        @Override
        public TypeFacts facts() {
            return type.facts();
        }
    }

    /// A component.
    ///
    /// @param type its type
    record Component(ResolvedComponentType type) implements ResolvedItem {
        @Override
        public Sort sort() {
            return Sort.COMPONENT;
        }

        @Override
        public TypeFacts facts() {
            return type.facts();
        }
    }

    /// What is known of many together.
    ///
    /// @param items the items
    /// @return the sum
    static TypeFacts sum(Iterable<ResolvedItem> items) {
        TypeFacts facts = TypeFacts.LEAF;
        for (ResolvedItem item : items) {
            facts = facts.with(item.facts());
        }
        return new TypeFacts(facts.size(), facts.depth(), false, false, facts.hasResource(), 0, 1);
    }
}
