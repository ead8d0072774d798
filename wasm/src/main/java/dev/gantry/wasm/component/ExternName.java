package dev.gantry.wasm.component;

import java.util.List;

/// The name of an import or export with its attributes.
///
/// @param name       the name: a label, a function of a resource (`[method]r.f`), or an interface (`a:b/c@1.0.0`)
/// @param attributes its attributes, each kind at most once in a valid component
public record ExternName(String name, List<Attribute> attributes) {
    /// Copies the list.
    public ExternName {
        attributes = List.copyOf(attributes);
    }

    /// A name without attributes.
    ///
    /// @param name the name
    /// @return the same with an empty list
    public static ExternName of(String name) {
        return new ExternName(name, List.of());
    }

    /// The name alone.
    @Override
    public String toString() {
        return name;
    }

    /// What is said of a name besides itself. Types of components and instances ignore it.
    public sealed interface Attribute {
        /// The text.
        ///
        /// @return what stands in the quotes
        String value();

        /// `(implements "…")`: the interface that the instance of this name has.
        ///
        /// @param value the name of the interface
        record Implements(String value) implements Attribute {}

        /// `(versionsuffix "…")`: what was cut off a version.
        ///
        /// @param value the end of the version
        record VersionSuffix(String value) implements Attribute {}

        /// `(external-id "…")`: any text.
        ///
        /// @param value the text
        record ExternalId(String value) implements Attribute {}
    }
}
