package dev.gantry.environ.artifact;

import dev.gantry.environ.component.ComponentTranslation;
import dev.gantry.wasm.component.ComponentDef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What compiling a component gives: its flat form, and the artifact of each of its modules. It was either made just
/// now or read from a file; [ArtifactWriter] writes it, [ArtifactReader] reads it.
///
/// Threading: immutable.
///
/// @param component   the component as it was decoded
/// @param translation the flat form
/// @param modules     an artifact for each module of the flat form, in its order
/// @param image       the file that it was read from, or null
public record ComponentArtifact(
        ComponentDef component,
        ComponentTranslation translation,
        List<Artifact> modules,
        @Nullable ElfImage image) {
    /// Copies the list.
    public ComponentArtifact {
        modules = List.copyOf(modules);
    }
}
