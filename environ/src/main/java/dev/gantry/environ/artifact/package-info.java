/// Artifacts: what a compiler made of a module, linked in an order that does not depend on the order of compilation,
/// and the file that keeps it.
///
/// ```text
///   Compiler ─▶ CompiledFunction ─CodeLinker─▶ Artifact ─ArtifactWriter─▶ ElfWriter ─▶ file
///                                                 ▲                                     │
///                                                 └──────ArtifactReader◀── ElfImage ◀───┘
/// ```
package dev.gantry.environ.artifact;
