package dev.gantry.wasm.component;

/// The type of an import or export (`externtype` in the specification).
public sealed interface ExternDesc {
    /// The sort of what has this type.
    ///
    /// @return the sort
    Sort sort();

    /// A core module.
    ///
    /// @param coreType the index of a module type in the space of core types
    record CoreModule(int coreType) implements ExternDesc {
        @Override
        public Sort sort() {
            return Sort.CORE_MODULE;
        }
    }

    /// A function.
    ///
    /// @param type the index of a function type
    record Func(int type) implements ExternDesc {
        @Override
        public Sort sort() {
            return Sort.FUNC;
        }
    }

    /// A value that equals another.
    ///
    /// @param value the index of the other
    record ValueEq(int value) implements ExternDesc {
        @Override
        public Sort sort() {
            return Sort.VALUE;
        }
    }

    /// A value of a type.
    ///
    /// @param type the type
    record Value(ValueType type) implements ExternDesc {
        @Override
        public Sort sort() {
            return Sort.VALUE;
        }
    }

    /// A type that equals another: `(type (eq t))`.
    ///
    /// @param type the index of the other
    record TypeEq(int type) implements ExternDesc {
        @Override
        public Sort sort() {
            return Sort.TYPE;
        }
    }

    /// A resource of which nothing is known: `(type (sub resource))`.
    record SubResource() implements ExternDesc {
        @Override
        public Sort sort() {
            return Sort.TYPE;
        }
    }

    /// A component.
    ///
    /// @param type the index of a component type
    record Component(int type) implements ExternDesc {
        @Override
        public Sort sort() {
            return Sort.COMPONENT;
        }
    }

    /// An instance.
    ///
    /// @param type the index of an instance type
    record Instance(int type) implements ExternDesc {
        @Override
        public Sort sort() {
            return Sort.INSTANCE;
        }
    }
}
