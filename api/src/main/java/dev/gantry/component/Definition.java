package dev.gantry.component;

import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.environ.component.ComponentFuncType;
import dev.gantry.runtime.component.HostImport;
import org.jspecify.annotations.Nullable;

/// What a linker has under a name.
sealed interface Definition {
    /// The word for the kind in messages.
    String kind();

    /// A function of the host; its types are known when a component asks for it.
    non-sealed interface OfFunc extends Definition {
        /// Makes it fit for a type.
        ///
        /// @param name where it is, for messages
        /// @param type the type that the component declares
        HostImport bind(String name, ComponentFuncType type);

        @Override
        default String kind() {
            return "function";
        }
    }

    /// A module.
    ///
    /// @param module the module
    record OfModule(Module module) implements Definition {
        @Override
        public String kind() {
            return "module";
        }
    }

    /// What happens when a guest drops the last handle to a resource.
    @FunctionalInterface
    interface Destructor {
        void destroy(Store<?> store, int rep);
    }

    /// A type of resources.
    ///
    /// @param type       the type
    /// @param destructor what happens when a guest drops one
    record OfResource(ResourceType type, @Nullable Destructor destructor) implements Definition {
        @Override
        public String kind() {
            return "resource";
        }
    }

    /// An instance.
    ///
    /// @param items what it has
    record OfInstance(VersionedNames<Definition> items) implements Definition {
        @Override
        public String kind() {
            return "instance";
        }
    }
}
