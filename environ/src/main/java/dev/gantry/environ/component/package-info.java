/// Components before they run: interface types with their layouts, and the flat graph that a component becomes.
///
/// ```
/// ComponentDef ──Inliner: instantiation with symbols──▶ ComponentTranslation: initializers, trampolines, exports
/// ```
///
/// Nesting, aliases and names are gone afterwards: what instantiates a component goes through one list (R14, R15).
package dev.gantry.environ.component;
