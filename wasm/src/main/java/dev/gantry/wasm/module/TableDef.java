package dev.gantry.wasm.module;

import dev.gantry.wasm.types.TableType;
import org.jspecify.annotations.Nullable;

/// A table defined by the module.
///
/// @param type        its type
/// @param init        the expression that gives the initial elements, or null for `ref.null`
/// @param offsetBytes where the definition starts in the binary
/// @wasm syntax-table
public record TableDef(TableType type, @Nullable CodeRange init, int offsetBytes) {}
