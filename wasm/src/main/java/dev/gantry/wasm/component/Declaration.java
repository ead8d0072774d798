package dev.gantry.wasm.component;

/// What the type of a component or an instance consists of. All but [ExportDecl] are definitions too.
///
/// The type of an instance has no [Import].
public sealed interface Declaration extends Definition permits CoreTypeDef, TypeDef, Alias, Import, ExportDecl {}
