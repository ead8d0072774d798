package dev.gantry;

import dev.gantry.wasm.types.ExternType;

/// What an instance can import or export. Equality is identity of the underlying entity.
///
/// Threading: confined to its store, shared memories excepted.
///
/// @wasm syntax-externval
public sealed interface Extern permits Func, Memory, Table, Global, Tag {
    /// The current type: sizes of memories and tables are as grown.
    ///
    /// @return the type; references name types by canonical id
    ExternType externType();
}
